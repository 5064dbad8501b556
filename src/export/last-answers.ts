import type { ChatMessage } from '../domain/index.ts'
import type { TrainRow } from './train-row.ts'

/** A row as readers of single answers take it: everything before the last message once, and the two last messages. */
export interface LastAnswers {
  readonly messages: readonly ChatMessage[]
  readonly chosen: ChatMessage
  readonly rejected: ChatMessage
  /** How many of the messages are the prompt; both completions begin with the others. */
  readonly promptEnd: number
}

/** Returns a row as single answers, or null where the completions differ before their last message or do not end with an answer. */
export function lastAnswers({ prompt, chosen, rejected }: TrainRow): LastAnswers | null {
  const last = chosen.at(-1)
  const other = rejected.at(-1)
  if (last?.role !== 'assistant' || other?.role !== 'assistant') return null
  if (chosen.length !== rejected.length) return null
  const shared = chosen.slice(0, -1)
  if (!shared.every((message, index) => isSame(message, rejected[index]))) return null
  return {
    messages: [...prompt, ...shared],
    chosen: last,
    rejected: other,
    promptEnd: prompt.length,
  }
}

/** Returns a row as one question with two answers: its texts, whatever its messages are. */
export function textAnswers({ texts }: TrainRow): LastAnswers {
  return {
    messages: [{ role: 'user', content: texts.prompt }],
    chosen: { role: 'assistant', content: texts.chosen },
    rejected: { role: 'assistant', content: texts.rejected },
    promptEnd: 1,
  }
}

/** A row as readers of a system prompt, one question and two answers take it. */
export interface SystemQuestion {
  /** '' where there is none. */
  readonly system: string
  readonly question: string
  readonly chosen: string
  readonly rejected: string
}

/** Tells whether the messages of a row are a question, with a system prompt or without, and one answer on each side. */
export function isSystemQuestion({ prompt, chosen, rejected }: TrainRow): boolean {
  const isAnswer = (side: readonly ChatMessage[]): boolean =>
    side.length === 1 && side[0]!.role === 'assistant'
  const [first, second] = prompt
  const asks =
    prompt.length === 1
      ? first?.role === 'user'
      : prompt.length === 2 &&
        first?.role === 'system' &&
        first.content !== '' &&
        second?.role === 'user'
  return asks && isAnswer(chosen) && isAnswer(rejected)
}

/** Returns a row as a system prompt, a question and two answers; as its texts where its messages are more than that. */
export function systemQuestion(row: TrainRow): SystemQuestion {
  const { prompt, texts } = row
  const { chosen, rejected } = texts
  if (prompt.length !== 2 || !isSystemQuestion(row))
    return { system: '', question: texts.prompt, chosen, rejected }
  return { system: prompt[0]!.content, question: prompt[1]!.content, chosen, rejected }
}

const isSame = (one: ChatMessage, other: ChatMessage | undefined): boolean =>
  one.role === other?.role && one.content === other.content
