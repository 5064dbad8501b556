import { createMatrix, type Matrix } from '../stats/index.ts'

/**
 * Returns Q with orthonormal columns and the inverse of R in A = Q R (modified Gram-Schmidt, each column twice). A has few columns.
 *
 * @throws RangeError when the columns are dependent
 */
export function orthonormalise(a: Matrix): { readonly q: Matrix; readonly rInverse: Matrix } {
  const { rows, columns } = a
  const q = createMatrix(rows, columns, Float64Array.from(a.values))
  const r = createMatrix(columns, columns)
  for (let j = 0; j < columns; j++) {
    const before = Math.sqrt(innerProduct(q, j, j))
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        const overlap = innerProduct(q, k, j)
        r.values[k * columns + j]! += overlap
        for (let i = 0; i < rows; i++) {
          q.values[i * columns + j]! -= overlap * q.values[i * columns + k]!
        }
      }
    }
    const length = Math.sqrt(innerProduct(q, j, j))
    if (!(length > 1e-12 * before)) {
      throw new RangeError(`orthonormalise: got a dependent column ${j}, expected independent ones`)
    }
    r.values[j * columns + j] = length
    for (let i = 0; i < rows; i++) q.values[i * columns + j]! /= length
  }
  return { q, rInverse: invertUpper(r) }
}

function innerProduct(matrix: Matrix, j: number, k: number): number {
  let sum = 0
  for (let at = 0; at < matrix.values.length; at += matrix.columns) {
    sum += matrix.values[at + j]! * matrix.values[at + k]!
  }
  return sum
}

function invertUpper(r: Matrix): Matrix {
  const size = r.columns
  const inverse = createMatrix(size, size)
  for (let j = 0; j < size; j++) {
    inverse.values[j * size + j] = 1 / r.values[j * size + j]!
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0
      for (let k = i + 1; k <= j; k++)
        sum += r.values[i * size + k]! * inverse.values[k * size + j]!
      inverse.values[i * size + j] = -sum / r.values[i * size + i]!
    }
  }
  return inverse
}
