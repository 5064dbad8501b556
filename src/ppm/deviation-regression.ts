import { createMatrix, type Matrix } from '../stats/index.ts'
import { type CurveBasis, curveBasis, curveMatrix } from './budget-curve.ts'
import { requireMixes } from './fitted.ts'
import { decomposeRegression, type Regression } from './regression.ts'
import type { MixDesign } from './training-table.ts'

/** The regression of scores on budget curve (free) and deviations (penalised), shared by all targets of a design. */
export interface DeviationRegression {
  readonly basis: CurveBasis
  readonly columnScale: Float64Array
  readonly regression: Regression
}

/**
 * Returns the shared part of `bayes` and `ridge` on a design. `none` leaves the deviations in rows, which puts the prior on the effect of
 * one instance; `spread` divides each column by its spread (the usual standardisation; loses the difference between rare and common tags).
 */
export function decomposeDeviations(
  design: MixDesign,
  scaling: 'none' | 'spread' = 'none',
): DeviationRegression {
  requireMixes(design)
  const basis = curveBasis(design.shares)
  const columnScale =
    scaling === 'none'
      ? new Float64Array(design.featureIds.length).fill(1)
      : spreads(design.deviations)
  const regression = decomposeRegression({
    free: curveMatrix(basis, design.shares),
    penalised:
      scaling === 'none' ? design.deviations : divideColumns(design.deviations, columnScale),
    weights: design.weights,
  })
  return { basis, columnScale, regression }
}

/** Returns the population standard deviation of every column, 1 where a column does not vary; shape (m). */
export function spreads(matrix: Matrix): Float64Array {
  const { rows, columns, values } = matrix
  const means = new Float64Array(columns)
  for (let at = 0; at < values.length; at++) means[at % columns]! += values[at]! / rows
  const squares = new Float64Array(columns)
  for (let at = 0; at < values.length; at++) {
    squares[at % columns]! += (values[at]! - means[at % columns]!) ** 2 / rows
  }
  return squares.map((square, column) =>
    Math.sqrt(square) > 1e-12 * Math.max(1, Math.abs(means[column]!)) ? Math.sqrt(square) : 1,
  )
}

function divideColumns(matrix: Matrix, divisors: Float64Array): Matrix {
  const values = matrix.values.map((value, at) => value / divisors[at % matrix.columns]!)
  return createMatrix(matrix.rows, matrix.columns, values)
}
