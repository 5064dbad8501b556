import { describe, expect, it } from 'vitest'
import { buildPool, labelInstances } from '../../src/annotate/index.ts'
import type { LabelledPool, TiePolicy } from '../../src/domain/index.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import { made } from './made-instances.ts'

const instances = [
  made('same', { human: ['h a'], lm: ['j a'] }),
  made('differs', { human: ['h a'], lm: ['j b'] }),
  made('human tie', { human: ['h tie'], lm: ['j b'] }),
  made('both tie', { human: ['h tie'], lm: ['j tie'] }),
  made('no human', { lm: ['j b'] }),
  made('no lm', { human: ['h a'] }),
  made('nothing', {}),
  made('seen', { human: ['h a'], lm: ['j b'] }),
]

function pool(tiePolicy: TiePolicy): LabelledPool {
  return buildPool({
    instances,
    labels: labelInstances(instances),
    groups: Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 1),
    groupCount: 7,
    tiePolicy,
    excluded: new Map([[7, 'suite-overlap']]),
  })
}

describe('the pool of mixes', () => {
  it('drops ties of either source by default policy, counts everything once', () => {
    const found = pool('either')
    expect(found.ids).toEqual(['same', 'differs'])
    expect([...found.instances]).toEqual([0, 1])
    expect([...found.groups]).toEqual([0, 1])
    expect([...found.differs]).toEqual([0, 1])
    expect(found.leftOut).toEqual({
      tie: 2,
      'human-missing': 1,
      'lm-missing': 1,
      'both-missing': 1,
      'suite-overlap': 1,
    })
  })

  it.each(['half', 'chosen'] as const)('%s keeps ties; a tie against a side differs', (policy) => {
    const found = pool(policy)
    expect(found.ids).toEqual(['same', 'differs', 'human tie', 'both tie'])
    expect([...found.differs]).toEqual([0, 1, 1, 0])
    expect(found.leftOut).not.toHaveProperty('tie')
  })

  it('every instance is in the pool or counted, for many seeds', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed)
      const vote = (name: string): string[] =>
        random.next() < 0.3 ? [] : [`${name} ${['a', 'b', 'tie'][drawIndex(3, random)]}`]
      const drawn = Array.from({ length: 40 }, (_, index) =>
        made(`${index}`, { human: vote('h'), lm: vote('j') }),
      )
      const found = buildPool({
        instances: drawn,
        labels: labelInstances(drawn),
        groups: new Uint32Array(40),
        groupCount: 1,
        tiePolicy: (['either', 'half', 'chosen'] as const)[seed % 3]!,
      })
      const left = Object.values(found.leftOut).reduce((sum, count) => sum + count, 0)
      expect(found.ids.length + left).toBe(40)
      expect(found.human.every((label) => label !== null)).toBe(true)
      expect(found.lm.every((label) => label !== null)).toBe(true)
    }
  })

  it('refuses labels that do not fit', () => {
    const groups = new Uint32Array(8)
    const input = { instances, labels: [], groups, groupCount: 1, tiePolicy: 'either' as const }
    expect(() => buildPool(input)).toThrow(RangeError)
  })
})
