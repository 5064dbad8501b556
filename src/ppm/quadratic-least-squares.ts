import { type Matrix, matrixRow } from '../stats/index.ts'
import { fitLeastSquares, type LeastSquares, machineEpsilon } from './least-squares.ts'
import { invertBordered } from './leave-out.ts'
import { expandKernel, type PairForm } from './pair-form.ts'
import {
  factoriseQuadratic,
  interpolateQuadratic,
  isWellConditioned,
  quadraticKernel,
  quadraticTerms,
} from './quadratic-interpolation.ts'

/** An explicit quadratic with intercept. */
export interface QuadraticModel {
  readonly form: PairForm
  readonly intercept: number
  readonly rank: number
  /** Root mean square exact leave-one-out error. */
  readonly looError: number
}

/**
 * Returns a function that fits minimum-norm least squares with free intercept on all linear, square and pair terms of x, as scikit-learn's
 * LinearRegression on PolynomialFeatures(2). With more terms than rows and full rank: dual form, one Cholesky factorisation for all targets.
 * Otherwise, or where the rank cut bites: the terms themselves, O(n^2 m^2).
 */
export function prepareQuadraticLeastSquares(
  x: Matrix,
  rankCut: number = machineEpsilon,
): (y: Float64Array) => QuadraticModel {
  const termCount = x.columns + (x.columns * (x.columns + 1)) / 2
  const system = termCount < x.rows ? null : factoriseQuadratic(quadraticKernel(x))
  if (system === null || !isWellConditioned(system, rankCut)) return prepareExplicit(x, rankCut)
  const inverse = invertBordered(system.factor)
  return (y) => {
    const { dual, intercept } = interpolateQuadratic(system, y)
    const form = expandKernel(x, dual, { linear: 1, quadratic: 0.5, squares: 1 })
    let squares = 0
    for (let i = 0; i < y.length; i++) squares += (dual[i]! / matrixRow(inverse, i)[i]!) ** 2
    return { form, intercept, rank: y.length - 1, looError: Math.sqrt(squares / y.length) }
  }
}

function prepareExplicit(x: Matrix, rankCut: number): (y: Float64Array) => QuadraticModel {
  const terms = quadraticTerms(x)
  return (y) => {
    const fit = fitLeastSquares(terms, y, rankCut)
    return {
      form: foldTerms(fit.coefficients, x.columns),
      intercept: fit.intercept,
      rank: fit.rank,
      looError: looErrorOf(fit, terms, y),
    }
  }
}

function foldTerms(coefficients: Float64Array, size: number): PairForm {
  const pairs = new Float64Array(size * size)
  let at = size
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = coefficients[at++]! * (i === j ? 1 : 0.5)
      pairs[i * size + j] = value
      pairs[j * size + i] = value
    }
  }
  return { linear: coefficients.slice(0, size), pairs }
}

/** Residuals over 1 - leverage. Rows with leverage 1 are left out: without them the fit says nothing there. */
function looErrorOf(fit: LeastSquares, terms: Matrix, y: Float64Array): number {
  const { map, centre, coefficients, intercept } = fit
  let squares = 0
  let counted = 0
  for (let i = 0; i < terms.rows; i++) {
    const row = matrixRow(terms, i)
    const mapped = new Float64Array(map.columns)
    let residual = y[i]! - intercept
    for (let j = 0; j < row.length; j++) {
      residual -= coefficients[j]! * row[j]!
      const deviation = row[j]! - centre[j]!
      for (let k = 0; k < mapped.length; k++)
        mapped[k]! += map.values[j * map.columns + k]! * deviation
    }
    const leverage = mapped.reduce((sum, value) => sum + value * value, 1 / terms.rows)
    if (leverage > 1 - 1e-6) continue
    squares += (residual / (1 - leverage)) ** 2
    counted++
  }
  return counted === 0 ? spreadOf(y) : Math.sqrt(squares / counted)
}

function spreadOf(y: Float64Array): number {
  const middle = y.reduce((sum, value) => sum + value / y.length, 0)
  return Math.sqrt(y.reduce((sum, value) => sum + (value - middle) ** 2 / y.length, 0))
}
