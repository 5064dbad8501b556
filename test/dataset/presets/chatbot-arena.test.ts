import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const meta = {
  models: ['alpha-13b', 'beta-7b'],
  turn: 1,
  anony: true,
  language: 'English',
  tstamp: 1683000000.5,
}

describe('Chatbot Arena conversations', () => {
  it('reads battles of one and of several turns with the vote of their user', async () => {
    const { preset, instances } = await importSample('chatbot-arena')
    expect(preset).toBe('chatbot-arena')
    expect(instances).toEqual([
      {
        id: 'a01',
        source: 'chatbot-arena',
        prompt: 'Define entropy.',
        completionA: 'A measure of disorder.',
        completionB: 'A river.',
        human: [{ annotator: 'arena_user_7', verdict: 'a' }],
        lm: [],
        meta,
      },
      {
        id: 'a02',
        source: 'chatbot-arena',
        prompt: '[Turn 1]\nHi\n\n[Turn 2]\nBye',
        completionA: '[Turn 1]\nHello.\n\n[Turn 2]\nGoodbye.',
        completionB: '[Turn 1]\nHey.\n\n[Turn 2]\nSee you.',
        messages: {
          prompt: [user('Hi')],
          a: [assistant('Hello.'), user('Bye'), assistant('Goodbye.')],
          b: [assistant('Hey.'), user('Bye'), assistant('See you.')],
        },
        human: [{ annotator: 'arena_user_7', verdict: 'tie' }],
        lm: [],
        meta: { ...meta, turn: 2 },
      },
      {
        id: 'a03',
        source: 'chatbot-arena',
        prompt: 'Qui es-tu ?',
        completionA: '42',
        completionB: '',
        human: [{ annotator: 'arena_user_9', verdict: 'tie', raw: 'tie (bothbad)' }],
        lm: [],
        meta: { ...meta, language: 'French' },
      },
      {
        id: 'a04',
        source: 'chatbot-arena',
        prompt: '[User]\nRoll a die.\n\n[Assistant]\nSure.\n\n[User]\nAnd?',
        completionA: 'A seven.',
        completionB: 'A four.',
        messages: {
          prompt: [user('Roll a die.'), assistant('Sure.'), user('And?')],
          a: [assistant('A seven.')],
          b: [assistant('A four.')],
        },
        human: [{ annotator: 'arena_user_12', verdict: 'b' }],
        lm: [],
        meta: { ...meta, turn: 2 },
      },
    ])
  })

  it('gives no label where there is no winner', async () => {
    const [row] = await readSample('chatbot-arena')
    expect((await importValues([{ ...row, winner: null }], 'x.jsonl'))[0]?.human).toEqual([])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('chatbot-arena')
    const rows = [
      { ...row, winner: 'model_c' },
      { ...row, conversation_b: [user('Define energy.'), assistant('Work.')] },
      { ...row, conversation_a: [] },
      {
        ...row,
        conversation_a: [user(' '), assistant('?')],
        conversation_b: [user(' '), assistant('!')],
      },
    ]
    expect(await problemsOf(rows, 'chatbot-arena')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'winner'],
      ['rows.jsonl', 2, 'wrong-value', 'conversation_b'],
      ['rows.jsonl', 3, 'empty-field', 'conversation_a'],
      ['rows.jsonl', 4, 'empty-field', 'conversation_a[0].content'],
    ])
  })
})
