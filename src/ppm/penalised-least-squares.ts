import { cholesky, createMatrix, type Matrix, solveCholesky } from '../stats/index.ts'
import {
  adjustCurve,
  decomposeRegression,
  projectTarget,
  type Regression,
  solvePenalised,
} from './regression.ts'
import { ridgeErrors } from './ridge-errors.ts'

/** Coefficients of a ridge regression with free intercept. */
export interface PenalisedFit {
  readonly coefficients: Float64Array
  readonly intercept: number
}

/**
 * Returns the minimiser of sum_i weight_i (y_i - intercept - z_i . w)^2 + penalty |w|^2, as scikit-learn's Ridge with row weights.
 */
export function fitPenalised(
  z: Matrix,
  y: Float64Array,
  options: { readonly penalty: number; readonly weights?: Float64Array },
): PenalisedFit {
  const regression = decomposeWithIntercept(z, options.weights)
  const target = projectTarget(regression, y)
  const coefficients = solvePenalised(regression, target, options.penalty)
  const intercept = adjustCurve(target.curve, regression.slope, coefficients)[0]!
  return { coefficients, intercept }
}

/** Returns, for each penalty, the exact mean squared leave-one-out error and the generalised cross-validation score. */
export function crossValidatePenalties(
  z: Matrix,
  y: Float64Array,
  penalties: readonly number[],
): { readonly loo: Float64Array; readonly gcv: Float64Array } {
  const regression = decomposeWithIntercept(z)
  const target = projectTarget(regression, y)
  const errors = penalties.map((penalty) => ridgeErrors(regression, target, penalty))
  return {
    loo: Float64Array.from(errors, ({ loo }) => loo),
    gcv: Float64Array.from(errors, ({ gcv }) => gcv),
  }
}

/** Returns the dual coefficients (K + penalty I)^-1 y of kernel ridge regression without intercept; the prediction at x is k(x) . dual. */
export function fitKernelRidge(kernel: Matrix, y: Float64Array, penalty: number): Float64Array {
  const size = kernel.rows
  const sum = createMatrix(size, size, Float64Array.from(kernel.values))
  for (let i = 0; i < size; i++) sum.values[i * size + i]! += penalty
  return solveCholesky(cholesky(sum), y)
}

function decomposeWithIntercept(z: Matrix, weights?: Float64Array): Regression {
  const ones = new Float64Array(z.rows).fill(1)
  return decomposeRegression({
    free: createMatrix(z.rows, 1, ones),
    penalised: z,
    weights: weights ?? ones,
  })
}
