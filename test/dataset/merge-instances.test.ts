import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../src/dataset/content-key.ts'
import {
  createMerger,
  type MergeBy,
  turnAnnotation,
  turnRound,
} from '../../src/dataset/merge-instances.ts'
import type { Annotation, PreferenceInstance } from '../../src/domain/index.ts'

const pair = (changes: Partial<PreferenceInstance> = {}): PreferenceInstance => ({
  id: 'p1',
  source: 's',
  prompt: 'Why?',
  completionA: 'Because.',
  completionB: 'Who knows.',
  human: [],
  lm: [],
  meta: {},
  ...changes,
})

function merge(by: MergeBy, instances: readonly PreferenceInstance[]) {
  const merger = createMerger(by)
  for (const instance of instances) merger.add(instance)
  const { conflicts } = merger
  return { merged: merger.take(), joined: merger.joined(), conflicts, count: conflicts.count() }
}

const annotation: fc.Arbitrary<Annotation> = fc.record(
  {
    annotator: fc.constantFrom('ann', 'judge', 'judge@ab', 'judge@ba'),
    verdict: fc.constantFrom('a' as const, 'b' as const, 'tie' as const),
    strength: fc.constantFrom('slight' as const, 'clear' as const),
    aspect: fc.constantFrom('helpful', 'harmless'),
    order: fc.constantFrom('ab' as const, 'ba' as const),
    pA: fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  },
  { requiredKeys: ['annotator', 'verdict'] },
)

/** One annotation an annotator and aspect, as a single row has them. */
const annotations = fc.uniqueArray(annotation, {
  maxLength: 4,
  selector: ({ annotator, aspect }) => `${annotator}/${aspect}`,
})

const instance: fc.Arbitrary<PreferenceInstance> = fc
  .record({
    id: fc.constantFrom('p1', 'p2', 'p3'),
    completionA: fc.constantFrom('x', 'y', ''),
    completionB: fc.constantFrom('x', 'y', 'z'),
    human: annotations,
    lm: annotations,
  })
  .map(pair)

