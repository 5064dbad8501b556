import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('skywork-preference')

describe('Skywork-Reward-Preference', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('skywork-preference')
  })

  it('gives the label to who made it: a reward model, people, or the models behind a set', async () => {
    const { instances } = await sample
    expect(instances.map(({ human, lm }) => [human[0]?.annotator, lm[0]?.annotator])).toEqual([
      [undefined, 'armorm'],
      ['gold', undefined],
      [undefined, 'wildguard'],
      [undefined, 'offsetbias'],
    ])
    expect(instances[0]).toEqual({
      id: 'skywork-preference-1',
      source: 'skywork-preference',
      prompt: 'Sort 3, 1, 2.',
      completionA: '1, 2, 3',
      completionB: '3, 2, 1',
      human: [],
      lm: [{ annotator: 'armorm', verdict: 'a' }],
      meta: { origin: 'magpie_pro_llama3.1' },
    })
  })

  it('takes the turns that both share as the prompt', async () => {
    expect((await sample).instances[1]).toMatchObject({
      human: [{ annotator: 'gold', verdict: 'b' }],
      messages: {
        prompt: [
          { role: 'user', content: 'Hello.' },
          { role: 'assistant', content: 'Hi! How can I help?' },
          { role: 'user', content: 'What day follows Monday?' },
        ],
        a: [{ role: 'assistant', content: 'Sunday.' }],
        b: [{ role: 'assistant', content: 'Tuesday.' }],
      },
    })
  })

  it('does not take the rows of another mixture with the same columns', async () => {
    const [row] = await readSample('skywork-preference')
    expect(detectPreset({ ...row, source: 'hh-rlhf' })?.id).toBe('tulu-preference')
    expect(detectPreset({ ...row, weight: 1 })?.id).toBe('preferences')
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('skywork-preference')
    const problems = await problemsOf(
      [
        { ...row, source: null },
        { ...row, rejected: [{ role: 'wizard', content: 'x' }] },
      ],
      'skywork-preference',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'missing-field', 'source'],
      ['rows.jsonl', 2, 'wrong-value', 'rejected[0].role'],
    ])
  })
})
