import type { ChatMessage, Conversation } from '../../../domain/index.ts'
import { singleTurn } from '../../place-sides.ts'

/** What a judge's prompt is expected to hold, for messages. */
export const JUDGE_PROMPT =
  'a prompt with one question and the answers of assistants A and B between their markers'

/**
 * Returns the conversation that a judge was shown, A as the assistant shown first, or null where the prompt has another form. Read are
 * the templates of MT-bench (one turn or two, with and without a reference answer) and of Arena-Hard. Null too where a text holds a
 * marker itself, so that its ends cannot be told, or the question is blank.
 */
export function readJudgePrompt(text: string): Conversation | null {
  if (text.includes(SIDES.a.start)) return readTurns(text)
  for (const style of STYLES) {
    const at = text.indexOf(style.question)
    if (at >= 0) return readAnswers(text.slice(at + style.question.length), style)
  }
  return null
}

/** Tells whether the second conversation is the first with its sides changed. */
export function isTurnedConversation(one: Conversation, other: Conversation): boolean {
  const { prompt, a, b } = other
  return JSON.stringify(one) === JSON.stringify({ prompt, a: b, b: a })
}

interface Style {
  readonly question: string
  readonly reference: string
  readonly startA: string
  readonly between: string
  readonly endB: string
}

const styleOf = (question: string, open: string, close: string): Style => {
  const marker = (name: string): string => `${open}The ${name}${close}`
  return {
    question: `${question}\n`,
    reference: `\n\n${marker('Start of Reference Answer')}\n`,
    startA: `\n\n${marker("Start of Assistant A's Answer")}\n`,
    between: `\n${marker("End of Assistant A's Answer")}\n\n${marker("Start of Assistant B's Answer")}\n`,
    endB: `\n${marker("End of Assistant B's Answer")}`,
  }
}

const STYLES: readonly Style[] = [
  styleOf('[User Question]', '[', ']'),
  styleOf('<|User Prompt|>', '<|', '|>'),
]

function readAnswers(text: string, style: Style): Conversation | null {
  const [asked, answers] = cutOnce(text, style.startA) ?? []
  const [a, rest] = cutOnce(answers, style.between) ?? []
  const [b, after] = cutOnce(rest, style.endB) ?? []
  if (asked === undefined || a === undefined || b === undefined || after?.trim() !== '') return null
  const reference = asked.indexOf(style.reference)
  const question = reference < 0 ? asked : asked.slice(0, reference)
  return question.trim() === '' ? null : singleTurn(question, a, b)
}

const sideOf = (side: string): { readonly start: string; readonly end: string } => ({
  start: `<|The Start of Assistant ${side}'s Conversation with User|>`,
  end: `\n\n<|The End of Assistant ${side}'s Conversation with User|>`,
})

const SIDES = { a: sideOf('A'), b: sideOf('B') }

function readTurns(text: string): Conversation | null {
  const a = readSide(text, SIDES.a, 'Assistant A')
  const b = readSide(text, SIDES.b, 'Assistant B')
  const [first, ...later] = a ?? []
  if (first === undefined || first.content.trim() === '' || b === null) return null
  const isAsked = (message: ChatMessage, index: number): boolean =>
    message.role === 'assistant' || message.content === b[index]?.content
  if (later.length + 1 !== b.length || ![first, ...later].every(isAsked)) return null
  return { prompt: [first], a: later, b: b.slice(1) }
}

/** Returns the messages of one side, a question and an answer by turns; null where they are not. */
function readSide(
  text: string,
  { start, end }: typeof SIDES.a,
  name: string,
): ChatMessage[] | null {
  const block = cutOnce(cutOnce(text, start)?.[1], end)?.[0]
  const parts = block?.split(/\n\n### (User|Assistant [AB]):\n/)
  if (parts === undefined || parts.length < 5 || parts[0] !== '') return null
  const messages: ChatMessage[] = []
  for (let index = 1; index < parts.length; index += 2) {
    const role = messages.length % 2 === 0 ? 'user' : 'assistant'
    if (parts[index] !== (role === 'user' ? 'User' : name)) return null
    messages.push({ role, content: parts[index + 1]! })
  }
  return messages.length % 2 === 0 ? messages : null
}

/** Returns what stands before and after a marker that occurs once. */
function cutOnce(text: string | undefined, marker: string): [string, string] | null {
  const parts = text?.split(marker)
  return parts?.length === 2 ? [parts[0]!, parts[1]!] : null
}
