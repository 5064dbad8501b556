import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('ppe')

describe('Preference Proxy Evaluations', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('ppe')
  })

  it('read the vote of a battle', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'b1',
      source: 'ppe',
      prompt: 'Plan a picnic.',
      completionA: 'Bread, cheese, a blanket.',
      completionB: 'Go out.',
      human: [{ annotator: 'h1', verdict: 'a' }],
      lm: [],
      meta: {
        subset: 'human-preference',
        models: ['model-x', 'model-y'],
        language: 'English',
        is_code: false,
        is_refusal: false,
        hard_prompt: false,
        easy_prompt: true,
        if_prompt: false,
        math_prompt: false,
        turns: 1,
      },
    })
  })

  it('read both kinds of ties', async () => {
    const [, lost, tied, bad] = (await sample).instances
    expect(lost?.human[0]?.verdict).toBe('b')
    expect(tied?.human).toEqual([{ annotator: 'h1', verdict: 'tie' }])
    expect(bad).toMatchObject({ completionB: '', human: [{ verdict: 'tie' }] })
  })

  it('pair a right answer with a wrong one, and equal scores are a tie', async () => {
    const [, , , , mixed, right] = (await sample).instances
    expect(mixed).toEqual({
      id: 'ppe-5-0-3',
      source: 'ppe',
      prompt: 'What is 6 times 7?',
      completionA: '42',
      completionB: '36',
      human: [],
      lm: [{ annotator: 'checker', verdict: 'a' }],
      meta: { models: ['model-z', 'model-z'], group: 'ppe/q9' },
    })
    expect(right).toMatchObject({ id: 'ppe-6-0-1', lm: [{ verdict: 'tie' }] })
  })

  it('take the set of answers from the name of its folder', async () => {
    const row = (await readSample('ppe'))[4]
    const [pair] = await importValues([row], 'lmarena-ai/PPE-MMLU-Pro-Best-of-K/data/train.parquet')
    expect(pair).toMatchObject({
      id: 'ppe-mmlu-pro-1-0-3',
      meta: { subset: 'mmlu-pro', group: 'mmlu-pro/q9' },
    })
  })

  it('name a broken row with its line and field', async () => {
    const rows = await readSample('ppe')
    const problems = await problemsOf(
      [
        { ...rows[0], winner: 'model_c' },
        { ...rows[0], question_id: null },
        { ...rows[4], scores: [true, 'maybe'] },
        { ...rows[5], scores: [true, false, true] },
      ],
      'ppe',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'winner'],
      ['rows.jsonl', 2, 'missing-field', 'question_id'],
      ['rows.jsonl', 3, 'wrong-type', 'scores[1]'],
      ['rows.jsonl', 4, 'missing-field', 'response_3'],
    ])
  })
})
