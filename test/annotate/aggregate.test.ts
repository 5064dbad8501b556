import { describe, expect, it } from 'vitest'
import {
  aggregateAnnotations,
  type InstanceMethod,
  labelInstances,
} from '../../src/annotate/index.ts'
import type { SourceLabel, Verdict } from '../../src/domain/index.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import { made, note } from './made-instances.ts'

function aggregate(
  kind: 'majority' | 'plurality' | 'mean-strength' | 'primary',
  ...votes: string[]
): SourceLabel | null {
  return aggregateAnnotations(votes.map(note), { kind })
}

describe('aggregation of one instance', () => {
  it('majority: the most frequent verdict, a level vote is a tie whatever the order', () => {
    expect(aggregate('majority', 'x a', 'y a', 'z b')).toEqual({
      verdict: 'a',
      pA: 2 / 3,
      votes: 3,
    })
    expect(aggregate('majority', 'x a', 'y b')!.verdict).toBe('tie')
    expect(aggregate('majority', 'x b', 'y a')!.verdict).toBe('tie')
    expect(aggregate('majority', 'x a', 'y tie')!.verdict).toBe('tie')
    expect(aggregate('majority', 'x a', 'y b', 'z tie')!.verdict).toBe('tie')
  })

  it('plurality: a level top goes to the sign of A minus B', () => {
    expect(aggregate('plurality', 'x a', 'y tie')!.verdict).toBe('a')
    expect(aggregate('plurality', 'x b', 'y tie', 'z b', 'w tie')!.verdict).toBe('b')
    expect(aggregate('plurality', 'x a', 'y b')!.verdict).toBe('tie')
    expect(aggregate('plurality', 'x a', 'y tie', 'z tie')!.verdict).toBe('tie')
  })

  it('mean-strength: two slight votes do not outweigh one clear vote', () => {
    expect(aggregate('mean-strength', 'x a slight', 'y a slight', 'z b clear')!.verdict).toBe('tie')
    expect(aggregate('mean-strength', 'x a slight', 'z b clear')!.verdict).toBe('b')
    expect(aggregate('mean-strength', 'x a', 'z b clear')!.verdict).toBe('b')
    const near: InstanceMethod = { kind: 'mean-strength', tieBelow: 0.5 }
    expect(aggregateAnnotations(['x a slight', 'y tie'].map(note), near)!.verdict).toBe('tie')
  })

  it('annotator and primary: one voice, with the probability it states', () => {
    const votes = ['j@ab b', 'j a 0.7', 'k b'].map(note)
    expect(aggregateAnnotations(votes, { kind: 'primary' })).toEqual({
      verdict: 'a',
      pA: 0.7,
      votes: 1,
    })
    expect(aggregateAnnotations(votes, { kind: 'annotator', annotator: 'k' })!.verdict).toBe('b')
    expect(aggregateAnnotations(votes, { kind: 'annotator', annotator: 'nobody' })).toBeNull()
  })

  it('strength comes from the winning votes that recorded one', () => {
    expect(aggregate('majority', 'x a clear', 'y a', 'z b slight')!.strength).toBe('clear')
    expect(aggregate('majority', 'x a slight', 'y a slight', 'z a clear')!.strength).toBe('slight')
    expect(aggregate('majority', 'x a', 'y a')).not.toHaveProperty('strength')
    expect(aggregate('majority', 'x a clear', 'y b clear')).not.toHaveProperty('strength')
  })

  it('raw answers and single aspects never vote; no vote is no label', () => {
    expect(aggregate('majority', 'j@ab a', 'j@ba a')).toBeNull()
    const aspect = [{ ...note('x a'), aspect: 'truthful' }, note('y b')]
    expect(aggregateAnnotations(aspect, { kind: 'majority' })).toMatchObject({
      verdict: 'b',
      votes: 1,
    })
    expect(aggregateAnnotations([], { kind: 'mean-strength' })).toBeNull()
    expect(aggregate('majority', 'someone@example.org a')!.verdict).toBe('a')
  })

  it('swapping A and B swaps the label, for every method and many seeds', () => {
    const swap: Record<Verdict, Verdict> = { a: 'b', b: 'a', tie: 'tie' }
    for (let seed = 0; seed < 300; seed++) {
      const random = createRandom(seed)
      const votes = Array.from({ length: 1 + drawIndex(5, random) }, (_, index) =>
        note(
          `p${index} ${['a', 'b', 'tie'][drawIndex(3, random)]} ${['', 'clear', 'slight'][drawIndex(3, random)]}`.trim(),
        ),
      )
      const turned = votes.map((vote) => ({ ...vote, verdict: swap[vote.verdict] }))
      for (const kind of ['majority', 'plurality', 'mean-strength'] as const) {
        const label = aggregateAnnotations(votes, { kind })!
        const other = aggregateAnnotations(turned, { kind })!
        expect(other.verdict).toBe(swap[label.verdict])
        expect(other.pA).toBeCloseTo(1 - label.pA, 12)
        expect(other.strength).toBe(label.strength)
      }
    }
  })
})

describe('labels of a set', () => {
  it('people by majority, judges by the primary one, a missing source is null', () => {
    const labels = labelInstances([
      made('x', { human: ['h a', 'i b'], lm: ['j a', 'k b', 'l b'] }),
      made('y', { lm: ['j@ab a'] }),
    ])
    expect(labels[0]!.human!.verdict).toBe('tie')
    expect(labels[0]!.lm!.verdict).toBe('a')
    expect(labels[1]).toEqual({ human: null, lm: null })
  })

  it('dawid-skene learns whom to trust: better than majority with careless annotators', () => {
    const random = createRandom(4)
    const truth = Array.from(
      { length: 400 },
      () => (['a', 'b', 'tie'] as const)[drawIndex(3, random)]!,
    )
    const skills = [0.95, 0.9, 0.2, 0.2, 0.2]
    const instances = truth.map((right, index) =>
      made(String(index), {
        human: skills.map((skill, person) => {
          const said = random.next() < skill ? right : ['a', 'b', 'tie'][drawIndex(3, random)]
          return `p${person} ${said}`
        }),
      }),
    )
    const accuracyOf = (kind: 'majority' | 'dawid-skene'): number =>
      labelInstances(instances, { human: { kind } }).filter(
        ({ human }, index) => human!.verdict === truth[index],
      ).length / truth.length
    expect(accuracyOf('dawid-skene')).toBeGreaterThan(0.9)
    expect(accuracyOf('dawid-skene')).toBeGreaterThan(accuracyOf('majority') + 0.05)
  })

  it('dawid-skene keeps instances without votes apart and follows unanimous votes', () => {
    const votes = ['a', 'b', 'a', 'b', 'a', 'b'].map((verdict, index) =>
      made(String(index), { human: [`h ${verdict}`, `i ${verdict}`] }),
    )
    const labels = labelInstances([...votes, made('none', {})], { human: { kind: 'dawid-skene' } })
    expect(labels[6]!.human).toBeNull()
    labels.slice(0, 6).forEach(({ human }, index) => {
      expect(human).toMatchObject({ verdict: index % 2 === 0 ? 'a' : 'b', votes: 2 })
      expect(Math.abs(human!.pA - (index % 2 === 0 ? 1 : 0))).toBeLessThan(0.2)
    })
  })
})
