import type { Strength, Verdict } from '../domain/index.ts'

/** A verdict with its strength; null where none was said, or for a tie. */
export interface ReadPreference {
  readonly verdict: Verdict
  readonly strength: Strength | null
}

/** What one answer says about A and B as stored, in whatever order they were shown. */
export interface Reading extends ReadPreference {
  readonly kind: 'verdict'
  /** Probability that A is better from the token probabilities, ties half; null without them. */
  readonly pA: number | null
  /** Share of the probability that lay on labels at all, 0 to 1; null without probabilities. A low one says that the judge wanted to write something else. */
  readonly labelMass: number | null
  /** Preferences by aspect, for the aspects that could be read. */
  readonly aspects: Readonly<Record<string, ReadPreference>>
  /** Aspects asked for that could not be read. */
  readonly unread: readonly string[]
  /** The reasons as the judge wrote them, A and B as shown; null where there are none. */
  readonly reasons: string | null
}

/** What one answer in mode `scores` says about the completion it was shown. */
export interface ScoreReading {
  readonly kind: 'score'
  /** 1 to 10. */
  readonly score: number
  /** Probability of the scores 1 to 10, which sums to 1; null without token probabilities, or where the token `1` may be half of a 10. */
  readonly shares: readonly number[] | null
  readonly labelMass: number | null
}

/** Why an answer gives no reading. */
export type ReadingProblemCode =
  /** There is no reply: the question failed. */
  | 'no-answer'
  /** The endpoint's filter ended the answer. */
  | 'refused-by-filter'
  /** The token limit came before the verdict was whole. */
  | 'cut-off'
  /** Nothing that the mode accepts as a verdict. */
  | 'no-verdict'
  /** More than one verdict, and they differ. */
  | 'two-verdicts'
  /** Not one JSON object and nothing else. */
  | 'bad-json'
  /** A value of an aspect that is none of those asked for; the rest of the answer counts. */
  | 'bad-aspect'
  /** No whole number from 1 to 10. */
  | 'bad-score'

/** An answer that is no reading; its raw text is kept by the caller, so that it can be read again without asking again. */
export interface ReadingProblem {
  readonly kind: 'problem'
  readonly code: ReadingProblemCode
}

/** Returns the problem of a code. */
export function problemOf(code: ReadingProblemCode): ReadingProblem {
  return { kind: 'problem', code }
}
