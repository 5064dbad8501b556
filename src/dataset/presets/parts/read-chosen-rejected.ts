import type { ChatMessage, Conversation, Verdict } from '../../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'
import { placeSides } from '../../place-sides.ts'
import { isMessageList, readMessages, splitConversations } from '../../read-messages.ts'
import { isBlank, SHARED_START } from './shared-start.ts'

/** A chosen and a rejected completion in their stored order, and the side of the chosen one. */
export interface PlacedConversation {
  readonly conversation: Conversation
  readonly verdict: Exclude<Verdict, 'tie'>
}

/**
 * Tells whether a row has a chosen and a rejected completion, each a text or a list of messages. Rows with a verdict and a probability
 * of their own say more than that one was chosen, and are another shape.
 */
export function hasChosenRejected(row: Fields): boolean {
  if (Object.hasOwn(row, 'verdict') && Object.hasOwn(row, 'p_a')) return false
  return ['chosen', 'rejected'].every((key) => {
    const value = ownField(row, key)
    return typeof value === 'string' || isMessageList(value)
  })
}

/** Tells whether a row has a chosen and a rejected list of messages. */
export function hasChosenMessages(row: Fields): boolean {
  return hasChosenRejected(row) && Array.isArray(row.chosen) && Array.isArray(row.rejected)
}

/**
 * Returns the conversation of the fields `prompt`, `chosen` and `rejected`; the hash of the id draws the side of the chosen one. Lists
 * that begin with a question are whole conversations, and a prompt that is a text then only repeats that question; lists that begin with
 * an answer, and texts, follow the prompt. Null after a problem was noted.
 */
export function readChosenRejected(
  reader: FieldReader,
  row: Fields,
  id: string,
): PlacedConversation | null {
  const before = reader.problems.length
  const chosen = readSide(reader, row, 'chosen')
  const rejected = readSide(reader, row, 'rejected')
  if (reader.problems.length > before) return null
  const { a, b, verdict } = placeSides(id, chosen, rejected)
  const given = ownField(row, 'prompt')
  const whole = [a, b].map((side) => !answers(side[0]))
  if (whole[0] !== whole[1]) {
    reader.note('wrong-value', 'rejected', ownField(row, 'rejected'), SHARED_START)
    return null
  }
  const prompt = whole[0] && !Array.isArray(given) ? [] : readPrompt(reader, row)
  if (reader.problems.length > before) return null
  const conversation = whole[0]
    ? splitConversations(startWith(prompt, a), startWith(prompt, b))
    : { prompt, a, b }
  if (!isBlank(conversation.prompt)) return { conversation, verdict }
  if (prompt.length > 0 || !whole[0])
    reader.note('empty-field', 'prompt', given, 'a prompt that is not empty')
  else reader.note('wrong-value', 'rejected', ownField(row, 'rejected'), SHARED_START)
  return null
}

/**
 * Returns the verdict of a chosen completion whose rating is known to lead by so much: a tie where the lead is none or smaller than the
 * margin. A lead of NaN says nothing.
 */
export function judgeLead(chosen: Verdict, lead: number, margin: number): Verdict {
  return lead === 0 || Math.abs(lead) < margin ? 'tie' : chosen
}

const answers = (message: ChatMessage | undefined): boolean =>
  message?.role === 'assistant' || message?.role === 'tool'

function readSide(reader: FieldReader, row: Fields, key: string): ChatMessage[] {
  const value = ownField(row, key)
  if (!Array.isArray(value)) return [{ role: 'assistant', content: reader.text(row, key) }]
  if (value.length === 0) reader.note('empty-field', key, value, 'a list of messages')
  return readMessages(reader, value, key)
}

function readPrompt(reader: FieldReader, row: Fields): ChatMessage[] {
  const value = ownField(row, 'prompt')
  if (Array.isArray(value)) return readMessages(reader, value, 'prompt')
  if (isMissing(value)) {
    reader.note('missing-field', 'prompt', value, 'a text or a list of messages')
    return []
  }
  return [{ role: 'user', content: reader.filledText(row, 'prompt') }]
}

/** A whole conversation may begin with the prompt, or follow it. */
function startWith(
  prompt: readonly ChatMessage[],
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  const isRepeated = prompt.every(
    ({ role, content }, index) =>
      messages[index]?.role === role && messages[index].content === content,
  )
  return isRepeated ? messages : [...prompt, ...messages]
}
