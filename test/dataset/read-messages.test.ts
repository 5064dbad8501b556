import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFieldReader } from '../../src/dataset/field-reader.ts'
import {
  isMessageList,
  NOT_TEXT,
  readMessages,
  splitConversations,
} from '../../src/dataset/read-messages.ts'
import type { ChatMessage } from '../../src/domain/index.ts'

function read(value: unknown) {
  const reader = createFieldReader({ file: 'f', line: 1 })
  const messages = readMessages(reader, value, 'chat')
  return { messages, problems: reader.problems.map(({ code, field }) => [code, field]) }
}

const user = (content: string): ChatMessage => ({ role: 'user', content })
const bot = (content: string): ChatMessage => ({ role: 'assistant', content })

describe('readMessages', () => {
  it('reads messages with role and content, and with from and value', () => {
    expect(
      read([
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: '' },
      ]),
    ).toEqual({
      messages: [{ role: 'system', content: 'Be brief.' }, user('Hi'), bot('')],
      problems: [],
    })
    expect(
      read([
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Hello' },
      ]),
    ).toEqual({ messages: [user('Hi'), bot('Hello')], problems: [] })
  })

  it.each([
    ['Developer', 'system'],
    ['prompter', 'user'],
    ['chatgpt', 'assistant'],
    ['model', 'assistant'],
    ['observation', 'tool'],
    ['function', 'tool'],
  ])('reads the role %s as %s', (role, expected) => {
    expect(read([{ role, content: 'x' }]).messages).toEqual([{ role: expected, content: 'x' }])
  })

  it('joins text parts by line', () => {
    const content = [
      'first',
      { type: 'text', text: 'second' },
      { type: 'input_text', text: 'third' },
    ]
    expect(read([{ role: 'user', content }])).toEqual({
      messages: [user('first\nsecond\nthird')],
      problems: [],
    })
  })

  it('refuses pictures by a code of their own, each at its place', () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'x.png' } },
      { type: 'image', text: 'a caption' },
    ]
    expect(read([user('Hi'), { role: 'user', content }]).problems).toEqual([
      [NOT_TEXT, 'chat[1].content[1]'],
      [NOT_TEXT, 'chat[1].content[2]'],
    ])
  })

  it('keeps what a tool was asked as JSON, with and without a text before it', () => {
    const tool_calls = [{ function: { name: 'add', arguments: '{"x":1}' } }]
    const calls = JSON.stringify(tool_calls)
    expect(
      read([
        { role: 'assistant', content: null, tool_calls },
        { role: 'assistant', content: 'Let me see.', tool_calls },
        { role: 'tool', content: '3' },
      ]),
    ).toEqual({
      messages: [bot(calls), bot(`Let me see.\n${calls}`), { role: 'tool', content: '3' }],
      problems: [],
    })
  })

  it.each([
    [undefined, [['missing-field', 'chat']]],
    ['Hi', [['wrong-type', 'chat']]],
    [['Hi'], [['wrong-type', 'chat[0]']]],
    [[{ role: 'judge', content: 'x' }], [['wrong-value', 'chat[0].role']]],
    [[{ content: 'x' }], [['wrong-value', 'chat[0].role']]],
    [[{ role: 'constructor', content: 'x' }], [['wrong-value', 'chat[0].role']]],
    [[{ role: 'user' }], [['missing-field', 'chat[0].content']]],
    [[{ role: 'user', content: 7 }], [['wrong-type', 'chat[0].content']]],
    [[{ role: 'user', content: [7] }], [[NOT_TEXT, 'chat[0].content[0]']]],
  ])('%j: says where it is wrong', (value, problems) => {
    expect(read(value).problems).toEqual(problems)
  })
})

describe('isMessageList', () => {
  it.each([
    [[{ role: 'user', content: 'x' }], true],
    [[{ from: 'human', value: 'x' }], true],
    [[], false],
    [['x'], false],
    [[{ text: 'x' }], false],
    ['x', false],
    [{ role: 'user' }, false],
  ])('%j: %s', (value, expected) => {
    expect(isMessageList(value)).toBe(expected)
  })
})

describe('splitConversations', () => {
  it('shares what comes before the first answer in which they differ', () => {
    const start = [user('Hi'), bot('Hello'), user('Name a sea.')]
    expect(splitConversations([...start, bot('Baltic')], [...start, bot('Red Sea')])).toEqual({
      prompt: start,
      a: [bot('Baltic')],
      b: [bot('Red Sea')],
    })
  })

  it('begins both sides with an answer where a question differs first', () => {
    const start = [user('Hi'), bot('Hello')]
    expect(
      splitConversations(
        [...start, user('Sea?'), bot('Baltic')],
        [...start, user('Lake?'), bot('Ladoga')],
      ),
    ).toEqual({
      prompt: [user('Hi')],
      a: [bot('Hello'), user('Sea?'), bot('Baltic')],
      b: [bot('Hello'), user('Lake?'), bot('Ladoga')],
    })
  })

  it('leaves the last answer as completion where both say the same, or one ends first', () => {
    const chat = [user('Hi'), bot('Hello')]
    expect(splitConversations(chat, chat)).toEqual({
      prompt: [user('Hi')],
      a: [bot('Hello')],
      b: [bot('Hello')],
    })
    expect(splitConversations(chat, [...chat, user('And?'), bot('Yes')])).toEqual({
      prompt: [user('Hi')],
      a: [bot('Hello')],
      b: [bot('Hello'), user('And?'), bot('Yes')],
    })
  })

  const message = fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const),
    content: fc.constantFrom('x', 'y'),
  })
  const chat = fc.array(message, { maxLength: 5 })

  it('splits so that prompt and side put together are the conversation again', () => {
    fc.assert(
      fc.property(chat, chat, chat, (start, a, b) => {
        const [left, right] = [
          [...start, ...a],
          [...start, ...b],
        ]
        const split = splitConversations(left, right)
        expect([...split.prompt, ...split.a]).toEqual(left)
        expect([...split.prompt, ...split.b]).toEqual(right)
      }),
    )
  })

  it('leaves something on each side, beginning with an answer wherever there is a prompt', () => {
    fc.assert(
      fc.property(chat, chat, (a, b) => {
        fc.pre(a.length > 0 && b.length > 0)
        const split = splitConversations(a, b)
        expect(Math.min(split.a.length, split.b.length)).toBeGreaterThan(0)
        if (split.prompt.length > 0)
          expect([split.a[0]!.role, split.b[0]!.role]).not.toContain('user')
      }),
    )
  })
})
