import type { LmReply } from '../domain/index.ts'

/**
 * Returns the answer of a reply without the thoughts before it: all up to the last `</think>` goes, whether or not its opening mark came along (some
 * templates put that into the question). Null where a thought was begun and not ended. Marks in the texts judged were disarmed, so one that is quoted is none.
 */
export function answerText(reply: LmReply): string | null {
  const { text } = reply
  const closings = [...text.matchAll(/<\/think(?:ing)?>/gi)]
  const last = closings.at(-1)
  if (last !== undefined) return text.slice(last.index + last[0].length)
  return /^\s*<think(?:ing)?>/i.test(text) ? null : text
}

/** Returns the lines of a text that hold anything. */
export function filledLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}
