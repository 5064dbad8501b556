import type { ChatMessage, Conversation, Verdict } from '../domain/index.ts'
import { hash128 } from '../kit/index.ts'

/** Two completions of which one is preferred, in a stored order that does not tell which. */
export interface PlacedSides<T> {
  readonly a: T
  readonly b: T
  /** The side of the chosen one. */
  readonly verdict: Exclude<Verdict, 'tie'>
}

/** Returns a chosen and a rejected completion as A and B; the hash of the id draws the side, so that it never tells the label. */
export function placeSides<T>(id: string, chosen: T, rejected: T): PlacedSides<T> {
  return (hash128(id)[0] & 1) === 1
    ? { a: rejected, b: chosen, verdict: 'b' }
    : { a: chosen, b: rejected, verdict: 'a' }
}

/** Returns the conversation of a question and two answers. */
export function singleTurn(prompt: string, a: string, b: string): Conversation {
  const answer = (content: string): ChatMessage[] => [{ role: 'assistant', content }]
  return { prompt: [{ role: 'user', content: prompt }], a: answer(a), b: answer(b) }
}
