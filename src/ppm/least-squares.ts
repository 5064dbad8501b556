import { createMatrix, type Matrix, mean } from '../stats/index.ts'
import {
  applyQ,
  applyTransposedQ,
  type Columns,
  elementOfR,
  factoriseColumns,
  type PivotedQr,
} from './householder.ts'

/** An ordinary least-squares fit with free intercept; minimum norm where columns are dependent. */
export interface LeastSquares {
  readonly rank: number
  /** Shape (m). */
  readonly coefficients: Float64Array
  readonly intercept: number
  /** Column means of x; shape (m). */
  readonly centre: Float64Array
  /** m x rank: the variance of a prediction at x is sd^2 (1 / n + |map'(x - centre)|^2). */
  readonly map: Matrix
  readonly residualSquares: number
}

/** Rank cut of scikit-learn before 1.9. */
export const machineEpsilon: number = 2 ** -52

/**
 * Returns the minimum-norm least-squares fit on centred columns, as scikit-learn's LinearRegression: columns whose part outside the
 * others is not above `rankCut` times the largest are dependent. Decided on the diagonal of a pivoted QR factorisation instead of singular
 * values, and never below max(n, m) machine epsilons, which is rounding. O(n m^2).
 */
export function fitLeastSquares(
  x: Matrix,
  y: Float64Array,
  rankCut: number = machineEpsilon,
): LeastSquares {
  const { columns, centre } = centreColumns(x)
  const cut = Math.max(rankCut, machineEpsilon * Math.max(x.rows, x.columns))
  const qr = factoriseColumns(columns, x.rows, { pivot: true, cut })
  const middle = mean(y)
  const rotated = y.map((value) => value - middle)
  applyTransposedQ(qr, rotated)
  const map = minimumNormMap(qr, x.columns)
  const coefficients = new Float64Array(x.columns)
  for (let j = 0; j < coefficients.length; j++) {
    for (let k = 0; k < qr.rank; k++) coefficients[j]! += map.values[j * qr.rank + k]! * rotated[k]!
  }
  let residualSquares = 0
  for (let i = qr.rank; i < rotated.length; i++) residualSquares += rotated[i]! ** 2
  const intercept = coefficients.reduce((sum, value, j) => sum - value * centre[j]!, middle)
  return { rank: qr.rank, coefficients, intercept, centre, map, residualSquares }
}

function centreColumns(x: Matrix): { columns: Columns; centre: Float64Array } {
  const centre = new Float64Array(x.columns)
  const columns = Array.from({ length: x.columns }, (_, j) => {
    const column = new Float64Array(x.rows)
    for (let i = 0; i < x.rows; i++) column[i] = x.values[i * x.columns + j]!
    centre[j] = mean(column)
    for (let i = 0; i < x.rows; i++) column[i]! -= centre[j]!
    return column
  })
  return { columns, centre }
}

/** Returns the map from Q'y to coefficients: [R1 R2]^+ with the columns put back in their places; m x rank. */
function minimumNormMap(qr: PivotedQr, features: number): Matrix {
  const { rank, pivots } = qr
  const map = createMatrix(features, rank)
  const transposed = Array.from({ length: rank }, (_, i) => {
    const row = new Float64Array(features)
    for (let j = i; j < features; j++) row[j] = elementOfR(qr, i, j)
    return row
  })
  const second = factoriseColumns(transposed, features, { pivot: false, cut: 0 })
  for (let k = 0; k < rank; k++) {
    const column = solveTransposed(second, k, features)
    applyQ(second, column)
    for (let j = 0; j < features; j++) map.values[pivots[j]! * rank + k] = column[j]!
  }
  return map
}

/** Returns R'^-1 e_k, padded with zeros. */
function solveTransposed(qr: PivotedQr, k: number, length: number): Float64Array {
  const solution = new Float64Array(length)
  for (let i = k; i < qr.rank; i++) {
    let sum = i === k ? 1 : 0
    for (let j = k; j < i; j++) sum -= elementOfR(qr, j, i) * solution[j]!
    solution[i] = sum / elementOfR(qr, i, i)
  }
  return solution
}
