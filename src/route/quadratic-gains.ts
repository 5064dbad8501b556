import type { FeatureMatrix } from '../domain/index.ts'
import { scorePairs } from './carried-features.ts'

/**
 * Returns for every row the prediction of its features minus the prediction of none, for a polynomial of degree 2: sum of `linear[i]` over its features
 * plus sum of `pairs[i m + j]` over its pairs i <= j (a feature with itself included: the square). Shape (n). `pairs` is row-major (m x m), only
 * i <= j is read. Only carried pairs are touched: about k squared / 2 additions for a row of k features instead of m squared / 2.
 *
 * @throws RangeError when the sizes do not fit
 * @see Hybrid Preferences (ACL 2025), top-k gain of the quadratic model
 */
export function scoreQuadraticGains(
  matrix: FeatureMatrix,
  linear: ArrayLike<number>,
  pairs: ArrayLike<number>,
): Float64Array {
  const size = matrix.specs.length
  if (linear.length !== size || pairs.length !== size * size) {
    throw new RangeError(
      `scoreQuadraticGains: got ${linear.length} effects and ${pairs.length} pairs, expected ${size} and ${size * size}`,
    )
  }
  const triangle = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) triangle[i * size + j] = pairs[j * size + i]!
  }
  return scorePairs(matrix, linear, triangle)
}
