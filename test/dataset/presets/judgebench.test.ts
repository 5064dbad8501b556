import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('judgebench')

describe('JudgeBench', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('judgebench')
  })

  it('reads the right answer as the label of a checker', async () => {
    expect((await sample).instances[0]).toEqual({
      id: '81ec-1',
      source: 'judgebench',
      prompt: 'What is the unit of force?',
      completionA: 'The newton.',
      completionB: 'The joule.',
      human: [],
      lm: [{ annotator: 'checker', verdict: 'a' }],
      meta: {
        subset: 'mmlu-pro-physics',
        models: ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
        group: 'mmlu-pro-physics/10646',
      },
    })
  })

  it('ties the pairs of one question, whichever model answered', async () => {
    const [first, second, third] = (await sample).instances
    expect(second?.lm).toEqual([{ annotator: 'checker', verdict: 'b' }])
    expect(third).toMatchObject({ completionA: '', meta: { group: first?.meta.group } })
  })

  it('keeps a pair without a label', async () => {
    const [row] = await readSample('judgebench')
    expect((await importValues([{ ...row, label: null }], 'x.jsonl'))[0]?.lm).toEqual([])
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('judgebench')
    const problems = await problemsOf(
      [
        { ...row, label: 'A=B' },
        { ...row, pair_id: undefined },
        { ...row, response_B: [] },
      ],
      'judgebench',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'label'],
      ['rows.jsonl', 2, 'missing-field', 'pair_id'],
      ['rows.jsonl', 3, 'wrong-type', 'response_B'],
    ])
  })
})
