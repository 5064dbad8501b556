import { type FeatureMatrix, hasFeature, type MixPoint, type Predictor } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'

/** Gain of routing each row to people rather than to the judge, points; shapes (rows). */
export interface RowGains {
  readonly gain: Float64Array
  /** Standard deviation of the gain; null where the model has no covariance. The slope of the budget curve counts as exact. */
  readonly sd: Float64Array | null
}

/**
 * Returns the gain of every row at a mix: perRow + effects . (x - columnMeans). O(n (m + c^2)), c the features that a row carries.
 *
 * @throws HyperError `data/feature-mismatch`
 */
export function rowGains(fitted: Predictor, matrix: FeatureMatrix, at: MixPoint): RowGains {
  requireSameFeatures(fitted, matrix)
  const { perRow, perFeature, covariance } = fitted.effects(at)
  const size = perFeature.length
  const means = fitted.columnMeans
  let base = perRow
  for (let j = 0; j < size; j++) base -= perFeature[j]! * means[j]!
  const toMeans = covariance === null ? null : multiplyRows(covariance, means)
  const ofMeans =
    toMeans === null ? 0 : means.reduce((sum, value, j) => sum + value * toMeans[j]!, 0)
  const gain = new Float64Array(matrix.ids.length)
  const sd = covariance === null ? null : new Float64Array(matrix.ids.length)
  for (let row = 0; row < gain.length; row++) {
    const carried: number[] = []
    for (let j = 0; j < size; j++) if (hasFeature(matrix, row, j)) carried.push(j)
    let value = base
    let variance = ofMeans
    for (const j of carried) {
      value += perFeature[j]!
      if (covariance === null || toMeans === null) continue
      variance -= 2 * toMeans[j]!
      for (const k of carried) variance += covariance[j * size + k]!
    }
    gain[row] = value
    if (sd !== null) sd[row] = Math.sqrt(Math.max(0, variance))
  }
  return { gain, sd }
}

function multiplyRows(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, i) => {
    let sum = 0
    for (let j = 0; j < v.length; j++) sum += matrix[i * v.length + j]! * v[j]!
    return sum
  })
}

/**
 * Refuses a matrix whose features are not those of the model, in its order.
 *
 * @throws HyperError `data/feature-mismatch`
 */
export function requireSameFeatures(fitted: Predictor, matrix: FeatureMatrix): void {
  const { featureIds } = fitted
  const wrong = matrix.specs.findIndex((spec, column) => spec.id !== featureIds[column])
  if (wrong < 0 && matrix.specs.length === featureIds.length) return
  const column = wrong < 0 ? matrix.specs.length : wrong
  throw new HyperError(
    'data/feature-mismatch',
    `feature ${column}: got ${matrix.specs[column]?.id ?? 'none'}, expected ${featureIds[column] ?? 'none'} as in the PPM`,
    { hint: 'build the features with the bins that were stored with the PPM' },
  )
}
