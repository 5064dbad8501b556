import { describe, expect, it } from 'vitest'
import { contentKey } from '../../src/dataset/content-key.ts'
import { type ReadLabelsOptions, readLabels } from '../../src/dataset/import-labels.ts'
import { formatProblem } from '../../src/dataset/index.ts'
import { rowsOf } from './support.ts'

const skip = { onBadRow: 'skip' } as const
const read = (values: readonly unknown[], options: Partial<ReadLabelsOptions> = {}) =>
  readLabels(rowsOf(values, 'labels.jsonl'), { onBadRow: 'fail', ...options })
const place = (line: number) => ({ file: 'labels.jsonl', line })

describe('readLabels', () => {
  it('reads rows of the pair format without texts', async () => {
    const { labels, counts, warnings } = await read([
      {
        id: 'p1',
        human: [{ annotator: 'ann', preference: 'a-is-clearly-better', aspect: 'helpful' }],
        lm: [
          { annotator: 'judge', preference: 'tie' },
          { annotator: 'judge@ab', preference: 'b-is-better', order: 'ab' },
        ],
      },
      { id: 7, lm: [{ annotator: 'judge', preference: 'B-is-better', p_a: 0.25 }] },
      { id: 'p3', human: [], lm: null },
    ])
    expect(labels).toEqual([
      {
        of: { id: 'p1' },
        human: [{ annotator: 'ann', verdict: 'a', strength: 'clear', aspect: 'helpful' }],
        lm: [
          { annotator: 'judge', verdict: 'tie' },
          { annotator: 'judge@ab', verdict: 'b', order: 'ab' },
        ],
        place: place(1),
      },
      {
        of: { id: '7' },
        human: [],
        lm: [{ annotator: 'judge', verdict: 'b', pA: 0.25 }],
        place: place(2),
      },
      { of: { id: 'p3' }, human: [], lm: [], place: place(3) },
    ])
    expect(counts).toEqual({ read: 3, kept: 3, bad: 0, badByReason: {} })
    expect(warnings).toEqual([])
  })

  it('reads rows that are one annotation, with cells as a flat file has them', async () => {
    const { labels } = await read([
      {
        id: 'p1',
        annotator: 'ann',
        preference: 'b-is-slightly-better',
        source: 'human',
        confidence: 'fairly-confident',
        reasons: '["concise", "correct"]',
        duration_ms: '1200',
        cost_usd: '',
        shift: 'late',
      },
      { id: 'p1', annotator: 'judge', preference: 'tie', source: 'lm', p_a: '0.5', reasons: 'so' },
      { id: 'p2', annotator: 'judge', preference: '', source: '' },
    ])
    expect(labels.map(({ human, lm }) => ({ human, lm }))).toEqual([
      {
        human: [
          {
            annotator: 'ann',
            verdict: 'b',
            strength: 'slight',
            confidence: 'fairly-confident',
            reasons: ['concise', 'correct'],
            durationMs: 1200,
            extra: { shift: 'late' },
          },
        ],
        lm: [],
      },
      { human: [], lm: [{ annotator: 'judge', verdict: 'tie', pA: 0.5, reasons: ['so'] }] },
      { human: [], lm: [] },
    ])
  })

  it('reads any columns by a map, and leaves an empty cell unlabelled', async () => {
    const map = {
      id: 'pair.key',
      human: { column: 'vote', annotatorColumn: 'who', values: { '1': 'a', '2': 'b', '0': 'tie' } },
      lm: 'machine',
    } as const
    const { labels } = await read(
      [
        { pair: { key: 'p1' }, vote: 2, who: 'ann', machine: 'A' },
        { pair: { key: 'p2' }, vote: '', who: 'ben', machine: 'tie' },
      ],
      { map },
    )
    expect(labels.map(({ of, human, lm }) => ({ of, human, lm }))).toEqual([
      {
        of: { id: 'p1' },
        human: [{ annotator: 'ann', verdict: 'b' }],
        lm: [{ annotator: 'judge', verdict: 'a' }],
      },
      { of: { id: 'p2' }, human: [], lm: [{ annotator: 'judge', verdict: 'tie' }] },
    ])
  })

  it('names a pair by a content key, or by its texts in either order', async () => {
    const texts = { prompt: 'Why?', completionA: 'Because.', completionB: 'Ask me later.' }
    const { key } = contentKey(texts)
    const label = { annotator: 'ann', preference: 'a-is-better', source: 'human' }
    const { labels } = await read([
      { content: key, ...label },
      { content: key, swapped: true, ...label },
      { prompt: 'Why?', response_a: 'Because.', response_b: 'Ask me later.', ...label },
      { prompt: 'Why?', response_a: 'Ask me later.', response_b: 'Because.', ...label },
    ])
    expect(labels.map(({ of }) => of)).toEqual([
      { content: key, swapped: false },
      { content: key, swapped: true },
      { content: key, swapped: true },
      { content: key, swapped: false },
    ])
  })

  it('goes by the id or by the content where it is told to', async () => {
    const row = {
      id: 'p1',
      prompt: 'Why?',
      response_a: 'A.',
      response_b: 'B.',
      lm: [{ annotator: 'judge', preference: 'tie' }],
    }
    const targets = async (options: Partial<ReadLabelsOptions>) =>
      (await read([row], options)).labels.map(({ of }) => Object.keys(of)[0])
    expect(await targets({})).toEqual(['id'])
    expect(await targets({ by: 'id' })).toEqual(['id'])
    expect(await targets({ by: 'content' })).toEqual(['content'])
    expect(await targets({ map: { prompt: 'prompt', a: 'response_a', b: 'response_b' } })).toEqual([
      'content',
    ])
  })

  it('names what is wrong with a row by file, line and field', async () => {
    const label = { annotator: 'ann', preference: 'a-is-better', source: 'human' }
    const { problems, counts, labels, warnings } = await read(
      [
        'text',
        label,
        { id: 'p1' },
        { id: 'p1', ...label, source: 'crowd' },
        { id: 'p1', ...label, annotator: undefined, p_a: 'half' },
        { id: 'p1', ...label, preference: 'left' },
        { content: 'abc', ...label },
        { content: '0'.repeat(40), swapped: 'yes', ...label },
        { id: 'p1', human: [{ annotator: 'ann' }], lm: 'no' },
        { id: 'p1', ...label },
      ],
      skip,
    )
    expect(problems.map(({ line, code, field }) => [line, code, field])).toEqual([
      [1, 'wrong-type', null],
      [2, 'missing-field', 'id'],
      [3, 'missing-field', 'human'],
      [4, 'wrong-value', 'source'],
      [5, 'missing-field', 'annotator'],
      [5, 'wrong-value', 'p_a'],
      [6, 'unknown-verdict', 'preference'],
      [7, 'wrong-value', 'content'],
      [8, 'wrong-type', 'swapped'],
      [9, 'missing-field', 'human[0].preference'],
      [9, 'wrong-type', 'lm'],
    ])
    expect(formatProblem(problems[1]!)).toBe(
      'labels.jsonl:2 field "id": got nothing, expected the id of a pair, a content key, or the prompt and both completions',
    )
    expect(counts).toMatchObject({ read: 10, kept: 1, bad: 9 })
    expect(labels.map(({ place: { line } }) => line)).toEqual([10])
    expect(warnings).toEqual([
      'bad rows: 9 of 10 were left out (missing-field 4, wrong-type 2, wrong-value 2, unknown-verdict 1)',
    ])
  })

  it('needs what `by` names', async () => {
    const label = { annotator: 'ann', preference: 'a-is-better', source: 'human' }
    const fieldsOf = async (row: object, by: 'id' | 'content') =>
      (await read([row], { ...skip, by })).problems.map(({ field }) => field)
    expect(await fieldsOf({ content: '0'.repeat(40), ...label }, 'id')).toEqual(['id'])
    expect(await fieldsOf({ id: 'p1', ...label }, 'content')).toEqual(['content'])
  })

  it('refuses a map that names no pair, or values that mean nothing', async () => {
    await expect(read([], { map: { human: 'vote' } })).rejects.toMatchObject({
      code: 'config/bad-column-map',
    })
    const human = { column: 'vote', values: { '1': 'left-ish' } }
    await expect(read([], { map: { id: 'id', human } })).rejects.toMatchObject({
      code: 'config/bad-column-map',
    })
  })

  it('fails on bad rows where it is told to, and warns of an empty input', async () => {
    await expect(read([{ id: 'p1' }])).rejects.toMatchObject({ code: 'data/bad-rows' })
    expect((await read([])).warnings).toEqual(['no labels: the input is empty'])
  })
})
