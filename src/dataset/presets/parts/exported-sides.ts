import {
  type ChatMessage,
  type Conversation,
  conversationFields,
  isSingleTurn,
} from '../../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'
import { isMessageList, readMessages } from '../../read-messages.ts'
import { readPromptEnd, splitJoined } from './exported-row.ts'

/** Prompt and completions of an exported row, as messages; a text is one message. */
export interface ExportedSides {
  /** `texts`: where each is one message, the messages are only a form that the trainer asks for. */
  readonly form: 'messages' | 'texts'
  readonly prompt: readonly ChatMessage[]
  readonly chosen: readonly ChatMessage[]
  readonly rejected: readonly ChatMessage[]
  /** The columns that were read. */
  readonly columns: readonly string[]
}

/** The texts of an instance, and its messages where the texts alone do not tell them. */
export type StoredTexts = ReturnType<typeof conversationFields>

/** Returns texts and messages with the completions in their stored order. */
export function storedTexts(
  { form, prompt, chosen, rejected }: Omit<ExportedSides, 'columns'>,
  chosenSide: 'a' | 'b',
): StoredTexts {
  const [a, b] = chosenSide === 'a' ? [chosen, rejected] : [rejected, chosen]
  const conversation: Conversation = { prompt, a, b }
  if (form === 'messages' || !isSingleTurn(conversation)) return conversationFields(conversation)
  return {
    prompt: prompt[0]!.content,
    completionA: a[0]!.content,
    completionB: b[0]!.content,
  }
}

const SIDES = ['chosen', 'rejected'] as const

/** Returns prompt and completions of a row in the form of any trainer, told by its columns; what is wrong is noted with the reader. */
export function readSides(reader: FieldReader, row: Fields): ExportedSides {
  const has = (name: string): boolean => !isMissing(ownField(row, name))
  if (has('conversations')) return readSingleAnswers(reader, row, 'conversations')
  if (has('messages')) return readSingleAnswers(reader, row, 'messages')
  if (has('instruction')) return readQuestion(reader, row, ['instruction', 'input'])
  if (has('input')) return readQuestion(reader, row, ['input'])
  return has('prompt') ? readExplicit(reader, row) : readImplicit(reader, row)
}

/** Messages with one answer on each side; both completions begin with the messages after the prompt. */
function readSingleAnswers(reader: FieldReader, row: Fields, key: string): ExportedSides {
  const messages = readMessages(reader, ownField(row, key), key)
  const promptEnd = readPromptEnd(reader, row) ?? messages.length
  if (promptEnd > messages.length)
    reader.note('wrong-value', 'prompt_end', promptEnd, `at most ${messages.length}`)
  const shared = messages.slice(promptEnd)
  const answer = (side: string): ChatMessage[] => [
    ...shared,
    ...readMessages(reader, [ownField(row, side)], side),
  ]
  return {
    form: 'texts',
    prompt: messages.slice(0, promptEnd),
    chosen: answer('chosen'),
    rejected: answer('rejected'),
    columns: [key, ...SIDES, 'prompt_end'],
  }
}

/** One question and two answers as texts, with a system prompt or an empty one. */
function readQuestion(reader: FieldReader, row: Fields, keys: readonly string[]): ExportedSides {
  const parts = keys.map((key, index) =>
    index > 0 && isMissing(ownField(row, key)) ? '' : reader.text(row, key),
  )
  const question = parts.filter((part) => part !== '').join('\n')
  const system = isMissing(ownField(row, 'system')) ? '' : reader.text(row, 'system')
  return {
    form: 'texts',
    prompt: [
      ...(system === '' ? [] : [{ role: 'system', content: system } as const]),
      { role: 'user', content: question },
    ],
    chosen: readText(reader, row, 'chosen'),
    rejected: readText(reader, row, 'rejected'),
    columns: [...keys, ...SIDES, 'system'],
  }
}

function readExplicit(reader: FieldReader, row: Fields): ExportedSides {
  return {
    ...readPrompt(reader, row),
    chosen: readCompletion(reader, row, 'chosen'),
    rejected: readCompletion(reader, row, 'rejected'),
    columns: ['prompt', ...SIDES, 'prompt_end'],
  }
}

/** Returns the prompt of a row that has a column for it, as messages or as one text. */
export function readPrompt(
  reader: FieldReader,
  row: Fields,
): Pick<ExportedSides, 'form' | 'prompt'> {
  const prompt = ownField(row, 'prompt')
  if (isMessageList(prompt))
    return { form: 'messages', prompt: readMessages(reader, prompt, 'prompt') }
  return { form: 'texts', prompt: [{ role: 'user', content: readPlainPrompt(reader, row) }] }
}

/** Returns a completion of a row whose prompt has a column of its own, in the form of that prompt. */
export function readCompletion(reader: FieldReader, row: Fields, key: string): ChatMessage[] {
  return isMessageList(ownField(row, 'prompt'))
    ? readMessages(reader, ownField(row, key), key)
    : readText(reader, row, key)
}

/** Returns a plain prompt, without the blank line at its end where `prompt_end` tells of one. */
function readPlainPrompt(reader: FieldReader, row: Fields): string {
  const text = reader.text(row, 'prompt')
  const promptEnd = readPromptEnd(reader, row)
  if (promptEnd === null) return text
  const joined = splitJoined(text, promptEnd)
  if (joined?.rest === '') return joined.prompt
  reader.note('wrong-value', 'prompt_end', promptEnd, 'the end of the prompt before a blank line')
  return text
}

/** The prompt stands inside both sides, as messages or before a blank line. */
function readImplicit(reader: FieldReader, row: Fields): ExportedSides {
  const promptEnd = readPromptEnd(reader, row)
  const columns = [...SIDES, 'prompt_end']
  const none = { prompt: [], chosen: [], rejected: [], columns }
  if (promptEnd === null) {
    reader.note('missing-field', 'prompt_end', undefined, 'where the prompt ends, or a prompt')
    return { form: 'texts', ...none }
  }
  const unlike = (): void =>
    reader.note('wrong-value', 'prompt_end', promptEnd, 'the end of what both sides begin with')
  if (!isMessageList(ownField(row, 'chosen'))) {
    const [chosen, rejected] = SIDES.map((side) => splitJoined(reader.text(row, side), promptEnd))
    if (chosen == null || rejected == null || chosen.prompt !== rejected.prompt) unlike()
    const answer = (content = ''): ChatMessage[] => [{ role: 'assistant', content }]
    return {
      form: 'texts',
      prompt: [{ role: 'user', content: chosen?.prompt ?? '' }],
      chosen: answer(chosen?.rest),
      rejected: answer(rejected?.rest),
      columns,
    }
  }
  const [chosen, rejected] = SIDES.map((side) => readMessages(reader, ownField(row, side), side))
  const starts = [chosen!, rejected!].map((side) => JSON.stringify(side.slice(0, promptEnd)))
  if (starts[0] !== starts[1]) unlike()
  return {
    form: 'messages',
    prompt: chosen!.slice(0, promptEnd),
    chosen: chosen!.slice(promptEnd),
    rejected: rejected!.slice(promptEnd),
    columns,
  }
}

function readText(reader: FieldReader, row: Fields, key: string): ChatMessage[] {
  return [{ role: 'assistant', content: reader.text(row, key) }]
}
