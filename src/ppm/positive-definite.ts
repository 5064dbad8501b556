import { createMatrix, type Matrix } from '../stats/index.ts'

/** Returns the inverse of L L', exactly symmetric. O(n^3 / 3) multiplications, four columns at a time. */
export function invertPositive(factor: Matrix): Matrix {
  const size = factor.rows
  const columns = invertLowerByColumn(factor)
  const result = createMatrix(size, size)
  const out = result.values
  for (let c = 0; c < size; c++) {
    const from = c * size
    let d = 0
    for (; d + 3 <= c; d += 4) {
      const r0 = d * size
      const r1 = r0 + size
      const r2 = r1 + size
      const r3 = r2 + size
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let i = c; i < size; i++) {
        const value = columns[from + i]!
        s0 += value * columns[r0 + i]!
        s1 += value * columns[r1 + i]!
        s2 += value * columns[r2 + i]!
        s3 += value * columns[r3 + i]!
      }
      out[from + d] = s0
      out[from + d + 1] = s1
      out[from + d + 2] = s2
      out[from + d + 3] = s3
    }
    for (; d <= c; d++) {
      let sum = 0
      for (let i = c; i < size; i++) sum += columns[from + i]! * columns[d * size + i]!
      out[from + d] = sum
    }
  }
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) out[j * size + i] = out[i * size + j]!
  }
  return result
}

/** Returns L^-1 with each column contiguous: element (i, c) at c * n + i. */
function invertLowerByColumn(factor: Matrix): Float64Array {
  const size = factor.rows
  const l = factor.values
  const columns = new Float64Array(size * size)
  let c = 0
  for (; c + 3 < size; c += 4) {
    const r0 = c * size
    const r1 = r0 + size
    const r2 = r1 + size
    const r3 = r2 + size
    for (let column = c; column < c + 4; column++)
      solveColumn(columns, l, { size, column, to: c + 4 })
    for (let i = c + 4; i < size; i++) {
      const row = i * size
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let k = c; k < i; k++) {
        const value = l[row + k]!
        s0 -= value * columns[r0 + k]!
        s1 -= value * columns[r1 + k]!
        s2 -= value * columns[r2 + k]!
        s3 -= value * columns[r3 + k]!
      }
      const pivot = 1 / l[row + i]!
      columns[r0 + i] = s0 * pivot
      columns[r1 + i] = s1 * pivot
      columns[r2 + i] = s2 * pivot
      columns[r3 + i] = s3 * pivot
    }
  }
  for (; c < size; c++) solveColumn(columns, l, { size, column: c, to: size })
  return columns
}

function solveColumn(
  columns: Float64Array,
  l: Float64Array,
  part: { readonly size: number; readonly column: number; readonly to: number },
): void {
  const { size, column, to } = part
  const from = column * size
  columns[from + column] = 1 / l[column * size + column]!
  for (let i = column + 1; i < to; i++) {
    let sum = 0
    for (let k = column; k < i; k++) sum -= l[i * size + k]! * columns[from + k]!
    columns[from + i] = sum / l[i * size + i]!
  }
}
