import { describe, expect, it } from 'vitest'
import { importPairs } from '../../../src/dataset/index.ts'
import { rowsOf } from '../support.ts'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const extra = { timestamp: '2026-03-01T09:01:00Z' }
const teas = [
  {
    id: 'tea-1',
    source: 'kitchen',
    prompt: 'How long does green tea steep?',
    completionA: 'Two minutes.',
    completionB: 'An hour.',
    lm: [],
    meta: {},
  },
  {
    id: 'tea-3',
    source: 'kitchen',
    prompt: 'Name a teapot shape.',
    completionA: '',
    completionB: 'Round.',
    human: [],
    lm: [],
    meta: {},
  },
]

describe('Label Studio', () => {
  it('gives answers in JSON exports back to the stored sides, without the cancelled ones', async () => {
    const { preset, instances } = await importSample('label-studio')
    expect(preset).toBe('label-studio')
    expect(instances).toEqual([
      {
        ...teas[0],
        human: [
          {
            annotator: '5',
            verdict: 'a',
            strength: 'clear',
            reasons: ['An hour is far too long.'],
            durationMs: 4250,
            order: 'ab',
            extra,
          },
          {
            annotator: 'b@example.org',
            verdict: 'tie',
            durationMs: 500,
            order: 'ab',
            extra: { ...extra, ground_truth: true },
          },
        ],
      },
      {
        id: 'tea-2',
        source: 'kitchen',
        prompt: '[System]\nBe brief.\n\n[User]\nIs matcha a tea?',
        completionA: 'Yes.',
        completionB: 'No.',
        messages: {
          prompt: [{ role: 'system', content: 'Be brief.' }, user('Is matcha a tea?')],
          a: [assistant('Yes.')],
          b: [assistant('No.')],
        },
        human: [
          {
            annotator: '5',
            verdict: 'a',
            strength: 'slight',
            durationMs: 4250,
            order: 'ba',
            extra,
          },
        ],
        lm: [],
        meta: {},
      },
      teas[1],
      {
        id: '4',
        source: 'label-studio',
        prompt: 'Name a bird.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [{ annotator: '5', verdict: 'a', durationMs: 4250, extra }],
        lm: [{ annotator: 'judge-s', verdict: 'b', extra: { score: 0.75 } }],
        meta: { topic: 'animals' },
      },
      {
        id: '5',
        source: 'label-studio',
        prompt: 'Name a fish.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [{ annotator: '5', verdict: 'b', confidence: 'very sure', extra }],
        lm: [],
        meta: {},
      },
    ])
  })

  it('joins the rows of a JSON-MIN export, one an annotation', async () => {
    const { preset, instances, counts } = await importSample('label-studio-min')
    expect([preset, counts.joined]).toEqual(['label-studio', 1])
    const answer = { durationMs: 3500, extra }
    expect(instances).toEqual([
      {
        ...teas[0],
        human: [
          {
            annotator: '5',
            verdict: 'a',
            strength: 'slight',
            reasons: ['Nobody steeps it for an hour.'],
            order: 'ab',
            ...answer,
          },
          { annotator: '6', verdict: 'tie', order: 'ab', ...answer },
        ],
      },
      {
        id: 'tea-2',
        source: 'kitchen',
        prompt: 'Is matcha a tea?',
        completionA: 'Yes.',
        completionB: 'No.',
        human: [
          { annotator: 'b@example.org', verdict: 'b', strength: 'clear', order: 'ba', ...answer },
        ],
        lm: [],
        meta: {},
      },
      teas[1],
      {
        id: '4',
        source: 'label-studio-min',
        prompt: 'Name a bird.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [{ annotator: '5', verdict: 'a', ...answer }],
        lm: [],
        meta: { topic: 'animals' },
      },
    ])
  })

  it('keeps a pair whose annotation was submitted without an answer', async () => {
    const [task] = await readSample('label-studio')
    const annotations = [{ completed_by: 5, result: [], lead_time: 1 }]
    expect((await importValues([{ ...task, annotations }], 'x.json'))[0]?.human).toEqual([])
  })

  it('names what is wrong with file, line and field', async () => {
    const tasks = await readSample('label-studio')
    const [task, , , foreign] = tasks
    const annotations = task?.annotations as Record<string, unknown>[]
    const odd = {
      ...task,
      annotations: [
        { ...annotations[0], lead_time: -1 },
        { ...annotations[1], result: [{ type: 'choices', value: { choices: ['a', 'b'] } }] },
        'none',
      ],
    }
    const wrongKey = { ...task, data: { ...(task?.data as object), pair_id: 'tea-9' } }
    const unknown = { ...foreign, data: { prompt: 'x', this: 'a', that: 'b' } }
    const { data } = foreign as { readonly data: Record<string, unknown> }
    const ambiguous = { ...foreign, data: { ...data, output_1: 'a', output_2: 'b' } }
    const problems = await problemsOf([odd, wrongKey, unknown, ambiguous], 'label-studio')
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'wrong-value', 'annotations[0].lead_time'],
      ['rows.jsonl', 1, 'unknown-verdict', 'annotations[1].result'],
      ['rows.jsonl', 1, 'wrong-type', 'annotations[2]'],
      ['rows.jsonl', 2, 'wrong-value', 'hyper_key'],
      ['rows.jsonl', 3, 'unknown-columns', null],
      ['rows.jsonl', 4, 'unknown-columns', null],
    ])
  })

  it('says which column map to use where a control has a name of its own', async () => {
    const [row] = await readSample('label-studio-min')
    const { preference, reasons, hyper_key, dataset, pair_id, ...others } = row!
    const strange = { ...others, quality: 'first' }
    const { problems } = await importPairs(rowsOf([strange]), { onBadRow: 'skip' })
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'unknown-columns',
        expected: expect.stringContaining('a column map with prompt, a, b and human'),
      }),
    ])
  })
})
