import { drawSubset, type Random } from '../kit/index.ts'
import {
  cholesky,
  createMatrix,
  type Matrix,
  multiply,
  multiplyVector,
  outerGram,
  solveCholesky,
  transpose,
  weightedMean,
} from '../stats/index.ts'
import { selectMatrixRows } from './design-columns.ts'
import type { RowTargets } from './label-utility.ts'

/** How a kernel ridge regression is fitted. */
export interface KernelRidgeOptions {
  /** Variance of the noise over the variance of what is looked for; default 5, which suits targets of which a sixth can be explained. */
  readonly noiseRatio?: number
  /** Squared distance at which similarity falls to 1/e, in units of the number of columns; default 3. */
  readonly width?: number
  /** Rows that carry the functions at most (Nyström); default 600. */
  readonly landmarks?: number
}

/** Fitted functions of one set of columns, f(x) = center + sum_j c_j exp(-gamma |x - z_j|^2): plain numbers. */
export interface KernelRidge {
  /** The rows z; shape (landmarks, columns). */
  readonly landmarks: Matrix
  readonly gamma: number
  /** One per target. */
  readonly functions: readonly KernelFunction[]
}

/** One function on the landmarks. */
export interface KernelFunction {
  readonly center: number
  readonly coefficients: Float64Array
}

/** What is fitted: standardised columns and targets; rows without weight in any target are left out. */
export interface KernelTask {
  readonly x: Matrix
  readonly targets: readonly RowTargets[]
}

/** Keeps the system of landmarks solvable where two of them coincide; relative to a kernel of 1. */
const jitter = 1e-8

/**
 * Returns the regressions of targets, each with penalty noiseRatio x |f|^2 and its weighted mean as center. The landmarks are a random subset of the rows
 * where these are more than `landmarks` (subset of regressors; exact otherwise). Targets share landmarks and kernel, and those of equal weights
 * the decomposition. O(rows x landmarks^2).
 *
 * @see Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), section 8.3
 */
export function fitKernelRidge(
  { x, targets }: KernelTask,
  options: KernelRidgeOptions,
  random: Random,
): KernelRidge {
  const { noiseRatio = 5, width = 3, landmarks: most = 600 } = options
  const gamma = 1 / (width * Math.max(1, x.columns))
  const used = Uint32Array.from({ length: x.rows }, (_, row) => row).filter((row) =>
    targets.some(({ weights }) => weights[row]! > 0),
  )
  const rows = selectMatrixRows(x, used)
  const chosen = drawSubset(used.length, Math.min(most, used.length), random)
  const landmarks = selectMatrixRows(rows, chosen)
  const system = {
    kernel: kernelMatrix(landmarks, rows, gamma),
    inside: kernelMatrix(landmarks, landmarks, gamma),
    noiseRatio,
  }
  const solve = shareSolvers(system)
  const functions = targets.map(({ values, weights }): KernelFunction => {
    const own = Float64Array.from(used, (row) => weights[row]!)
    if (!own.some((weight) => weight > 0)) {
      return { center: 0, coefficients: new Float64Array(landmarks.rows) }
    }
    const center = weightedMean(values, weights)
    const centred = Float64Array.from(used, (row) => values[row]! - center)
    return { center, coefficients: solve(own, centred) }
  })
  return { landmarks, gamma, functions }
}

/** Returns the fitted functions at every row; one array of shape (rows) per target. */
export function predictKernelRidge(model: KernelRidge, x: Matrix): Float64Array[] {
  const { landmarks, functions, gamma } = model
  if (x.columns !== landmarks.columns) {
    throw new RangeError(`kernel ridge: got ${x.columns} columns, expected ${landmarks.columns}`)
  }
  const predicted = functions.map(({ center }) => new Float64Array(x.rows).fill(center))
  // Rows are taken in blocks so that memory stays flat on pools of any size.
  for (let from = 0; from < x.rows; from += blockRows) {
    const to = Math.min(x.rows, from + blockRows)
    const block = x.values.subarray(from * x.columns, to * x.columns)
    const kernel = kernelMatrix(createMatrix(to - from, x.columns, block), landmarks, gamma)
    functions.forEach(({ coefficients }, index) => {
      multiplyVector(kernel, coefficients).forEach((value, at) => {
        predicted[index]![from + at]! += value
      })
    })
  }
  return predicted
}

const blockRows = 2048

/** Returns the coefficients of a centred target. */
type Solver = (centred: Float64Array) => Float64Array

interface KernelSystem {
  /** Landmarks x rows. */
  readonly kernel: Matrix
  /** Landmarks x landmarks. */
  readonly inside: Matrix
  readonly noiseRatio: number
}

/** Returns coefficients for weights and a centred target; equal weights are decomposed once. */
function shareSolvers(
  system: KernelSystem,
): (weights: Float64Array, centred: Float64Array) => Float64Array {
  const solvers: { readonly weights: Float64Array; readonly solve: Solver }[] = []
  return (weights, centred) => {
    let known = solvers.find((solver) => isEqual(solver.weights, weights))
    if (known === undefined) {
      known = { weights, solve: prepareSolver(system, weights) }
      solvers.push(known)
    }
    return known.solve(centred)
  }
}

/** Decomposes K W K' + noiseRatio K_landmarks, K landmarks x rows. */
function prepareSolver(
  { kernel, inside, noiseRatio }: KernelSystem,
  weights: Float64Array,
): Solver {
  const { rows: size, columns } = kernel
  const roots = weights.map(Math.sqrt)
  const weighted = createMatrix(size, columns)
  for (let j = 0; j < size; j++) {
    for (let row = 0; row < columns; row++) {
      weighted.values[j * columns + row] = roots[row]! * kernel.values[j * columns + row]!
    }
  }
  const system = outerGram(weighted)
  for (let at = 0; at < system.values.length; at++) {
    system.values[at]! += noiseRatio * inside.values[at]!
  }
  for (let j = 0; j < size; j++) system.values[j * size + j]! += jitter * columns
  const factor = cholesky(system)
  return (centred) =>
    solveCholesky(
      factor,
      multiplyVector(
        weighted,
        centred.map((value, row) => roots[row]! * value),
      ),
    )
}

/** Returns exp(-gamma |a_i - b_j|^2); the squares are expanded, so that the products of all rows are one matrix product. */
function kernelMatrix(a: Matrix, b: Matrix, gamma: number): Matrix {
  const kernel = multiply(a, transpose(b))
  const left = squaredLengths(a)
  const right = squaredLengths(b)
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      const at = i * b.rows + j
      const distance = left[i]! + right[j]! - 2 * kernel.values[at]!
      kernel.values[at] = distance > 0 ? Math.exp(-gamma * distance) : 1
    }
  }
  return kernel
}

function squaredLengths({ rows, columns, values }: Matrix): Float64Array {
  const lengths = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let at = row * columns; at < (row + 1) * columns; at++) lengths[row]! += values[at]! ** 2
  }
  return lengths
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, at) => value === b[at])
}
