import {
  cholesky,
  createMatrix,
  dot,
  factorisePositive,
  logDeterminant,
  type Matrix,
  multiply,
  multiplyVector,
  solveCholesky,
  transpose,
} from '../stats/index.ts'
import { invertPositive } from './positive-definite.ts'

/** y = B beta + f + noise, f with covariance K: factorised for one K, noise and B. */
export interface KernelSystem {
  /** Cholesky factor of S = K + noise; n x n. */
  readonly factor: Matrix
  /** Columns without prior; n x p, p may be 0. */
  readonly free: Matrix
  /** S^-1 B; n x p. */
  readonly solvedFree: Matrix
  /** Cholesky factor of B' S^-1 B; p x p. */
  readonly freeFactor: Matrix
}

/** A target solved in a system. */
export interface KernelSolution {
  /** Coefficients on B; shape (p). */
  readonly coefficients: Float64Array
  /** S^-1 (y - B beta); shape (n). */
  readonly dual: Float64Array
  /** y . dual: the quadratic form of the restricted likelihood. */
  readonly form: number
}

/**
 * Factorises K + diag(noise) with free columns B. O(n^3 / 3).
 *
 * @throws RangeError where it is not positive definite
 */
export function factoriseKernel(kernel: Matrix, noise: Float64Array, free: Matrix): KernelSystem {
  const size = kernel.rows
  const sum = createMatrix(size, size, Float64Array.from(kernel.values))
  for (let i = 0; i < size; i++) sum.values[i * size + i]! += noise[i]!
  const factor = factorisePositive(sum)
  if (factor === null)
    throw new RangeError('kernel: got a matrix that is not positive definite, expected one that is')
  const solvedFree = createMatrix(size, free.columns)
  for (let k = 0; k < free.columns; k++) {
    const column = solveCholesky(factor, columnOf(free, k))
    for (let i = 0; i < size; i++) solvedFree.values[i * free.columns + k] = column[i]!
  }
  const freeFactor = cholesky(multiply(transpose(free), solvedFree))
  return { factor, free, solvedFree, freeFactor }
}

/** Returns generalised least-squares coefficients and the dual vector of a target. O(n^2). */
export function solveKernel(system: KernelSystem, y: Float64Array): KernelSolution {
  const { factor, solvedFree, freeFactor } = system
  const solved = solveCholesky(factor, y)
  const moments = multiplyVector(transpose(solvedFree), y)
  const coefficients = solveCholesky(freeFactor, moments)
  const shift = multiplyVector(solvedFree, coefficients)
  const dual = solved.map((value, i) => value - shift[i]!)
  return { coefficients, dual, form: dot(y, dual) }
}

/**
 * Returns the log marginal likelihood, restricted to what B does not explain; with no column in B it is the ordinary one (as scikit-learn's
 * GaussianProcessRegressor).
 */
export function kernelLikelihood(system: KernelSystem, solution: KernelSolution): number {
  const { factor, free, freeFactor } = system
  const freedom = factor.rows - free.columns
  const logDeterminants = logDeterminant(factor) + logDeterminant(freeFactor)
  return -0.5 * (solution.form + logDeterminants + freedom * Math.log(2 * Math.PI))
}

/** Returns S^-1 - S^-1 B (B' S^-1 B)^-1 B' S^-1; n x n. O(n^3). */
export function projectedInverse(system: KernelSystem): Matrix {
  const inverse = invertPositive(system.factor)
  const { solvedFree, freeFactor } = system
  const size = inverse.rows
  const columns = solvedFree.columns
  if (columns === 0) return inverse
  for (let i = 0; i < size; i++) {
    const row = solvedFree.values.subarray(i * columns, (i + 1) * columns)
    const solved = solveCholesky(freeFactor, row)
    for (let j = 0; j < size; j++) {
      let sum = 0
      for (let k = 0; k < columns; k++) sum += solved[k]! * solvedFree.values[j * columns + k]!
      inverse.values[i * size + j]! -= sum
    }
  }
  return inverse
}

/** Returns u' P v for the projected inverse P, given S^-1 u. */
export function projectedProduct(
  system: KernelSystem,
  u: { readonly solved: Float64Array },
  v: Float64Array,
): number {
  const { free, solvedFree, freeFactor } = system
  let value = dot(u.solved, v)
  if (free.columns > 0) {
    const left = multiplyVector(transpose(free), u.solved)
    const right = multiplyVector(transpose(solvedFree), v)
    value -= dot(left, solveCholesky(freeFactor, right))
  }
  return value
}

function columnOf(matrix: Matrix, column: number): Float64Array {
  return Float64Array.from(
    { length: matrix.rows },
    (_, row) => matrix.values[row * matrix.columns + column]!,
  )
}
