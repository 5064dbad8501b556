import type { Interval } from '../domain/index.ts'
import { sigmoid } from '../stats/index.ts'
import { type JudgedPairs, type Resample, resampleAll } from './judge-table-rows.ts'
import { fitSlopes, type SlopeData } from './slope-fit.ts'

/** How far length moves a judge beyond what people's labels say. */
export interface LengthSlope {
  /** Pairs with both labels. */
  readonly pairs: number
  /** Log-odds for A per unit of log(characters of A / characters of B), each plus one, people's label held fixed. */
  readonly coefficient: Interval
  /** Chance of picking the completion that is twice as long where people are evenly split; 0.5 is no habit. */
  readonly twiceAsLong: Interval
  /** Chance of siding with people who all agree, read at zero difference of length. */
  readonly agreementAtZero: Interval
}

/** How far the place of a completion moves a judge beyond what people's labels say. */
export interface PositionSlope {
  /** Answers in a known order, on pairs that people labelled. */
  readonly answers: number
  /** Log-odds for the completion shown first, people's label held fixed. */
  readonly coefficient: Interval
  /** Chance of picking the one shown first where people are evenly split; 0.5 is no habit. */
  readonly shownFirst: Interval
}

/**
 * Returns the length slope: logistic regression of the judge's verdict (a tie is half) on log length ratio and people's lean, without an
 * intercept, for A and B are arbitrary; null where no pair has both labels.
 *
 * @see Dubois et al., Length-controlled AlpacaEval (2024): a model with the length difference, read at zero difference
 */
export function measureLengthSlope(
  { instances, verdicts, human }: JudgedPairs,
  resample: Resample,
): LengthSlope | null {
  const share = verdicts.map((own, row) => (Number.isNaN(human[row]!) ? Number.NaN : own))
  const pairs = countKnown(share)
  if (pairs === 0) return null
  const data: SlopeData = {
    perRow: 1,
    first: Float64Array.from(instances, ({ completionA, completionB }) =>
      Math.log((completionA.length + 1) / (completionB.length + 1)),
    ),
    second: human.map(leanOf),
    share,
  }
  const start = fitSlopes(data, Array.from(verdicts.keys()))
  const [coefficient, twiceAsLong, agreementAtZero] = resampleAll((rows) => {
    const [length, people] = fitSlopes(data, rows, start)
    return [length, sigmoid(length * Math.LN2), sigmoid(people)]
  }, resample)
  return {
    pairs,
    coefficient: coefficient!,
    twiceAsLong: twiceAsLong!,
    agreementAtZero: agreementAtZero!,
  }
}

/** Returns the position slope; null where no answer has a known order and a label of people. */
export function measurePositionSlope(
  { ab, ba, human }: JudgedPairs,
  resample: Resample,
): PositionSlope | null {
  const data: SlopeData = {
    perRow: 2,
    first: new Float64Array(2 * ab.length).fill(1),
    second: new Float64Array(2 * ab.length),
    share: new Float64Array(2 * ab.length).fill(Number.NaN),
  }
  human.forEach((own, row) => {
    if (Number.isNaN(own)) return
    data.second[2 * row] = leanOf(own)
    data.second[2 * row + 1] = -leanOf(own)
    data.share[2 * row] = ab[row]!
    data.share[2 * row + 1] = 1 - ba[row]!
  })
  const answers = countKnown(data.share)
  if (answers === 0) return null
  const start = fitSlopes(data, Array.from(human.keys()))
  const [coefficient, shownFirst] = resampleAll((rows) => {
    const [place] = fitSlopes(data, rows, start)
    return [place, sigmoid(place)]
  }, resample)
  return { answers, coefficient: coefficient!, shownFirst: shownFirst! }
}

/** Returns a share for A as a lean from -1 to 1. */
function leanOf(share: number): number {
  return 2 * share - 1
}

function countKnown(values: Float64Array): number {
  return values.filter((value) => !Number.isNaN(value)).length
}
