import { describe, expect, it } from 'vitest'
import type { LabelPair, PreferenceInstance, Verdict } from '../../src/domain/index.ts'
import { humanPairsSuite, labelAccuracy } from '../../src/evaluate/index.ts'
import { createRandom } from '../../src/kit/index.ts'

function instance(id: string): PreferenceInstance {
  return {
    id,
    source: 'set',
    prompt: `prompt of ${id}`,
    completionA: 'first',
    completionB: 'second',
    human: [],
    lm: [],
    meta: id === 'x' ? { group: 'g' } : {},
  }
}

const label = (verdict: Verdict | null): LabelPair => ({
  human: verdict === null ? null : { verdict, pA: 0.5, votes: 1 },
  lm: null,
})

describe('human pairs as a suite', () => {
  const instances = ['x', 'y', 'z', 'w'].map(instance)
  const labels = [label('a'), label('b'), label('tie'), label(null)]

  it('keeps what people decided, in the category human', () => {
    const rows = humanPairsSuite(instances, labels)
    expect(rows.map(({ id, chosen, group }) => [id, chosen, group])).toEqual([
      ['x', 'first', 'g'],
      ['y', 'second', 'prompt of y'],
    ])
    expect(rows[0]).toMatchObject({ subset: 'set', category: 'human', rejected: 'second' })
  })

  it('takes given groups', () => {
    const rows = humanPairsSuite(instances, labels, { groups: Uint32Array.of(4, 5, 6, 7) })
    expect(rows.map((row) => row.group)).toEqual(['4', '5'])
  })
})

describe('label accuracy', () => {
  const random = createRandom(1)

  it('counts rows with both verdicts', () => {
    const found = labelAccuracy(
      ['a', 'b', 'tie', null, 'a'],
      ['a', 'a', 'tie', 'b', null],
      {},
      random,
    )
    expect(found).toMatchObject({ matches: 2, count: 3, value: 2 / 3 })
    expect(found!.lo).toBeCloseTo(0.2077, 4)
    expect(found!.hi).toBeCloseTo(0.9385, 4)
    const dropped = labelAccuracy(['a', 'b', 'tie'], ['a', 'a', 'tie'], { ties: 'drop' }, random)
    expect(dropped).toMatchObject({ matches: 1, count: 2 })
    expect(labelAccuracy([null], ['a'], {}, random)).toBeNull()
  })

  it('resamples whole groups when they are given', () => {
    const verdicts = Array.from({ length: 200 }, () => 'a' as const)
    const trusted = verdicts.map(
      (_, row) => (Math.floor(row / 10) % 2 === 0 ? 'a' : 'b') as Verdict,
    )
    const groups = Uint32Array.from(verdicts, (_, row) => Math.floor(row / 10))
    const alone = labelAccuracy(verdicts, trusted, {}, random)!
    const grouped = labelAccuracy(verdicts, trusted, { groups }, random)!
    expect(grouped.value).toBe(0.5)
    expect(grouped.hi - grouped.lo).toBeGreaterThan(2 * (alone.hi - alone.lo))
  })
})
