import { createMatrix, type Matrix, requireSize } from './matrix.ts'

/** Rows of the right operand held in cache at a time: 64 rows x 512 columns of doubles are 256 KiB. */
const blockRows = 64
const blockColumns = 512

/** Returns A B. Sums run in the order of the inner index whatever the block size. O(rows x inner x columns). */
export function multiply(a: Matrix, b: Matrix): Matrix {
  requireSize('multiply', b.rows, a.columns)
  const result = createMatrix(a.rows, b.columns)
  for (let innerStart = 0; innerStart < a.columns; innerStart += blockRows) {
    const innerEnd = Math.min(innerStart + blockRows, a.columns)
    for (let start = 0; start < b.columns; start += blockColumns) {
      const end = Math.min(start + blockColumns, b.columns)
      for (let i = 0; i < a.rows; i++)
        addRowBlock(result, a, b, { i, innerStart, innerEnd, start, end })
    }
  }
  return result
}

interface RowBlock {
  readonly i: number
  readonly innerStart: number
  readonly innerEnd: number
  readonly start: number
  readonly end: number
}

function addRowBlock(result: Matrix, a: Matrix, b: Matrix, block: RowBlock): void {
  const { i, innerStart, innerEnd, start, end } = block
  const out = result.values
  const right = b.values
  const columns = b.columns
  const to = i * columns
  let k = innerStart
  for (; k + 3 < innerEnd; k += 4) {
    const at = i * a.columns + k
    const f0 = a.values[at]!
    const f1 = a.values[at + 1]!
    const f2 = a.values[at + 2]!
    const f3 = a.values[at + 3]!
    const r0 = k * columns
    const r1 = r0 + columns
    const r2 = r1 + columns
    const r3 = r2 + columns
    for (let j = start; j < end; j++) {
      out[to + j] =
        out[to + j]! +
        f0 * right[r0 + j]! +
        f1 * right[r1 + j]! +
        f2 * right[r2 + j]! +
        f3 * right[r3 + j]!
    }
  }
  for (; k < innerEnd; k++) {
    const factor = a.values[i * a.columns + k]!
    const from = k * columns
    for (let j = start; j < end; j++) out[to + j]! += factor * right[from + j]!
  }
}

/** Returns A'A, exactly symmetric. O(rows x columns^2 / 2); four rows a pass. */
export function gram(a: Matrix): Matrix {
  const size = a.columns
  const result = createMatrix(size, size)
  const out = result.values
  const values = a.values
  let i = 0
  for (; i + 3 < a.rows; i += 4) {
    const r0 = i * size
    const r1 = r0 + size
    const r2 = r1 + size
    const r3 = r2 + size
    for (let p = 0; p < size; p++) {
      const f0 = values[r0 + p]!
      const f1 = values[r1 + p]!
      const f2 = values[r2 + p]!
      const f3 = values[r3 + p]!
      const to = p * size
      for (let q = p; q < size; q++) {
        out[to + q] =
          out[to + q]! +
          f0 * values[r0 + q]! +
          f1 * values[r1 + q]! +
          f2 * values[r2 + q]! +
          f3 * values[r3 + q]!
      }
    }
  }
  for (; i < a.rows; i++) addOuterProduct(out, values, i * size, size)
  mirrorUpper(out, size)
  return result
}

function addOuterProduct(
  out: Float64Array,
  values: Float64Array,
  from: number,
  size: number,
): void {
  for (let p = 0; p < size; p++) {
    const factor = values[from + p]!
    for (let q = p; q < size; q++) out[p * size + q]! += factor * values[from + q]!
  }
}

/** Returns AA', exactly symmetric: inner products of rows, four partner rows a pass. O(rows^2 x columns / 2). */
export function outerGram(a: Matrix): Matrix {
  const size = a.rows
  const width = a.columns
  const values = a.values
  const result = createMatrix(size, size)
  const out = result.values
  for (let i = 0; i < size; i++) {
    const from = i * width
    let j = i
    for (; j + 3 < size; j += 4) {
      const r0 = j * width
      const r1 = r0 + width
      const r2 = r1 + width
      const r3 = r2 + width
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let k = 0; k < width; k++) {
        const value = values[from + k]!
        s0 += value * values[r0 + k]!
        s1 += value * values[r1 + k]!
        s2 += value * values[r2 + k]!
        s3 += value * values[r3 + k]!
      }
      out[i * size + j] = s0
      out[i * size + j + 1] = s1
      out[i * size + j + 2] = s2
      out[i * size + j + 3] = s3
    }
    for (; j < size; j++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += values[from + k]! * values[j * width + k]!
      out[i * size + j] = sum
    }
  }
  mirrorUpper(out, size)
  return result
}

function mirrorUpper(out: Float64Array, size: number): void {
  for (let p = 1; p < size; p++) {
    for (let q = 0; q < p; q++) out[p * size + q] = out[q * size + p]!
  }
}
