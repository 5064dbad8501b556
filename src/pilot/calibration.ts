import { eachFold, fitIsotonic, interpolate } from '../stats/index.ts'
import type { RowTargets } from './label-utility.ts'

/** A non-decreasing map from a raw score to a probability: linear between knots, constant beyond; plain numbers. */
export interface Calibration {
  readonly knotsX: Float64Array
  readonly knotsY: Float64Array
}

/**
 * Returns the isotonic map from out-of-fold scores to the share that came true, drawn in by one success and one failure over all rows so that no row is
 * called certain.
 *
 * @see Zadrozny and Elkan (2002)
 */
export function calibrate(scores: Float64Array, targets: RowTargets): Calibration {
  const total = targets.weights.reduce((sum, weight) => sum + weight, 0)
  const { knotsX, knotsY } = fitIsotonic(
    scores.map((score) => (Number.isNaN(score) ? 0 : score)),
    targets.values,
    targets.weights,
  )
  return { knotsX, knotsY: knotsY.map((share) => (share * total + 1) / (total + 2)) }
}

/** Returns the probability of a raw score. */
export function readCalibration({ knotsX, knotsY }: Calibration, score: number): number {
  return interpolate(knotsX, knotsY, score)
}

/**
 * Returns probabilities of out-of-fold scores, each by a map that was fitted without the targets of the row's fold. The scores of the other folds come from
 * learners that did see these, so a fold's probabilities move a little against its own targets: quality that is read off them errs on the low side.
 */
export function calibrateOutOfFold(
  scores: Float64Array,
  targets: RowTargets,
  folds: Uint8Array,
): Float64Array {
  const out = new Float64Array(scores.length).fill(Number.NaN)
  for (const { inside, outside } of eachFold(folds)) {
    const weights = new Float64Array(scores.length)
    for (const row of outside) weights[row] = targets.weights[row]!
    if (!weights.some((weight) => weight > 0)) continue
    const map = calibrate(scores, { values: targets.values, weights })
    for (const row of inside) out[row] = readCalibration(map, scores[row]!)
  }
  return out
}
