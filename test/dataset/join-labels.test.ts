import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../src/dataset/content-key.ts'
import { type LabelRow, readLabels } from '../../src/dataset/import-labels.ts'
import { joinLabelRows, type LabelJoinFacts } from '../../src/dataset/join-labels.ts'
import { turnRound } from '../../src/dataset/merge-instances.ts'
import type { Annotation, PreferenceInstance } from '../../src/domain/index.ts'
import { rowsOf } from './support.ts'

const pair = (id: string, changes: Partial<PreferenceInstance> = {}): PreferenceInstance => ({
  id,
  source: 's',
  prompt: `Question ${id}?`,
  completionA: 'first',
  completionB: 'second',
  human: [],
  lm: [],
  meta: {},
  ...changes,
})

async function join(
  pairs: readonly PreferenceInstance[],
  labels: readonly LabelRow[],
): Promise<{ readonly joined: PreferenceInstance[]; readonly facts: LabelJoinFacts }> {
  const stream = joinLabelRows(pairs, labels)
  const joined: PreferenceInstance[] = []
  for await (const instance of stream.instances) joined.push(instance)
  return { joined, facts: stream.facts() }
}

const read = async (values: readonly unknown[]): Promise<readonly LabelRow[]> =>
  (await readLabels(rowsOf(values, 'labels.jsonl'), { onBadRow: 'fail' })).labels

