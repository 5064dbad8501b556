import { describe, expect, it } from 'vitest'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('ultrafeedback-binarized')

describe('UltraFeedback, binarized', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('ultrafeedback-binarized')
  })

  it('reads the columns of HuggingFaceH4', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'ultrafeedback-binarized-1',
      source: 'ultrafeedback-binarized',
      prompt: 'Which river runs through Cairo?',
      completionA: 'The Nile.',
      completionB: 'The Rhine.',
      human: [],
      lm: [{ annotator: 'gpt-4', verdict: 'a' }],
      meta: { ratings: [8.5, 2], group: 'a1f0' },
    })
  })

  it('reads the columns of Argilla, with models and ratings in the stored order', async () => {
    const [, , , third, fourth] = (await sample).instances
    expect(third).toMatchObject({
      completionA: 'Four.',
      lm: [{ annotator: 'gpt-4', verdict: 'a' }],
      meta: { models: ['gpt-3.5-turbo', 'alpaca-7b'], ratings: [5, 1.25], origin: 'sharegpt' },
    })
    expect(fourth).toMatchObject({
      completionA: 'Slow.',
      completionB: 'Fast.',
      lm: [{ annotator: 'gpt-4', verdict: 'b' }],
      meta: { models: ['starchat', 'bard'], ratings: [2, 4.75] },
    })
  })

  it('keeps equal scores as a tie, and rows of one prompt in one group', async () => {
    const [first, second] = (await sample).instances
    expect(second?.lm).toEqual([{ annotator: 'gpt-4', verdict: 'tie' }])
    expect(second?.meta.group).toBe(first?.meta.group)
  })

  it('reads a lead below the margin as a tie', async () => {
    const { instances } = await importSample('ultrafeedback-binarized', { margin: 1 })
    expect(instances.map(({ lm }) => lm[0]?.verdict)).toEqual(['a', 'tie', 'tie', 'a', 'b'])
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('ultrafeedback-binarized')
    const problems = await problemsOf(
      [
        { ...row, score_chosen: 'best' },
        { ...row, chosen: [] },
        { ...row, rejected: [{ role: 'user' }] },
        { ...row, rejected: [{ role: 'user', content: 'Another question?' }] },
      ],
      'ultrafeedback-binarized',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'wrong-type', 'score_chosen'],
      ['rows.jsonl', 2, 'empty-field', 'chosen'],
      ['rows.jsonl', 3, 'missing-field', 'rejected[0].content'],
      ['rows.jsonl', 4, 'wrong-value', 'rejected'],
    ])
  })
})
