import { describe, expect, it } from 'vitest'
import { importPairs } from '../../../src/dataset/index.ts'
import { rowsOf } from '../support.ts'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('mt-bench-judgment')
const byId = async (id: string) => {
  const instance = (await sample).instances.find((one) => one.id === id)
  if (instance === undefined) throw new Error(`no ${id}`)
  return instance
}

describe('pair judgments of FastChat', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('mt-bench-judgment')
  })

  it('give the texts of the prompts, the label of both orders and each raw answer', async () => {
    expect(await byId('mt-bench-81-elm-7b-oak-13b-1')).toEqual({
      id: 'mt-bench-81-elm-7b-oak-13b-1',
      source: 'mt-bench',
      prompt: 'Write a line about rain.',
      completionA: 'Rain taps.',
      completionB: 'The rain is falling\n\non the roof.',
      human: [],
      lm: [
        { annotator: 'gpt-4', verdict: 'a', strength: 'clear', extra: { template: 'pair-v2' } },
        { annotator: 'gpt-4@ab', verdict: 'a', order: 'ab', raw: 'First look. [[A]]' },
        { annotator: 'gpt-4@ba', verdict: 'a', order: 'ba', raw: 'Second look. [[B]]' },
        // Another judge, asked with the models the other way round.
        { annotator: 'gpt-3.5-turbo', verdict: 'tie', extra: { template: 'pair-v2' } },
        { annotator: 'gpt-3.5-turbo@ba', verdict: 'tie', order: 'ba', raw: 'First look. [[A]]' },
        { annotator: 'gpt-3.5-turbo@ab', verdict: 'tie', order: 'ab', raw: 'Second look. [[B]]' },
      ],
      meta: { group: 'mt-bench-81', models: ['elm-7b', 'oak-13b'], question_id: 81, turn: 1 },
    })
  })

  it('leave the reference answer out, and call one side and one tie slight', async () => {
    const { prompt, completionA, completionB, lm } = await byId('mt-bench-101-elm-7b-oak-13b-1')
    expect([prompt, completionA, completionB]).toEqual(['2 + 2?', '5', '4'])
    expect(lm.map(({ verdict, strength }) => [verdict, strength])).toEqual([
      ['b', 'slight'],
      ['b', undefined],
      ['tie', undefined],
    ])
  })

  it('read two turns, and mark a contradiction', async () => {
    const { messages, completionA, lm } = await byId('mt-bench-82-elm-7b-oak-13b-2')
    expect(completionA).toBe('[Turn 1]\nThe North Sea.\n\n[Turn 2]\n')
    expect(messages!.b.map(({ content }) => content)).toEqual(['Baltic', 'Another.', 'Red Sea'])
    expect(lm[0]).toEqual({
      annotator: 'claude-v1',
      verdict: 'tie',
      extra: { template: 'pair-v2-multi-turn', flip: true },
    })
  })

  it('take the other order where a game ended in an error, and no label where both did', async () => {
    const { lm } = await byId('mt-bench-102-elm-7b-oak-13b-2')
    expect(lm.map(({ annotator, verdict, extra }) => [annotator, verdict, extra?.orders])).toEqual([
      ['gpt-4', 'b', 1],
      ['gpt-4@ba', 'b', undefined],
    ])
    expect((await byId('mt-bench-83-elm-7b-oak-13b-1')).lm).toEqual([])
  })

  it('join with human votes on the same texts', async () => {
    const [row] = await readSample('mt-bench-judgment')
    const said = (content: string) => [
      { role: 'user', content: 'Write a line about rain.' },
      { role: 'assistant', content },
    ]
    const vote = {
      question_id: 81,
      model_a: 'oak-13b',
      model_b: 'elm-7b',
      winner: 'model_a',
      judge: 'expert_1',
      conversation_a: said('The rain is falling\n\non the roof.'),
      conversation_b: said('Rain taps.'),
      turn: 1,
    }
    async function* both() {
      yield* rowsOf([row], 'judged.jsonl')
      yield* rowsOf([vote], 'votes.jsonl')
    }
    const { instances, conflicts } = await importPairs(both(), { onBadRow: 'fail' })
    expect(conflicts).toEqual([])
    expect(instances.map(({ human, lm }) => [human, lm.length])).toEqual([
      [[{ annotator: 'expert_1', verdict: 'b' }], 3],
    ])
  })

  it('name a broken row with file, line and field', async () => {
    const [row] = await readSample('mt-bench-judgment')
    const broken = [
      { ...row, g1_winner: 'A' },
      { ...row, g2_user_prompt: row!.g1_user_prompt },
      { ...row, g1_user_prompt: 'Which is better?' },
      { ...row, g1_user_prompt: null },
      { ...row, judge: [] },
      { ...row, g2_judgment: 7 },
    ]
    expect(await problemsOf(broken, 'mt-bench-judgment')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'g1_winner'],
      ['rows.jsonl', 2, 'wrong-value', 'g2_user_prompt'],
      ['rows.jsonl', 3, 'wrong-value', 'g1_user_prompt'],
      ['rows.jsonl', 4, 'missing-field', 'g1_user_prompt'],
      ['rows.jsonl', 5, 'wrong-type', 'judge'],
      ['rows.jsonl', 6, 'wrong-type', 'g2_judgment'],
    ])
  })
})
