import type { Annotation, ChatMessage, Conversation } from '../../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'
import type { Preference } from '../../preference-words.ts'
import { readMessages, splitConversations } from '../../read-messages.ts'
import { isBlank } from './shared-start.ts'

const WINNERS: Readonly<Record<string, Preference>> = {
  model_a: { verdict: 'a' },
  model_b: { verdict: 'b' },
  tie: { verdict: 'tie' },
  'tie (bothbad)': { verdict: 'tie' },
  both_bad: { verdict: 'tie' },
}

const BOTH_BAD: ReadonlySet<string> = new Set(['tie (bothbad)', 'both_bad'])

/**
 * Returns the conversation of a battle from its columns `conversation_a` and `conversation_b`; a cell of a flat file may hold a list as
 * JSON text. Null after a problem was noted: no messages, no question first, or two sides that were asked different first questions.
 */
export function readBattle(reader: FieldReader, row: Fields): Conversation | null {
  const before = reader.problems.length
  const a = readSide(reader, row, 'conversation_a')
  const b = readSide(reader, row, 'conversation_b')
  if (reader.problems.length > before) return null
  const conversation = splitConversations(a, b)
  if (!isBlank(conversation.prompt)) return conversation
  if (a[0]?.content.trim() === '')
    reader.note('empty-field', 'conversation_a[0].content', '', 'a text that is not empty')
  else
    reader.note(
      'wrong-value',
      'conversation_b',
      b[0]?.content,
      'the question of conversation_a, and an answer to it',
    )
  return null
}

function readSide(reader: FieldReader, row: Fields, key: string): ChatMessage[] {
  const cell = ownField(row, key)
  const before = reader.problems.length
  const messages = readMessages(
    reader,
    typeof cell === 'string' ? reader.list(row, key) : cell,
    key,
  )
  if (messages.length === 0 && reader.problems.length === before)
    reader.note('empty-field', key, cell, 'a list of messages')
  return messages
}

/**
 * Returns the vote of a battle from its column `winner`: model_a, model_b, tie, or a tie of two bad answers, which is a tie whose word
 * is kept in `raw`. No annotation where the column is absent or empty.
 */
export function readWinner(reader: FieldReader, row: Fields, annotator: string): Annotation[] {
  const cell = ownField(row, 'winner')
  if (isMissing(cell) || cell === '') return []
  const word = typeof cell === 'string' ? cell.trim() : ''
  const preference = Object.hasOwn(WINNERS, word) ? WINNERS[word] : undefined
  if (preference === undefined) {
    reader.note('unknown-verdict', 'winner', cell, `one of ${Object.keys(WINNERS).join(', ')}`)
    return []
  }
  return [{ annotator, ...preference, ...(BOTH_BAD.has(word) ? { raw: word } : {}) }]
}
