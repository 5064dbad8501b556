import {
  createMatrix,
  dot,
  factorisePositive,
  type Matrix,
  mean,
  multiplyVector,
  solveCholesky,
} from '../stats/index.ts'
import { machineEpsilon } from './least-squares.ts'

/** Least squares on all degree-2 terms in dual form: prediction at x = intercept + sum over mixes of dual_i k(x, x_i). */
export interface QuadraticFit {
  /** Shape (n). */
  readonly dual: Float64Array
  readonly intercept: number
}

/** A kernel of the quadratic terms of which Cholesky's method is known to answer. */
export interface QuadraticKernel {
  readonly kernel: Matrix
  readonly lifted: Matrix
  /** Cholesky factor of the lifted kernel. */
  readonly factor: Matrix
}

/**
 * Returns the kernel of the terms x_i, x_i^2 and x_i x_j (i < j), each once: x.z + ((x.z)^2 + sum x_i^2 z_i^2) / 2; n x n. The constant term
 * is left out, because the intercept is free.
 */
export function quadraticKernel(x: Matrix): Matrix {
  const { rows, columns, values } = x
  const kernel = createMatrix(rows, rows)
  const out = kernel.values
  for (let i = 0; i < rows; i++) {
    let j = 0
    for (; j + 3 <= i; j += 4) fillFour(out, values, { i, j, rows, columns })
    for (; j <= i; j++)
      out[i * rows + j] = quadraticProduct(values, i * columns, { other: j * columns, columns })
    for (let k = 0; k < i; k++) out[k * rows + i] = out[i * rows + k]!
  }
  return kernel
}

function quadraticProduct(
  values: Float64Array,
  from: number,
  at: { readonly other: number; readonly columns: number },
): number {
  let product = 0
  let squares = 0
  for (let k = 0; k < at.columns; k++) {
    const term = values[from + k]! * values[at.other + k]!
    product += term
    squares += term * term
  }
  return product + 0.5 * (product * product + squares)
}

/** Cells (i, j) to (i, j + 3): one row is read once for four partners. */
function fillFour(
  out: Float64Array,
  values: Float64Array,
  at: { readonly i: number; readonly j: number; readonly rows: number; readonly columns: number },
): void {
  const { i, j, rows, columns } = at
  const from = i * columns
  const r0 = j * columns
  const r1 = r0 + columns
  const r2 = r1 + columns
  const r3 = r2 + columns
  let p0 = 0
  let p1 = 0
  let p2 = 0
  let p3 = 0
  let q0 = 0
  let q1 = 0
  let q2 = 0
  let q3 = 0
  for (let k = 0; k < columns; k++) {
    const value = values[from + k]!
    const t0 = value * values[r0 + k]!
    const t1 = value * values[r1 + k]!
    const t2 = value * values[r2 + k]!
    const t3 = value * values[r3 + k]!
    p0 += t0
    p1 += t1
    p2 += t2
    p3 += t3
    q0 += t0 * t0
    q1 += t1 * t1
    q2 += t2 * t2
    q3 += t3 * t3
  }
  const to = i * rows + j
  out[to] = p0 + 0.5 * (p0 * p0 + q0)
  out[to + 1] = p1 + 0.5 * (p1 * p1 + q1)
  out[to + 2] = p2 + 0.5 * (p2 * p2 + q2)
  out[to + 3] = p3 + 0.5 * (p3 * p3 + q3)
}

/**
 * Returns K plus a constant in every cell. A free intercept makes the constant immaterial, but it lifts the one eigenvalue that centring
 * would make zero, so that a Cholesky factorisation serves.
 */
export function liftKernel(kernel: Matrix): Matrix {
  const lift = mean(kernel.values)
  const lifted = new Float64Array(kernel.values.length)
  for (let at = 0; at < lifted.length; at++) lifted[at] = kernel.values[at]! + lift
  return createMatrix(kernel.rows, kernel.columns, lifted)
}

/** Returns the factorised kernel, or null where the terms do not have full row rank to rounding. O(n^3 / 6). */
export function factoriseQuadratic(kernel: Matrix): QuadraticKernel | null {
  const lifted = liftKernel(kernel)
  let largest = 0
  for (let i = 0; i < lifted.rows; i++) {
    largest = Math.max(largest, lifted.values[i * lifted.rows + i]!)
  }
  const factor = factorisePositive(lifted, 4 * lifted.rows * machineEpsilon * largest)
  return factor === null ? null : { kernel, lifted, factor }
}

/**
 * Tells whether no singular value of the centred terms would fall to a rank cut. The pivots that `factoriseQuadratic` accepts settle that
 * for cuts below 1e-8; for larger ones the extreme eigenvalues are estimated.
 */
export function isWellConditioned(system: QuadraticKernel, rankCut: number): boolean {
  if (rankCut < 1e-8) return true
  const { lifted, factor } = system
  const smallest = 1 / largestEigenvalue(lifted.rows, (v) => solveCholesky(factor, v))
  const largest = largestEigenvalue(lifted.rows, (v) => multiplyVector(lifted, v))
  return Math.sqrt(smallest / largest) > 2 * rankCut
}

/** Returns the minimum-norm fit with free intercept that goes through every mix. O(n^2). */
export function interpolateQuadratic(system: QuadraticKernel, y: Float64Array): QuadraticFit {
  const { kernel, factor } = system
  const solved = solveCholesky(factor, y)
  const ones = solveCholesky(factor, new Float64Array(y.length).fill(1))
  const shift = total(solved) / total(ones)
  const dual = solved.map((value, i) => value - shift * ones[i]!)
  const size = kernel.rows
  let fitted = 0
  for (let i = 0; i < size; i++) {
    fitted += dot(kernel.values.subarray(i * size, (i + 1) * size), dual)
  }
  return { dual, intercept: mean(y) - fitted / size }
}

/** Returns the matrix of the terms themselves, x_i then x_i x_j for i <= j: n x (m + m (m + 1) / 2). */
export function quadraticTerms(x: Matrix): Matrix {
  const { rows, columns } = x
  const width = columns + (columns * (columns + 1)) / 2
  const terms = createMatrix(rows, width)
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    let to = row * width
    for (let i = 0; i < columns; i++) terms.values[to++] = x.values[from + i]!
    for (let i = 0; i < columns; i++) {
      for (let j = i; j < columns; j++) {
        terms.values[to++] = x.values[from + i]! * x.values[from + j]!
      }
    }
  }
  return terms
}

/** Power iteration from a fixed uneven start; eight steps give the size of the eigenvalue, which is all that a rank cut needs. */
function largestEigenvalue(size: number, apply: (v: Float64Array) => Float64Array): number {
  let v: Float64Array = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7919) % 101) / 101)
  let value = 0
  for (let step = 0; step < 8; step++) {
    const length = Math.sqrt(dot(v, v))
    v = apply(v.map((entry) => entry / length))
    value = Math.sqrt(dot(v, v))
  }
  return value
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