describe('contentKey', () => {
  it('is the SHA-1 of the texts with their lengths, the completions in code-point order', () => {
    const { key, swapped } = contentKey(pair({ completionA: 'b', completionB: 'a' }))
    expect(key).toBe(createHash('sha1').update('4:Why?1:a1:b').digest('hex'))
    expect(swapped).toBe(true)
  })

  it('is the same in either order, and tells which order it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (prompt, completionA, completionB) => {
        const straight = contentKey({ prompt, completionA, completionB })
        const turned = contentKey({ prompt, completionA: completionB, completionB: completionA })
        expect(turned.key).toBe(straight.key)
        expect(turned.swapped).toBe(completionA === completionB ? false : !straight.swapped)
      }),
    )
  })

  it('does not mistake where one text ends and the next begins', () => {
    const keys = [
      { prompt: 'ab', completionA: 'c', completionB: 'd' },
      { prompt: 'a', completionA: 'bc', completionB: 'd' },
      { prompt: 'a', completionA: 'b', completionB: 'cd' },
      { prompt: '1:a', completionA: '1', completionB: '2' },
    ].map((texts) => contentKey(texts).key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('createMerger', () => {
  it('joins pairs of one id in the order in which they first came', () => {
    const { merged, joined, count } = merge('id', [
      pair({ id: 'p2', prompt: 'What?' }),
      pair({ human: [{ annotator: 'ann', verdict: 'a' }] }),
      pair({ human: [{ annotator: 'ben', verdict: 'b' }], lm: [{ annotator: 'j', verdict: 'a' }] }),
    ])
    expect(merged).toEqual([
      pair({ id: 'p2', prompt: 'What?' }),
      pair({
        human: [
          { annotator: 'ann', verdict: 'a' },
          { annotator: 'ben', verdict: 'b' },
        ],
        lm: [{ annotator: 'j', verdict: 'a' }],
      }),
    ])
    expect([joined, count]).toEqual([1, 0])
  })

  it('turns a later pair round whose completions come in the other order', () => {
    const { merged } = merge('id', [
      pair(),
      pair({
        completionA: 'Who knows.',
        completionB: 'Because.',
        lm: [{ annotator: 'judge@ab', verdict: 'a', order: 'ab', pA: 0.75, strength: 'clear' }],
      }),
    ])
    expect(merged).toEqual([
      pair({
        lm: [{ annotator: 'judge@ba', verdict: 'b', order: 'ba', pA: 0.25, strength: 'clear' }],
      }),
    ])
  })

  it('drops what was said before and keeps the first of two that contradict each other', () => {
    const first = { annotator: 'ann', verdict: 'a', aspect: 'helpful' } as const
    const { merged, conflicts, count } = merge('id', [
      pair({ human: [first] }),
      pair({ human: [{ ...first, strength: 'clear' }] }),
      pair({ human: [{ ...first, verdict: 'tie' }] }),
      pair({ human: [{ annotator: 'ann', verdict: 'b' }], lm: [{ ...first, verdict: 'b' }] }),
    ])
    expect(merged[0]!.human).toEqual([first, { annotator: 'ann', verdict: 'b' }])
    expect(merged[0]!.lm).toEqual([{ ...first, verdict: 'b' }])
    expect(count).toBe(1)
    expect(conflicts.first).toEqual([
      { id: 'p1', kind: 'verdict', annotator: 'ann', aspect: 'helpful', kept: 'a', other: 'tie' },
    ])
  })

  it('takes nothing of a later pair of the same id with other texts', () => {
    const label = { annotator: 'ann', verdict: 'a' } as const
    const { merged, conflicts, joined } = merge('id', [
      pair(),
      pair({ completionB: 'Nobody knows.', human: [label] }),
    ])
    expect(merged).toEqual([pair()])
    expect(joined).toBe(1)
    expect(conflicts.first).toEqual([
      { id: 'p1', kind: 'texts', annotator: null, aspect: null, kept: null, other: null },
    ])
  })

  it('joins pairs of one content whatever their ids, and keeps apart pairs of one id', () => {
    const { merged } = merge('content', [
      pair(),
      pair({ id: 'other', lm: [{ annotator: 'j', verdict: 'a' }] }),
      pair({ prompt: 'Why not?' }),
    ])
    expect(merged).toEqual([
      pair({ lm: [{ annotator: 'j', verdict: 'a' }] }),
      pair({ prompt: 'Why not?' }),
    ])
  })

  it('adds facts where the first pair has none of that name', () => {
    const { merged } = merge('id', [
      pair({ meta: { turn: 1 }, extra: { note: 'x' } }),
      pair({ meta: { turn: 2, group: 'g' }, extra: { note: 'y', seen: true } }),
    ])
    expect(merged[0]).toEqual(
      pair({ meta: { turn: 1, group: 'g' }, extra: { note: 'x', seen: true } }),
    )
  })

  it('lists the first 20 conflicts and counts all, and forgets pairs once taken', () => {
    const merger = createMerger('id')
    merger.add(pair({ human: [{ annotator: 'ann', verdict: 'a' }] }))
    for (let again = 0; again < 25; again++)
      merger.add(pair({ human: [{ annotator: 'ann', verdict: 'b' }] }))
    expect([merger.conflicts.first.length, merger.conflicts.count()]).toEqual([20, 25])
    expect(merger.take()).toHaveLength(1)
    expect(merger.take()).toEqual([])
  })

  it.each(['id', 'content'] as const)('by %s: merging again changes nothing', (by) => {
    fc.assert(
      fc.property(fc.array(instance, { maxLength: 6 }), (instances) => {
        const { merged } = merge(by, instances)
        const again = merge(by, merged)
        expect(again.merged).toEqual(merged)
        expect([again.joined, again.count]).toEqual([0, 0])
        const twice = merge(by, [...merged, ...merged])
        expect(twice.merged).toEqual(merged)
        expect(twice.count).toBe(0)
      }),
    )
  })
})

describe('turnRound', () => {
  it('changes the sides of texts, messages and annotations', () => {
    const a = [{ role: 'assistant', content: 'Because.' }] as const
    const b = [{ role: 'assistant', content: 'Who knows.' }] as const
    const prompt = [{ role: 'user', content: 'Why?' }] as const
    const human = [{ annotator: 'ann', verdict: 'tie' }] as const
    expect(turnRound(pair({ messages: { prompt, a, b }, human }))).toEqual(
      pair({
        completionA: 'Who knows.',
        completionB: 'Because.',
        messages: { prompt, a: b, b: a },
        human,
      }),
    )
  })

  it('leaves names alone that only look like a raw answer', () => {
    expect(turnAnnotation({ annotator: 'judge@abc', verdict: 'a' }).annotator).toBe('judge@abc')
    expect(turnAnnotation({ annotator: 'x@ab@ba', verdict: 'a' }).annotator).toBe('x@ab@ab')
  })

  it('twice is the identity', () => {
    fc.assert(
      fc.property(instance, (one) => {
        expect(turnRound(turnRound(one))).toEqual(one)
      }),
    )
  })
})
