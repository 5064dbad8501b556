import { describe, expect, it } from 'vitest'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('mt-bench-human')
const answer = (content: string) => ({ role: 'assistant', content })
const asked = { role: 'user', content: 'Now in one word.' }

describe('MT-bench votes', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('mt-bench-human')
  })

  it('join people and judge by question, models in either order, and turn', async () => {
    const { instances, counts } = await sample
    expect(counts).toMatchObject({ read: 6, kept: 3, joined: 3 })
    expect(instances).toEqual([
      {
        id: 'mt-bench-81-elm-7b-oak-13b-1',
        source: 'mt-bench',
        prompt: 'Write a line about rain.',
        completionA: 'Rain taps.',
        completionB: 'The rain is falling on the roof.',
        human: [
          { annotator: 'expert_4', verdict: 'a' },
          { annotator: 'author_2', verdict: 'b' },
        ],
        lm: [{ annotator: 'gpt-4', verdict: 'tie', extra: { flip: true } }],
        meta: { group: 'mt-bench-81', models: ['elm-7b', 'oak-13b'], question_id: 81, turn: 1 },
      },
      {
        id: 'mt-bench-81-elm-7b-oak-13b-2',
        source: 'mt-bench',
        prompt: '[Turn 1]\nWrite a line about rain.\n\n[Turn 2]\nNow in one word.',
        completionA: '[Turn 1]\nRain taps.\n\n[Turn 2]\nDrizzle',
        completionB: '[Turn 1]\nThe rain is falling on the roof.\n\n[Turn 2]\nRain',
        messages: {
          prompt: [{ role: 'user', content: 'Write a line about rain.' }],
          a: [answer('Rain taps.'), asked, answer('Drizzle')],
          b: [answer('The rain is falling on the roof.'), asked, answer('Rain')],
        },
        human: [{ annotator: 'expert_9', verdict: 'tie' }],
        lm: [{ annotator: 'gpt-4', verdict: 'b' }],
        meta: { group: 'mt-bench-81', models: ['elm-7b', 'oak-13b'], question_id: 81, turn: 2 },
      },
      {
        id: 'mt-bench-101-ash-3b-oak-13b-1',
        source: 'mt-bench',
        prompt: '2 + 2?',
        completionA: '4',
        completionB: '',
        human: [{ annotator: 'expert_4', verdict: 'a' }],
        lm: [],
        meta: { group: 'mt-bench-101', models: ['oak-13b', 'ash-3b'], question_id: 101, turn: 1 },
      },
    ])
  })

  it('name a broken row with file, line and field', async () => {
    const [row] = await readSample('mt-bench-human')
    const other = [{ role: 'user', content: 'Another question' }, answer('x')]
    const blank = [{ role: 'user', content: ' ' }, answer('x')]
    const broken = [
      { ...row, winner: 'model_c' },
      { ...row, judge: 'somebody' },
      { ...row, turn: 3 },
      { ...row, turn: 0 },
      { ...row, conversation_b: other },
      { ...row, conversation_a: [{ role: 'user', content: 7 }] },
      { ...row, winner: null, model_b: '' },
      { ...row, conversation_a: blank, conversation_b: blank },
    ]
    expect(await problemsOf(broken, 'mt-bench-human')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'winner'],
      ['rows.jsonl', 2, 'wrong-value', 'judge'],
      ['rows.jsonl', 3, 'wrong-value', 'conversation_a'],
      ['rows.jsonl', 3, 'wrong-value', 'conversation_b'],
      ['rows.jsonl', 4, 'wrong-value', 'turn'],
      ['rows.jsonl', 4, 'wrong-value', 'conversation_a'],
      ['rows.jsonl', 4, 'wrong-value', 'conversation_b'],
      ['rows.jsonl', 5, 'wrong-value', 'conversation_b'],
      ['rows.jsonl', 6, 'wrong-type', 'conversation_a[0].content'],
      ['rows.jsonl', 7, 'empty-field', 'model_b'],
      ['rows.jsonl', 7, 'missing-field', 'winner'],
      ['rows.jsonl', 8, 'empty-field', 'conversation_a'],
    ])
  })
})
