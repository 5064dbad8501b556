import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const birds = {
  id: 'i1',
  prompt: 'Name a bird.',
  completionA: 'Wren.',
  completionB: 'Cod.',
}
const fish = { id: 'i2', prompt: 'Name a fish.', completionA: 'Wren.', completionB: 'Cod.' }
const trees = {
  id: 'i3',
  prompt: 'Name a tree.',
  completionA: 'Oak.',
  completionB: 'Elm.',
  human: [],
  lm: [],
  meta: {},
}

describe('Potato', () => {
  it('takes the text shown apart where it was put together of titled parts', async () => {
    const { preset, instances } = await importSample('potato')
    expect(preset).toBe('potato')
    expect(instances).toEqual([
      {
        id: '1',
        source: 'potato',
        prompt: 'Name a bird.',
        completionA: 'Wren.',
        completionB: 'A <b>cod</b>.\nOr two.',
        human: [
          {
            annotator: 'h1',
            verdict: 'a',
            strength: 'clear',
            reasons: ['A cod is a fish.'],
            durationMs: 65_000,
          },
        ],
        lm: [],
        meta: {},
      },
      {
        id: '2',
        source: 'potato',
        prompt: 'Name a fish.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [{ annotator: 'h1', verdict: 'tie' }],
        lm: [],
        meta: {},
      },
      {
        id: '3',
        source: 'potato',
        prompt: 'Name a tree.',
        completionA: '',
        completionB: 'Elm.',
        human: [],
        lm: [],
        meta: {},
      },
    ])
  })

  it('names the annotator by the folder of a file of one user', async () => {
    const rows = await readSample('potato')
    const annotators = async (file: string): Promise<unknown> =>
      (await importValues(rows.slice(0, 1), file))[0]?.human[0]?.annotator
    expect(await annotators('annotation_output/ann/annotated_instances.jsonl')).toBe('ann')
    expect(await annotators('annotation_output/annotated_instances.jsonl')).toBe('h1')
  })

  it('joins the answers of version 2 to one pair, people and models apart', async () => {
    const { preset, instances, counts } = await importSample('potato-export')
    expect([preset, counts.joined]).toEqual(['potato', 2])
    const source = 'potato-export'
    expect(instances).toEqual([
      {
        ...birds,
        source,
        human: [
          { annotator: 'ann', verdict: 'a', confidence: 'high' },
          { annotator: 'bob', verdict: 'tie' },
        ],
        lm: [{ annotator: 'judge-s', verdict: 'b' }],
        meta: { topic: 'animals' },
      },
      { ...fish, source, human: [{ annotator: 'ann', verdict: 'b' }], lm: [], meta: {} },
      { ...trees, source },
    ])
  })

  it('reads tables with a column for each label, of both versions', async () => {
    const { preset, instances } = await importSample('potato-table')
    expect(preset).toBe('potato')
    const source = 'potato-table'
    expect(instances).toEqual([
      {
        ...birds,
        source,
        human: [{ annotator: 'ann', verdict: 'a', reasons: ['A cod is a fish.'] }],
        lm: [],
        meta: {},
      },
      { ...fish, source, human: [{ annotator: 'ann', verdict: 'b' }], lm: [], meta: {} },
      { ...trees, source },
    ])
    const old = {
      user: 'ann',
      instance_id: 'i1',
      displayed_text: '',
      'preference:::B': 'B',
      prompt: 'Why?',
      left: 'x',
      right: 'y',
    }
    expect((await importValues([old], 'annotated_instances.tsv'))[0]?.human).toEqual([
      { annotator: 'ann', verdict: 'b' },
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [first, , , fourth] = await readSample('potato-export')
    const { prompt, response_a, response_b, ...bare } = first!
    const labelled = (labels: unknown): unknown => ({ ...fourth, labels })
    const problems = await problemsOf(
      [
        bare,
        labelled({ preference: { scale_value: 'far' } }),
        labelled({ preference: { A: 'true', B: 'true' } }),
        labelled({ tone: { warm: 'true' }, style: { dry: 'true' } }),
      ],
      'potato',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-columns', null],
      ['rows.jsonl', 2, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 3, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 4, 'unknown-columns', null],
    ])
  })
})
