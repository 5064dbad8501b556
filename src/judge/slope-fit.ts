import { sigmoid } from '../stats/index.ts'

/** Observations of a logistic model with two coefficients; NaN in `share` means that there is none. */
export interface SlopeData {
  /** Observations per row: those of row r lie from r x perRow on. */
  readonly perRow: number
  readonly first: Float64Array
  readonly second: Float64Array
  /** What is explained, 0 to 1. */
  readonly share: Float64Array
}

/** Weight of a normal prior of standard deviation 10, so that a judge of one habit alone has a finite slope. */
const PRIOR = 0.01

/** A step this short leaves an error of about its square. */
const CLOSE = 1e-6

/** Longest step; Newton's method leaps too far where all is nearly certain. */
const LONGEST = 2

/**
 * Returns the coefficients [first, second] of log-odds of the share = b1 x first + b2 x second, without an intercept, by penalised maximum
 * likelihood on the rows; NaN without an observation. A start near the end, as that of all rows is for a resample, saves rounds.
 */
export function fitSlopes(
  data: SlopeData,
  rows: ArrayLike<number>,
  start: readonly [number, number] = [0, 0],
): readonly [number, number] {
  let [b1, b2] = start
  for (let round = 0; round < 100; round++) {
    const { g1, g2, h11, h12, h22, count } = derivatives(data, rows, [b1, b2])
    if (count === 0) return [Number.NaN, Number.NaN]
    const determinant = h11 * h22 - h12 * h12
    let d1 = (h22 * g1 - h12 * g2) / determinant
    let d2 = (h11 * g2 - h12 * g1) / determinant
    const length = Math.hypot(d1, d2)
    if (length > LONGEST) {
      d1 *= LONGEST / length
      d2 *= LONGEST / length
    }
    b1 -= d1
    b2 -= d2
    if (length < CLOSE) break
  }
  return [b1, b2]
}

interface Derivatives {
  g1: number
  g2: number
  h11: number
  h12: number
  h22: number
  count: number
}

function derivatives(
  { perRow, first, second, share }: SlopeData,
  rows: ArrayLike<number>,
  [b1, b2]: readonly [number, number],
): Derivatives {
  const d = { g1: PRIOR * b1, g2: PRIOR * b2, h11: PRIOR, h12: 0, h22: PRIOR, count: 0 }
  for (let index = 0; index < rows.length; index++) {
    const start = rows[index]! * perRow
    for (let at = start; at < start + perRow; at++) {
      const y = share[at]!
      if (Number.isNaN(y)) continue
      const x1 = first[at]!
      const x2 = second[at]!
      const p = sigmoid(b1 * x1 + b2 * x2)
      const curvature = p * (1 - p)
      d.g1 += x1 * (p - y)
      d.g2 += x2 * (p - y)
      d.h11 += curvature * x1 * x1
      d.h12 += curvature * x1 * x2
      d.h22 += curvature * x2 * x2
      d.count += 1
    }
  }
  return d
}
