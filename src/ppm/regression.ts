import {
  createMatrix,
  gram,
  type Matrix,
  multiply,
  multiplyTransposedVector,
  outerGram,
  symmetricEigen,
  transpose,
} from '../stats/index.ts'
import { orthonormalise } from './orthonormalise.ts'

/**
 * What regressions of many targets on one set of rows share: columns B without penalty (n x p), columns Z with one (n x m), row weights.
 * Rows are multiplied by the square roots of their weights, B is made orthonormal and projected out of Z, and Z'Z is decomposed.
 */
export interface Regression {
  readonly rootWeights: Float64Array
  /** Orthonormal basis of the weighted B; n x p. */
  readonly q: Matrix
  /** Weighted B = q R; the inverse of R, p x p. */
  readonly rInverse: Matrix
  /** Least-squares coefficients of the columns of Z on B; p x m. */
  readonly slope: Matrix
  /** Eigenvalues of the projected Z'Z, descending; shape (r), r = m or the number of mixes where that is smaller. */
  readonly values: Float64Array
  /** Their eigenvectors as columns; m x r. */
  readonly vectors: Matrix
  /** Projected Z times the eigenvectors; n x r. */
  readonly components: Matrix
  /** Mean over rows of the squared length of projected Z: the unit in which penalties are counted; 1 where Z does not vary. */
  readonly unit: number
}

/** A target in the coordinates of a regression. */
export interface ProjectedTarget {
  /** Coefficients on B alone; shape (p). */
  readonly curve: Float64Array
  /** Weighted residuals after B; shape (n). */
  readonly residuals: Float64Array
  /** Sum of their squares. */
  readonly squares: number
  /** components' residuals; shape (r). */
  readonly moments: Float64Array
}

/** Returns the shared part of all regressions on B (free) and Z (penalised). O(n m^2 + m^3). */
export function decomposeRegression(input: {
  readonly free: Matrix
  readonly penalised: Matrix
  readonly weights: Float64Array
}): Regression {
  const rootWeights = input.weights.map(Math.sqrt)
  const { q, rInverse } = orthonormalise(scaleRows(input.free, rootWeights))
  const weighted = scaleRows(input.penalised, rootWeights)
  const onBasis = multiply(transpose(q), weighted)
  const slope = multiply(rInverse, onBasis)
  const projected = subtract(weighted, multiply(q, onBasis))
  const { values, vectors } = decomposeColumns(projected)
  const components = multiply(projected, vectors)
  let trace = 0
  for (const value of projected.values) trace += value * value
  const total = weighted.values.reduce((sum, value) => sum + value * value, 0)
  const unit = trace > 1e-20 * total ? trace / q.rows : 1
  return { rootWeights, q, rInverse, slope, values, vectors, components, unit }
}

/** Returns a target in the coordinates of the regression. O(n r). */
export function projectTarget(regression: Regression, scores: Float64Array): ProjectedTarget {
  const { q, rInverse, components, rootWeights } = regression
  const weighted = scores.map((score, row) => score * rootWeights[row]!)
  const onBasis = multiplyTransposedVector(q, weighted)
  const residuals = new Float64Array(weighted.length)
  let squares = 0
  for (let row = 0; row < residuals.length; row++) {
    let value = weighted[row]!
    for (let k = 0; k < q.columns; k++) value -= q.values[row * q.columns + k]! * onBasis[k]!
    residuals[row] = value
    squares += value * value
  }
  const curve = new Float64Array(q.columns)
  for (let k = 0; k < curve.length; k++) {
    for (let l = k; l < curve.length; l++)
      curve[k]! += rInverse.values[k * q.columns + l]! * onBasis[l]!
  }
  return { curve, residuals, squares, moments: multiplyTransposedVector(components, residuals) }
}

/** Returns the penalised coefficients under a penalty: vectors (values + penalty)^-1 moments; shape (m). */
export function solvePenalised(
  regression: Regression,
  target: ProjectedTarget,
  penalty: number,
): Float64Array {
  const { vectors, values } = regression
  const scaled = target.moments.map((moment, k) => moment / (values[k]! + penalty))
  const solved = new Float64Array(vectors.rows)
  for (let j = 0; j < solved.length; j++) {
    let sum = 0
    for (let k = 0; k < scaled.length; k++)
      sum += vectors.values[j * vectors.columns + k]! * scaled[k]!
    solved[j] = sum
  }
  return solved
}

/** Returns the coefficients on B that go with penalised coefficients w: curve - slope w; shape (p). */
export function adjustCurve(
  curve: Float64Array,
  slope: { readonly values: Float64Array },
  coefficients: Float64Array,
): Float64Array {
  return curve.map((value, k) => {
    let adjusted = value
    for (let j = 0; j < coefficients.length; j++) {
      adjusted -= slope.values[k * coefficients.length + j]! * coefficients[j]!
    }
    return adjusted
  })
}

function decomposeColumns(projected: Matrix): { values: Float64Array; vectors: Matrix } {
  if (projected.columns <= projected.rows) {
    const { values, vectors } = symmetricEigen(gram(projected))
    return { values: values.map((value) => Math.max(0, value)), vectors }
  }
  const { values, vectors } = symmetricEigen(outerGram(projected))
  const rank = values.filter((value) => value > 1e-12 * (values[0] ?? 0)).length
  const right = multiply(transpose(projected), vectors)
  const kept = createMatrix(projected.columns, rank)
  for (let j = 0; j < kept.rows; j++) {
    for (let k = 0; k < rank; k++) {
      kept.values[j * rank + k] = right.values[j * right.columns + k]! / Math.sqrt(values[k]!)
    }
  }
  return { values: values.slice(0, rank), vectors: kept }
}

function scaleRows(matrix: Matrix, factors: Float64Array): Matrix {
  const scaled = Float64Array.from(matrix.values)
  for (let row = 0; row < matrix.rows; row++) {
    const factor = factors[row]!
    if (factor === 1) continue
    for (let at = row * matrix.columns; at < (row + 1) * matrix.columns; at++) scaled[at]! *= factor
  }
  return createMatrix(matrix.rows, matrix.columns, scaled)
}

function subtract(a: Matrix, b: Matrix): Matrix {
  return createMatrix(
    a.rows,
    a.columns,
    a.values.map((value, at) => value - b.values[at]!),
  )
}
