import { drawSubset, type Random } from '../kit/index.ts'
import {
  cholesky,
  createMatrix,
  gram,
  type Matrix,
  multiplyTransposedVector,
  multiplyVector,
  solveCholesky,
  weightedMean,
} from '../stats/index.ts'
import { selectMatrixRows } from './design-columns.ts'

/** How a kernel ridge regression is fitted. */
export interface KernelRidgeOptions {
  /** Variance of the noise over the variance of what is looked for; default 5, which suits targets of which a sixth can be explained. */
  readonly noiseRatio?: number
  /** Squared distance at which similarity falls to 1/e, in units of the number of columns; default 3. */
  readonly width?: number
  /** Rows that carry the function at most (Nyström); default 600. */
  readonly landmarks?: number
}

/** A fitted kernel ridge regression: plain numbers. */
export interface KernelRidge {
  readonly kind: 'kernel'
  readonly landmarks: Matrix
  readonly coefficients: Float64Array
  readonly center: number
  /** exp(-gamma |x - z|^2). */
  readonly gamma: number
}

/** What is fitted: standardised columns, a target and a weight per row; rows of weight 0 are left out. */
export interface KernelTask {
  readonly x: Matrix
  readonly y: Float64Array
  readonly weights: Float64Array
}

/** Keeps the system of landmarks solvable where two of them coincide; relative to a kernel of 1. */
const jitter = 1e-8

/**
 * Returns the regression f = center + sum_j c_j exp(-gamma |x - z_j|^2) with penalty noiseRatio x |f|^2, the landmarks z_j a random subset of the rows
 * where there are more than `landmarks` (subset of regressors; exact otherwise). O(rows x landmarks^2).
 *
 * @see Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), section 8.3
 */
export function fitKernelRidge(
  { x, y, weights }: KernelTask,
  options: KernelRidgeOptions,
  random: Random,
): KernelRidge {
  const { noiseRatio = 5, width = 3, landmarks: most = 600 } = options
  const used = [...weights.keys()].filter((row) => weights[row]! > 0)
  const gamma = 1 / (width * Math.max(1, x.columns))
  const center = used.length === 0 ? 0 : weightedMean(y, weights)
  const rows = selectMatrixRows(x, used)
  const chosen = drawSubset(used.length, Math.min(most, used.length), random)
  const landmarks = selectMatrixRows(rows, chosen)
  const size = landmarks.rows
  if (size === 0)
    return { kind: 'kernel', landmarks, coefficients: new Float64Array(0), center, gamma }
  const between = kernelMatrix(rows, landmarks, gamma)
  const root = used.map((row) => Math.sqrt(weights[row]!))
  const weighted = createMatrix(between.rows, size, between.values.slice())
  for (let row = 0; row < between.rows; row++) {
    for (let j = 0; j < size; j++) weighted.values[row * size + j]! *= root[row]!
  }
  const system = gram(weighted)
  const inside = kernelMatrix(landmarks, landmarks, gamma)
  for (let at = 0; at < system.values.length; at++) {
    system.values[at]! += noiseRatio * inside.values[at]!
  }
  for (let j = 0; j < size; j++) system.values[j * size + j]! += jitter * used.length
  const target = used.map((row, index) => root[index]! * (y[row]! - center))
  const moment = multiplyTransposedVector(weighted, target)
  return {
    kind: 'kernel',
    landmarks,
    coefficients: solveCholesky(cholesky(system), moment),
    center,
    gamma,
  }
}

/** Returns the fitted function for every row; shape (rows). */
export function predictKernelRidge(model: KernelRidge, x: Matrix): Float64Array {
  const { landmarks, coefficients, center, gamma } = model
  if (landmarks.rows === 0) return new Float64Array(x.rows).fill(center)
  if (x.columns !== landmarks.columns) {
    throw new RangeError(`kernel ridge: got ${x.columns} columns, expected ${landmarks.columns}`)
  }
  const out = new Float64Array(x.rows)
  // Rows are taken in blocks so that memory stays flat on pools of any size.
  for (let from = 0; from < x.rows; from += blockRows) {
    const to = Math.min(x.rows, from + blockRows)
    const block = createMatrix(
      to - from,
      x.columns,
      x.values.slice(from * x.columns, to * x.columns),
    )
    const values = multiplyVector(kernelMatrix(block, landmarks, gamma), coefficients)
    for (let row = from; row < to; row++) out[row] = center + values[row - from]!
  }
  return out
}

const blockRows = 2048

function kernelMatrix(a: Matrix, b: Matrix, gamma: number): Matrix {
  const result = createMatrix(a.rows, b.rows)
  const { columns } = a
  for (let i = 0; i < a.rows; i++) {
    const left = i * columns
    for (let j = 0; j < b.rows; j++) {
      const right = j * columns
      let squares = 0
      for (let k = 0; k < columns; k++) {
        const difference = a.values[left + k]! - b.values[right + k]!
        squares += difference * difference
      }
      result.values[i * b.rows + j] = Math.exp(-gamma * squares)
    }
  }
  return result
}
