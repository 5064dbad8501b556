import { describe, expect, it } from 'vitest'
import {
  type ChatMessage,
  type Conversation,
  conversationFields,
  conversationOf,
  isSingleTurn,
  renderConversation,
} from '../../src/domain/index.ts'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const answer = (content: string): ChatMessage => ({ role: 'assistant', content })

/** Returns the messages of prompt and completion A. */
const messagesOf = (prompt: string, completion: string): ChatMessage[] => {
  const { prompt: asked, a } = conversationOf({
    prompt,
    completionA: completion,
    completionB: completion,
  })
  return [...asked, ...a]
}

describe('conversationOf', () => {
  it('makes turns of turns', () => {
    expect(
      messagesOf('[Turn 1]\nHi\n\n[Turn 2]\nWhy?', '[Turn 1]\nHello\n\n[Turn 2]\nSo.'),
    ).toEqual([user('Hi'), answer('Hello'), user('Why?'), answer('So.')])
  })

  it.each([
    ['one side alone has turns', '[Turn 1]\nHi\n[Turn 2]\nWhy?', 'Hello'],
    ['the numbers jump', '[Turn 1]\nHi\n[Turn 3]\nWhy?', '[Turn 1]\nA\n[Turn 3]\nB'],
    ['text stands before the first', 'x\n[Turn 1]\nHi\n[Turn 2]\nWhy?', '[Turn 1]\nA\n[Turn 2]\nB'],
    ['there is one', '[Turn 1]\nHi', '[Turn 1]\nHello'],
  ])('changes nothing where %s', (_what, prompt, completion) => {
    expect(messagesOf(prompt, completion).map(({ content }) => content)).toEqual([
      prompt,
      completion,
    ])
  })

  it('changes nothing where the two completions have different numbers of turns', () => {
    const prompt = '[Turn 1]\nHi\n\n[Turn 2]\nWhy?'
    const texts = {
      prompt,
      completionA: '[Turn 1]\nHello\n\n[Turn 2]\nSo.',
      completionB: '[Turn 1]\nHello',
    }
    expect(conversationOf(texts)).toEqual({
      prompt: [user(prompt)],
      a: [answer(texts.completionA)],
      b: [answer(texts.completionB)],
    })
  })

  it('takes the messages of an instance where it has them', () => {
    const messages = { prompt: [user('Hi')], a: [answer('A')], b: [answer('B')] }
    expect(conversationOf({ prompt: 'other', completionA: 'x', completionB: 'y', messages })).toBe(
      messages,
    )
  })
})

describe('renderConversation', () => {
  it('leaves one question with one answer as it is', () => {
    const single = { prompt: [user(' Hi ')], a: [answer('')], b: [answer('B\n')] }
    expect(isSingleTurn(single)).toBe(true)
    expect(renderConversation(single)).toEqual({
      prompt: ' Hi ',
      completionA: '',
      completionB: 'B\n',
    })
  })

  it('numbers the turns of two sides that answer the same questions, and conversationOf takes them apart', () => {
    const turns: Conversation = {
      prompt: [user('Hi')],
      a: [answer('Hello'), user('Why?'), answer('So.')],
      b: [answer('Hey'), user('Why?'), answer('Because.')],
    }
    const texts = renderConversation(turns)
    expect(texts).toEqual({
      prompt: '[Turn 1]\nHi\n\n[Turn 2]\nWhy?',
      completionA: '[Turn 1]\nHello\n\n[Turn 2]\nSo.',
      completionB: '[Turn 1]\nHey\n\n[Turn 2]\nBecause.',
    })
    expect(conversationOf(texts)).toEqual(turns)
  })

  it('writes everything else as a transcript under the names of the roles', () => {
    expect(
      renderConversation({
        prompt: [{ role: 'system', content: 'Be brief.' }, user('Hi')],
        a: [answer('Hello')],
        b: [{ role: 'tool', content: 'found' }, answer('Hey')],
      }),
    ).toEqual({
      prompt: '[System]\nBe brief.\n\n[User]\nHi',
      completionA: 'Hello',
      completionB: '[Tool]\nfound\n\n[Assistant]\nHey',
    })
  })

  it('numbers no turns where the questions differ', () => {
    const texts = renderConversation({
      prompt: [user('Hi')],
      a: [answer('Hello'), user('Why?'), answer('So.')],
      b: [answer('Hey'), user('How?'), answer('Because.')],
    })
    expect(texts.prompt).toBe('Hi')
    expect(texts.completionA).toBe('[Assistant]\nHello\n\n[User]\nWhy?\n\n[Assistant]\nSo.')
  })
})

describe('conversationFields', () => {
  it('adds messages only where the texts do not tell them', () => {
    const single = { prompt: [user('Hi')], a: [answer('A')], b: [answer('B')] }
    expect(conversationFields(single)).not.toHaveProperty('messages')
    const system = { ...single, prompt: [{ role: 'system' as const, content: 'x' }, user('Hi')] }
    expect(conversationFields(system).messages).toBe(system)
  })

  it('adds messages to one question whose text looks like turns', () => {
    const turns = '[Turn 1]\nx\n\n[Turn 2]\ny'
    const single = { prompt: [user(turns)], a: [answer(turns)], b: [answer(turns)] }
    const fields = conversationFields(single)
    expect(fields.messages).toBe(single)
    expect(conversationOf(fields)).toEqual(single)
  })
})
