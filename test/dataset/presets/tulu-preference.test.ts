import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('tulu-preference')

describe('the Tulu mixtures', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('tulu-preference')
  })

  it('of Tulu 3 are by gpt-4o and keep their own id', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'tulu-preference-1',
      source: 'tulu-preference',
      prompt: 'Name three seas.',
      completionA: 'Two lakes.',
      completionB: 'Baltic, Black, Red.',
      human: [],
      lm: [{ annotator: 'gpt-4o', verdict: 'b' }],
      meta: { origin: 'ai2-adapt-dev/wildchat_on_policy', item: 'ai2-1' },
    })
  })

  it('with equal ratings are ties', async () => {
    expect((await sample).instances[1]).toMatchObject({
      lm: [{ annotator: 'gpt-4o', verdict: 'tie' }],
      meta: { models: ['tulu-8b', 'yi-6b'], ratings: [4, 4] },
    })
  })

  it('of Tulu 2.5 are by people or by gpt-4, by the set that a row comes from', async () => {
    const [, , people, judge, system] = (await sample).instances
    expect(people).toMatchObject({ human: [{ annotator: 'h1', verdict: 'b' }], lm: [] })
    expect(judge).toMatchObject({ human: [], lm: [{ annotator: 'gpt-4', verdict: 'b' }] })
    expect(system).toMatchObject({
      human: [{ annotator: 'h1', verdict: 'b' }],
      messages: {
        prompt: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Who wrote Faust?' },
          { role: 'assistant', content: 'Goethe.' },
          { role: 'user', content: 'When?' },
        ],
        a: [{ role: 'assistant', content: 'Long ago.' }],
        b: [{ role: 'assistant', content: '1808.' }],
      },
    })
  })

  it('are told by exactly their columns', async () => {
    const [row] = await readSample('tulu-preference')
    const { id, ...unnamed } = row ?? {}
    expect(id).toBe('ai2-1')
    expect(detectPreset(unnamed)?.id).toBe('preferences')
    expect(detectPreset({ ...row, note: 'mine' })?.id).toBe('preferences')
  })

  it('name a broken row with its line and field', async () => {
    const [row] = await readSample('tulu-preference')
    const problems = await problemsOf(
      [
        { ...row, chosen_rating: 'high' },
        { ...row, chosen: [{ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }] },
      ],
      'tulu-preference',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'wrong-type', 'chosen_rating'],
      ['rows.jsonl', 2, 'not-text', 'chosen[0].content[0]'],
    ])
  })
})
