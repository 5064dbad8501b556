import {
  cholesky,
  createMatrix,
  type Matrix,
  multiplyVector,
  solveCholesky,
} from '../stats/index.ts'
import { invertPositive } from './positive-definite.ts'
import { takeValues } from './training-table.ts'

/**
 * Returns the upper left block of the inverse of [[K, 1], [1', 0]] from a Cholesky factor of K: K^-1 - K^-1 1 1' K^-1 / (1' K^-1 1); n x n.
 * O(n^3).
 */
export function invertBordered(factor: Matrix): Matrix {
  const inverse = invertPositive(factor)
  const size = factor.rows
  const ones = multiplyVector(inverse, new Float64Array(size).fill(1))
  const total = ones.reduce((sum, value) => sum + value, 0)
  for (let i = 0; i < size; i++) {
    const share = ones[i]! / total
    for (let j = 0; j < size; j++) inverse.values[i * size + j]! -= share * ones[j]!
  }
  return inverse
}

/** What an interpolating fit on all rows but some says about those rows. */
export interface LeftOut {
  /** Prediction for each row left out. */
  readonly means: Float64Array
  /** Root mean square leave-one-out error among the rows that stayed. */
  readonly looError: number
}

/**
 * Returns the predictions of the interpolating fit without some rows, for these rows, from the inverse of the whole: the errors e solve
 * inverse_TT e = (inverse y)_T, so that cross-validation costs one inversion however many folds. `dual` is inverse y. O(t^3 + n t^2) per fold.
 */
export function leaveOut(
  system: { readonly inverse: Matrix; readonly dual: Float64Array; readonly y: Float64Array },
  rows: ArrayLike<number>,
): LeftOut {
  const { inverse, dual, y } = system
  const size = inverse.rows
  const count = rows.length
  const block = createMatrix(count, count)
  for (let s = 0; s < count; s++) {
    for (let t = 0; t < count; t++) {
      block.values[s * count + t] = inverse.values[rows[s]! * size + rows[t]!]!
    }
  }
  const factor = cholesky(block)
  const errors = solveCholesky(factor, takeValues(dual, rows))
  const means = errors.map((error, t) => y[rows[t]!]! - error)
  const reduction = reduceRows(inverse, factor, rows)
  const stays = new Uint8Array(size).fill(1)
  for (let t = 0; t < count; t++) stays[rows[t]!] = 0
  let squares = 0
  for (let i = 0; i < size; i++) {
    if (stays[i] === 0) continue
    let value = dual[i]!
    for (let t = 0; t < count; t++) value -= inverse.values[rows[t]! * size + i]! * errors[t]!
    squares += (value / (inverse.values[i * size + i]! - reduction[i]!)) ** 2
  }
  return { means, looError: Math.sqrt(squares / Math.max(1, size - count)) }
}

/** Returns diag of inverse_.T inverse_TT^-1 inverse_T. : what the diagonal of the inverse loses when the rows T go; shape (n). */
function reduceRows(inverse: Matrix, factor: Matrix, rows: ArrayLike<number>): Float64Array {
  const size = inverse.rows
  const count = rows.length
  const solved = new Float64Array(count * size)
  const reduction = new Float64Array(size)
  for (let t = 0; t < count; t++) {
    const own = solved.subarray(t * size, (t + 1) * size)
    own.set(inverse.values.subarray(rows[t]! * size, (rows[t]! + 1) * size))
    for (let s = 0; s < t; s++) {
      const weight = factor.values[t * count + s]!
      const from = s * size
      for (let i = 0; i < size; i++) own[i]! -= weight * solved[from + i]!
    }
    const pivot = 1 / factor.values[t * count + t]!
    for (let i = 0; i < size; i++) {
      own[i]! *= pivot
      reduction[i]! += own[i]! * own[i]!
    }
  }
  return reduction
}
