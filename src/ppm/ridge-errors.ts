import type { ProjectedTarget, Regression } from './regression.ts'

/** Errors of a ridge regression at one penalty. Squares are weighted by row. */
export interface RidgeErrors {
  /** Exact mean squared leave-one-out error, everything but the penalty refitted. */
  readonly loo: number
  /** n RSS / (n - effective parameters)^2 (Golub, Heath and Wahba 1979). */
  readonly gcv: number
  readonly residualSquares: number
  /** n less effective parameters. */
  readonly freedom: number
}

/** Returns the errors at a penalty. O(n r) from the decomposition. */
export function ridgeErrors(
  regression: Regression,
  target: ProjectedTarget,
  penalty: number,
): RidgeErrors {
  const { values, components, q } = regression
  const count = q.rows
  const rank = values.length
  const shrink = values.map((value) => 1 / (value + penalty))
  const fitted = shrink.map((factor, k) => factor * target.moments[k]!)
  let freedom = count - q.columns
  for (let k = 0; k < rank; k++) freedom -= values[k]! * shrink[k]!
  let residualSquares = 0
  let looSquares = 0
  for (let row = 0; row < count; row++) {
    let residual = target.residuals[row]!
    let leverage = 0
    for (let k = 0; k < q.columns; k++) leverage += q.values[row * q.columns + k]! ** 2
    for (let k = 0; k < rank; k++) {
      const component = components.values[row * rank + k]!
      residual -= component * fitted[k]!
      leverage += component * component * shrink[k]!
    }
    residualSquares += residual * residual
    looSquares += (residual / Math.max(1e-12, 1 - leverage)) ** 2
  }
  const gcv = (count * residualSquares) / Math.max(1e-300, freedom * freedom)
  return { loo: looSquares / count, gcv, residualSquares, freedom }
}
