import { requireSize } from './matrix.ts'
import { mean } from './moments.ts'

/** Returns the root of the mean squared error; NaN for no values. */
export function rmse(y: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return Math.sqrt(squaredError(y, predicted) / y.length)
}

/** Returns the mean absolute error; NaN for no values. */
export function meanAbsoluteError(y: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireSize('meanAbsoluteError', predicted.length, y.length)
  let total = 0
  for (let i = 0; i < y.length; i++) total += Math.abs(y[i]! - predicted[i]!)
  return total / y.length
}

/** Returns 1 - SSE / SST, below zero when the mean of y predicts better; NaN when y does not vary. */
export function r2(y: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const center = mean(y)
  let spread = 0
  for (let i = 0; i < y.length; i++) spread += (y[i]! - center) ** 2
  const error = squaredError(y, predicted)
  return spread > 0 ? 1 - error / spread : Number.NaN
}

function squaredError(y: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireSize('squared error', predicted.length, y.length)
  let total = 0
  for (let i = 0; i < y.length; i++) total += (y[i]! - predicted[i]!) ** 2
  return total
}