describe('joinLabelRows', () => {
  it('adds the labels of several judges and people, in the order of the rows', async () => {
    const labels = await read([
      { id: 'p2', annotator: 'judge-2', preference: 'b-is-better', source: 'lm' },
      { id: 'p1', annotator: 'judge-1', preference: 'tie', source: 'lm' },
      { id: 'p2', annotator: 'judge-1', preference: 'a-is-better', source: 'lm' },
      { id: 'p2', annotator: 'ann', preference: 'a-is-better', source: 'human' },
    ])
    const known: Annotation = { annotator: 'judge-0', verdict: 'a' }
    const { joined, facts } = await join(
      [pair('p1'), pair('p2', { lm: [known] }), pair('p3')],
      labels,
    )
    expect(joined).toEqual([
      pair('p1', { lm: [{ annotator: 'judge-1', verdict: 'tie' }] }),
      pair('p2', {
        human: [{ annotator: 'ann', verdict: 'a' }],
        lm: [known, { annotator: 'judge-2', verdict: 'b' }, { annotator: 'judge-1', verdict: 'a' }],
      }),
      pair('p3'),
    ])
    expect(facts).toEqual({
      pairs: 3,
      pairsWithoutLabels: 1,
      added: 4,
      repeated: 0,
      conflicts: { first: [], count: 0 },
      labelsWithoutPair: { first: [], count: 0 },
    })
  })

  it('drops what an annotator said before and lists what contradicts it, within the labels too', async () => {
    const labels = await read([
      {
        id: 'p1',
        human: [
          { annotator: 'ann', preference: 'a-is-better' },
          { annotator: 'ann', preference: 'b-is-better', aspect: 'harmless' },
          { annotator: 'ben', preference: 'tie' },
          { annotator: 'ben', preference: 'a-is-better' },
        ],
      },
      { id: 'p1', human: [{ annotator: 'ann', preference: 'b-is-better' }] },
    ])
    const { joined, facts } = await join(
      [pair('p1', { human: [{ annotator: 'ann', verdict: 'a' }] })],
      labels,
    )
    expect(joined[0]!.human).toEqual([
      { annotator: 'ann', verdict: 'a' },
      { annotator: 'ann', verdict: 'b', aspect: 'harmless' },
      { annotator: 'ben', verdict: 'tie' },
    ])
    expect(facts).toMatchObject({ added: 2, repeated: 1 })
    const conflict = { id: 'p1', kind: 'verdict', aspect: null }
    expect(facts.conflicts).toEqual({
      first: [
        { ...conflict, annotator: 'ben', kept: 'tie', other: 'a' },
        { ...conflict, annotator: 'ann', kept: 'a', other: 'b' },
      ],
      count: 2,
    })
  })

  it('counts labels that find no pair and says where they stand', async () => {
    const labels = await read([
      { id: 'gone', lm: [{ annotator: 'judge', preference: 'tie' }] },
      { id: 'p1', lm: [{ annotator: 'judge', preference: 'tie' }] },
      { content: '0'.repeat(40), lm: [{ annotator: 'judge', preference: 'tie' }] },
    ])
    const { facts } = await join([pair('p1')], labels)
    expect(facts.labelsWithoutPair).toEqual({
      first: [
        { file: 'labels.jsonl', line: 1 },
        { file: 'labels.jsonl', line: 3 },
      ],
      count: 2,
    })
  })

  it('turns labels round whose texts are in the other order', async () => {
    const label = { annotator: 'judge@ab', preference: 'a-is-better', source: 'lm', p_a: 0.75 }
    const labels = await read([
      {
        prompt: 'Question p1?',
        response_a: 'second',
        response_b: 'first',
        ...label,
        order: 'ab',
      },
      { prompt: 'Question p2?', response_a: 'first', response_b: 'second', ...label },
      { ...label, content: contentKey(pair('p3')).key, annotator: 'judge' },
      { ...label, content: contentKey(pair('p4')).key, annotator: 'judge', swapped: true },
    ])
    const { joined } = await join([pair('p1'), pair('p2'), pair('p3'), pair('p4')], labels)
    expect(joined.map(({ lm }) => lm)).toEqual([
      [{ annotator: 'judge@ba', verdict: 'b', order: 'ba', pA: 0.25 }],
      [{ annotator: 'judge@ab', verdict: 'a', pA: 0.75 }],
      [{ annotator: 'judge', verdict: 'a', pA: 0.75 }],
      [{ annotator: 'judge', verdict: 'b', pA: 0.25 }],
    ])
  })

  it('takes pairs from a stream and holds none of them back', async () => {
    const seen: string[] = []
    async function* pairs(): AsyncGenerator<PreferenceInstance> {
      for (const id of ['p1', 'p2']) {
        seen.push(`in ${id}`)
        yield pair(id)
      }
    }
    for await (const { id } of joinLabelRows(pairs(), []).instances) seen.push(`out ${id}`)
    expect(seen).toEqual(['in p1', 'out p1', 'in p2', 'out p2'])
  })

  const annotation = fc.record({
    annotator: fc.constantFrom('ann', 'ben', 'judge@ab'),
    verdict: fc.constantFrom('a' as const, 'b' as const, 'tie' as const),
  })
  const labelRow = fc.record({
    human: fc.array(annotation, { maxLength: 3 }),
    lm: fc.array(annotation, { maxLength: 3 }),
  })

  it('joined twice is joined once, and every annotation is accounted for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(labelRow, { maxLength: 4 }), labelRow, async (rows, own) => {
        const labels = rows.map((row, index) => ({
          of: { id: 'p1' },
          ...row,
          place: { file: 'f', line: index + 1 },
        }))
        const once = await join([pair('p1', own)], labels)
        const twice = await join(once.joined, labels)
        expect(twice.joined).toEqual(once.joined)
        expect(twice.facts.added).toBe(0)
        const given = rows.flatMap(({ human, lm }) => [...human, ...lm]).length
        const { added, repeated, conflicts } = once.facts
        expect(added + repeated + conflicts.count).toBe(given)
      }),
    )
  })

  it('says the same of a pair that is turned round, by content', async () => {
    await fc.assert(
      fc.asyncProperty(labelRow, async (row) => {
        const { key, swapped } = contentKey(pair('p1'))
        const labels = [{ of: { content: key, swapped }, ...row, place: { file: 'f', line: 1 } }]
        const straight = await join([pair('p1')], labels)
        const turned = await join([turnRound(pair('p1'))], labels)
        expect(turned.joined).toEqual(straight.joined.map(turnRound))
      }),
    )
  })
})
