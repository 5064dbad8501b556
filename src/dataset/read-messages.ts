import type { ChatMessage, ChatRole, Conversation } from '../domain/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from './field-reader.ts'

/** Code of the problem of a row that holds pictures or sound; such rows are refused and counted, never read without them. */
export const NOT_TEXT = 'not-text'

const ROLES: Readonly<Record<string, ChatRole>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  bot: 'assistant',
  chatgpt: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
  function_call: 'tool',
  observation: 'tool',
  ipython: 'tool',
}

/**
 * Returns the messages of a list: `{role, content}`, or `{from, value}` as ShareGPT has it. Contents are texts or lists of parts; parts
 * other than text are a problem with the code `not-text`. What a tool was asked is written as JSON.
 */
export function readMessages(reader: FieldReader, value: unknown, name: string): ChatMessage[] {
  if (!Array.isArray(value)) {
    reader.note(
      isMissing(value) ? 'missing-field' : 'wrong-type',
      name,
      value,
      'a list of messages',
    )
    return []
  }
  return value.map((entry: unknown, index) => readMessage(reader, entry, `${name}[${index}]`))
}

/** Tells whether a value is a list of messages. */
export function isMessageList(value: unknown): value is readonly Fields[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const first: unknown = value[0]
  return isFields(first) && ('role' in first || 'from' in first)
}

/**
 * Returns two whole conversations as one with two ends: what both share, up to the first answer in which they differ, is the prompt.
 * Where one ends before the other differs from it, its last answer is its completion.
 */
export function splitConversations(
  a: readonly ChatMessage[],
  b: readonly ChatMessage[],
): Conversation {
  let shared = 0
  const most = Math.min(a.length, b.length) - 1
  while (shared < most && isSame(a[shared]!, b[shared]!)) shared++
  while (shared > 0 && (answers(a[shared]) === false || answers(b[shared]) === false)) shared--
  return { prompt: a.slice(0, shared), a: a.slice(shared), b: b.slice(shared) }
}

const isSame = (one: ChatMessage, other: ChatMessage): boolean =>
  one.role === other.role && one.content === other.content

const answers = (message: ChatMessage | undefined): boolean =>
  message?.role === 'assistant' || message?.role === 'tool'

function readMessage(reader: FieldReader, entry: unknown, name: string): ChatMessage {
  if (!isFields(entry)) {
    reader.note('wrong-type', name, entry, 'a message with role and content')
    return { role: 'user', content: '' }
  }
  const word = ownField(entry, 'role') ?? ownField(entry, 'from')
  const role = typeof word === 'string' ? roleOf(word.toLowerCase()) : undefined
  if (role === undefined)
    reader.note('wrong-value', `${name}.role`, word, `one of ${Object.keys(ROLES).join(', ')}`)
  const own = ownField(entry, 'content') ?? ownField(entry, 'value')
  const calls = ownField(entry, 'tool_calls')
  const content = [readContent(reader, own, `${name}.content`, !isMissing(calls)), callText(calls)]
  return { role: role ?? 'user', content: content.filter((text) => text !== '').join('\n') }
}

const roleOf = (word: string): ChatRole | undefined =>
  Object.hasOwn(ROLES, word) ? ROLES[word] : undefined

function readContent(reader: FieldReader, value: unknown, name: string, optional: boolean): string {
  if (typeof value === 'string') return value
  if (isMissing(value) && optional) return ''
  if (!Array.isArray(value)) {
    reader.note(isMissing(value) ? 'missing-field' : 'wrong-type', name, value, 'a text')
    return ''
  }
  const texts: string[] = []
  for (const [index, part] of value.entries()) {
    const text = typeof part === 'string' ? part : isFields(part) ? ownField(part, 'text') : null
    const type = isFields(part) ? ownField(part, 'type') : 'text'
    if (typeof text === 'string' && (isMissing(type) || String(type).endsWith('text')))
      texts.push(text)
    else
      reader.note(
        NOT_TEXT,
        `${name}[${index}]`,
        type ?? part,
        'text: pictures and sound are not read',
      )
  }
  return texts.join('\n')
}

function callText(calls: unknown): string {
  return Array.isArray(calls) && calls.length > 0 ? JSON.stringify(calls) : ''
}
