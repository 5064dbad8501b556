import { readPhrase } from './read-preference.ts'
import type { ReadingProblemCode, ReadPreference } from './read-result.ts'
import { filledLines } from './read-text.ts'

/** A verdict at the end of reasons. */
export interface ReasonedVerdict {
  readonly preference: ReadPreference
  readonly reasons: string | null
  /** The end of the answer from the words of the verdict on. */
  readonly tail: string
}

const VERDICT_LINE = /^[\s*_#]*verdict[*_]*\s*:(.*)$/i

/**
 * Returns the verdict in the last line of an answer that reasons first, or why there is none: the last line that holds anything must be
 * `Verdict: ` and a preference. An earlier verdict line of another preference makes it `two-verdicts`; a quoted line (`> Verdict: A`), a
 * verdict inside a sentence and anything after the verdict line are not read.
 */
export function readReasoned(
  text: string,
): ReasonedVerdict | { readonly code: ReadingProblemCode } {
  const lines = filledLines(text)
  const last = VERDICT_LINE.exec(lines.at(-1) ?? '')
  const preference = last === null ? null : readPhrase(last[1]!)
  if (last === null || preference === null) return { code: 'no-verdict' }
  const earlier = lines.slice(0, -1)
  const contradicts = earlier.some((line) => {
    const said = VERDICT_LINE.exec(line)
    const other = said === null ? null : readPhrase(said[1]!)
    return other !== null && other.verdict !== preference.verdict
  })
  if (contradicts) return { code: 'two-verdicts' }
  const reasons = text.slice(0, text.lastIndexOf(lines.at(-1)!)).trim()
  const words = last[1]!.replace(/^[\s"'“”‘’`*_([]+/, '')
  return {
    preference,
    reasons: reasons === '' ? null : reasons,
    tail: text.slice(text.lastIndexOf(words)),
  }
}
