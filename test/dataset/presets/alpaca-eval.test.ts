import { describe, expect, it } from 'vitest'
import { contentKey } from '../../../src/dataset/index.ts'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const judged = importSample('alpaca-eval')
const voted = importSample('alpaca-eval-human')

describe('AlpacaEval annotations', () => {
  it('are detected without being told, of judges and of people', async () => {
    expect([(await judged).preset, (await voted).preset]).toEqual(['alpaca-eval', 'alpaca-eval'])
  })

  it('join the rows of one pair, whatever the order of its outputs', async () => {
    const [first] = (await judged).instances
    const texts = {
      prompt: 'Name a river.',
      completionA: 'The Elbe.',
      completionB: 'The Elbe, which flows to the North Sea.',
    }
    expect(first).toEqual({
      id: `alpaca-eval-${contentKey(texts).key.slice(0, 16)}`,
      source: 'alpaca-eval',
      ...texts,
      human: [],
      lm: [
        {
          annotator: 'weighted_judge',
          verdict: 'b',
          pA: 0.125,
          costUsd: 0.01,
          durationMs: 179,
          raw: 'm',
        },
        {
          annotator: 'cot_judge_fn',
          verdict: 'b',
          costUsd: 0.02,
          durationMs: 2600,
          raw: '{"concise_explanation":"M says more.","ordered_models":[{"model":"M","rank":1},{"model":"m","rank":2}]}',
        },
      ],
      meta: { models: ['base-model', 'new-model'], origin: 'koala' },
    })
  })

  it('keep a pair without a preference, and read ties of both kinds', async () => {
    const [, unlabelled, older, tied] = (await judged).instances
    expect(unlabelled).toMatchObject({ completionA: '', lm: [], meta: { split: 'eval' } })
    expect(older).toMatchObject({ prompt: 'Add up\n\n2 + 2' })
    expect(older!.lm).toEqual([
      { annotator: 'old_judge', verdict: 'tie', costUsd: 0.005, durationMs: 500, raw: '1 1' },
    ])
    expect(tied!.lm).toEqual([
      { annotator: 'weighted_judge', verdict: 'tie', costUsd: 0.01, durationMs: 200 },
    ])
  })

  it.each([
    [1, { verdict: 'a' }],
    [1.25, { verdict: 'a', pA: 0.75 }],
    [1.5, { verdict: 'tie' }],
    [1.75, { verdict: 'b', pA: 0.25 }],
    [2, { verdict: 'b' }],
    ['2', { verdict: 'b' }],
  ])('read a preference of %s as %j', async (preference, expected) => {
    const row = { instruction: 'i', output_1: 'x', output_2: 'y', annotator: 'judge', preference }
    const [instance] = await importValues([row], 'annotations.json')
    expect(instance!.lm).toEqual([{ annotator: 'judge', ...expected }])
  })

  it('give people their index as name, and list who contradicts himself', async () => {
    const { instances, conflicts } = await voted
    expect(instances.map(({ human, lm, meta }) => ({ human, lm, meta }))).toEqual([
      {
        human: [
          { annotator: 'h15', verdict: 'a' },
          { annotator: 'h0', verdict: 'a' },
          { annotator: 'h9', verdict: 'b' },
        ],
        lm: [],
        meta: { origin: 'selfinstruct', split: 'eval' },
      },
      {
        human: [{ annotator: 'h3', verdict: 'b' }],
        lm: [],
        meta: { origin: 'koala', split: 'min', generator: 'new-model', sample_mode: 'nucleus' },
      },
    ])
    expect(conflicts).toEqual([
      {
        id: instances[0]!.id,
        kind: 'verdict',
        annotator: 'h15',
        aspect: null,
        kept: 'a',
        other: 'b',
      },
    ])
  })

  it('name a broken row with file, line and field', async () => {
    const [row] = await readSample('alpaca-eval')
    const broken = [
      { ...row, preference: 3 },
      { ...row, preference: 'm' },
      { ...row, output_2: null },
      { ...row, annotator: undefined },
      { ...row, price_per_example: -1 },
      { ...row, output_1: ' ', output_2: '' },
    ]
    expect(await problemsOf(broken, 'alpaca-eval')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 2, 'wrong-type', 'preference'],
      ['rows.jsonl', 3, 'missing-field', 'output_2'],
      ['rows.jsonl', 4, 'missing-field', 'annotator_index'],
      ['rows.jsonl', 5, 'wrong-value', 'price_per_example'],
      ['rows.jsonl', 6, 'empty-completions', null],
    ])
  })
})
