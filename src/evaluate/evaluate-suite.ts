import type { SuiteRow } from '../domain/index.ts'
import { standardDeviation } from '../stats/index.ts'
import { evaluateMargins, type SuiteScore } from './score-heads.ts'
import { createSuite, type SubsetWeights } from './suite.ts'

/** A completion to be scored. */
export interface ScoredText {
  readonly prompt: string
  readonly response: string
}

/** Scores completions, one number each in their order; larger is better. */
export type ScoreTexts = (
  items: readonly ScoredText[],
) => ArrayLike<number> | Promise<ArrayLike<number>>

/**
 * Returns the score of a reward model on suite rows. `score` gets every distinct completion once. The soft score reads margins in units of
 * `marginScale`; unless given that is their standard deviation on these rows, for want of training rows.
 *
 * @throws HyperError `data/empty-suite`
 * @throws RangeError where `score` does not give one number per completion
 */
export async function evaluateSuite(
  rows: readonly SuiteRow[],
  score: ScoreTexts,
  options: { readonly weights?: SubsetWeights; readonly marginScale?: number } = {},
): Promise<SuiteScore> {
  const suite = createSuite(rows, options.weights ? { weights: options.weights } : {})
  const items: ScoredText[] = []
  const known = new Map<string, number>()
  const indexOf = (prompt: string, response: string): number => {
    const key = `${prompt.length}:${prompt}${response}`
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, items.length)
    return items.push({ prompt, response }) - 1
  }
  const sides = rows.map(({ prompt, chosen, rejected }) => ({
    chosen: indexOf(prompt, chosen),
    rejected: indexOf(prompt, rejected),
  }))
  const scores = await score(items)
  if (scores.length !== items.length)
    throw new RangeError(`scores: got ${scores.length} numbers, expected ${items.length}`)
  const margins = Float64Array.from(sides, (side) => scores[side.chosen]! - scores[side.rejected]!)
  return evaluateMargins(suite, margins, options.marginScale ?? spreadOf(margins))
}

const spreadOf = (margins: Float64Array): number =>
  margins.length < 2 ? 0 : standardDeviation(margins)
