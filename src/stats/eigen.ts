import { Matrix as Dense, EigenvalueDecomposition, SingularValueDecomposition } from 'ml-matrix'
import { createMatrix, type Matrix, requireSize } from './matrix.ts'

/** Eigenvalues in descending order; eigenvectors are the columns of `vectors`, in the same order. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Matrix
}

/** A = U diag(s) V' with k = min(rows, columns) columns in U and V; s descending. */
export interface SingularValues {
  readonly u: Matrix
  readonly s: Float64Array
  readonly v: Matrix
}

/**
 * Returns eigenvalues and orthonormal eigenvectors of a symmetric matrix. The component of a vector that is largest in
 * absolute value is positive, so signs are the same everywhere.
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  requireSize('symmetricEigen', a.columns, a.rows)
  if (a.rows === 0) return { values: new Float64Array(0), vectors: createMatrix(0, 0) }
  const found = new EigenvalueDecomposition(toDense(a), { assumeSymmetric: true })
  const order = descending(found.realEigenvalues)
  const vectors = pickColumns(found.eigenvectorMatrix, order)
  alignSigns(vectors, [])
  return { values: Float64Array.from(order, (index) => found.realEigenvalues[index]!), vectors }
}

/** Returns the thin singular value decomposition; signs as in `symmetricEigen`, decided on V. */
export function singularValues(a: Matrix): SingularValues {
  const rank = Math.min(a.rows, a.columns)
  if (rank === 0)
    return { u: createMatrix(a.rows, 0), s: new Float64Array(0), v: createMatrix(a.columns, 0) }
  const found = new SingularValueDecomposition(toDense(a), { autoTranspose: true })
  const order = descending(found.diagonal).slice(0, rank)
  const u = pickColumns(found.leftSingularVectors, order)
  const v = pickColumns(found.rightSingularVectors, order)
  alignSigns(v, [u])
  return { u, s: Float64Array.from(order, (index) => found.diagonal[index]!), v }
}

function toDense(a: Matrix): Dense {
  return Dense.from1DArray(a.rows, a.columns, Array.from(a.values))
}

function descending(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((i, j) => values[j]! - values[i]! || i - j)
}

function pickColumns(from: Dense, order: readonly number[]): Matrix {
  const result = createMatrix(from.rows, order.length)
  for (let i = 0; i < from.rows; i++) {
    for (const [to, column] of order.entries()) {
      result.values[i * order.length + to] = from.get(i, column)
    }
  }
  return result
}

function alignSigns(leading: Matrix, followers: readonly Matrix[]): void {
  for (let column = 0; column < leading.columns; column++) {
    let peak = 0
    for (let i = 0; i < leading.rows; i++) {
      const value = leading.values[i * leading.columns + column]!
      if (Math.abs(value) > Math.abs(peak) + 1e-12) peak = value
    }
    if (peak < 0) for (const matrix of [leading, ...followers]) negateColumn(matrix, column)
  }
}

function negateColumn(matrix: Matrix, column: number): void {
  for (let i = 0; i < matrix.rows; i++) {
    matrix.values[i * matrix.columns + column] = -matrix.values[i * matrix.columns + column]!
  }
}
