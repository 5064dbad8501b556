import type { LlamaModel } from './runtime.ts'

/** Bytes of a character at most; a token may hold one of them alone. */
const LONGEST_CHARACTER = 4
/** Tokens before a piece that decide whether it begins with a space. */
const LOOK_BACK = 8

/** The text of an answer as it grows. */
export interface AnswerText {
  /** Adds a token and returns the text so far; a character whose bytes are not all there is held back. */
  push(token: number): string
  /** Returns the text with what was held back. */
  end(): string
}

/** Returns an empty text. */
export function createAnswerText(model: Pick<LlamaModel, 'detokenize'>): AnswerText {
  let text = ''
  let pending: number[] = []
  const written: number[] = []
  const flush = (): string => {
    if (pending.length === 0) return text
    text += model.detokenize(pending, false, written.slice(-LOOK_BACK))
    written.push(...pending)
    pending = []
    return text
  }
  return {
    push: (token) => {
      pending.push(token)
      const isWhole = !model
        .detokenize(pending, false, written.slice(-LOOK_BACK))
        .endsWith('\uFFFD')
      return isWhole || pending.length >= LONGEST_CHARACTER ? flush() : text
    },
    end: flush,
  }
}

/** Returns where the first of some texts begins in another, or null. */
export function findStop(text: string, stops: readonly string[]): number | null {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0)
  return places.length === 0 ? null : Math.min(...places)
}
