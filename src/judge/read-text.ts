import type { LmReply } from '../domain/index.ts'

/**
 * Returns the answer of a reply without the thoughts before it: what follows the first `</think>`, where the reply begins with `<think>` or has no such
 * mark (some templates put it into the question). Null where thoughts were begun and not ended. A `</think>` in the texts judged was disarmed, so a judge
 * that quotes what it was shown ends nothing.
 */
export function answerText(reply: LmReply): string | null {
  const { text } = reply
  const opening = /<think(?:ing)?>/i.exec(text)
  const begins = opening !== null && text.slice(0, opening.index).trim() === ''
  if (opening !== null && !begins) return text
  const closing = /<\/think(?:ing)?>/i.exec(text)
  if (closing === null) return begins ? null : text
  return text.slice(closing.index + closing[0].length)
}

/** Returns the lines of a text that hold anything. */
export function filledLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

/** Returns a text without the characters of `marks` at its ends. */
export function trimMarks(
  text: string,
  marks: { readonly before: string; readonly after: string },
): string {
  let start = 0
  let end = text.length
  while (start < end && marks.before.includes(text[start]!)) start++
  while (end > start && marks.after.includes(text[end - 1]!)) end--
  return text.slice(start, end)
}
