/**
 * Returns U with U U' = inverse(A) for a symmetric positive definite A, upper triangular, row-major (size x size), or null when A is not
 * positive definite. A = L L', U = inverse(L)'. Every step is a dot product of two contiguous rows, done four by four rows at a time,
 * which is what plain JavaScript does fastest. O(size^3).
 */
export function invertRoot(matrix: Float64Array, size: number): Float64Array | null {
  const stride = Math.ceil(size / 4) * 4
  const lower = padToIdentity(matrix, size, stride)
  if (!factorInPlace(lower, stride)) return null
  return cropSquare(invertFactor(lower, stride), stride, size)
}

function padToIdentity(matrix: Float64Array, size: number, stride: number): Float64Array {
  const padded = new Float64Array(stride * stride)
  for (let row = 0; row < size; row++) {
    padded.set(matrix.subarray(row * size, (row + 1) * size), row * stride)
  }
  for (let index = size; index < stride; index++) padded[index * stride + index] = 1
  return padded
}

function cropSquare(matrix: Float64Array, stride: number, size: number): Float64Array {
  if (stride === size) return matrix
  const cropped = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    cropped.set(matrix.subarray(row * stride, row * stride + size), row * size)
  }
  return cropped
}

const tile = new Float64Array(16)

// tile[4 i + j] = sum over k in [from, to) of a[rowA + i][k] * b[rowB + j][k].
function dotTile(
  a: Float64Array,
  rowA: number,
  b: Float64Array,
  rowB: number,
  range: { readonly stride: number; readonly from: number; readonly to: number },
): void {
  dotHalfTile(a, rowA, b, rowB, range.stride, range.from, range.to, 0)
  dotHalfTile(a, rowA, b, rowB + 2, range.stride, range.from, range.to, 2)
}

// Eight sums at a time: with their operands they fit in the sixteen floating registers of x86-64.
function dotHalfTile(
  a: Float64Array,
  rowA: number,
  b: Float64Array,
  rowB: number,
  stride: number,
  from: number,
  to: number,
  column: number,
): void {
  let a0 = rowA * stride + from
  let a1 = a0 + stride
  let a2 = a1 + stride
  let a3 = a2 + stride
  let b0 = rowB * stride + from
  let b1 = b0 + stride
  let s00 = 0
  let s01 = 0
  let s10 = 0
  let s11 = 0
  let s20 = 0
  let s21 = 0
  let s30 = 0
  let s31 = 0
  for (let k = from; k < to; k++) {
    const y0 = b[b0++]!
    const y1 = b[b1++]!
    const x0 = a[a0++]!
    const x1 = a[a1++]!
    s00 += x0 * y0
    s01 += x0 * y1
    s10 += x1 * y0
    s11 += x1 * y1
    const x2 = a[a2++]!
    const x3 = a[a3++]!
    s20 += x2 * y0
    s21 += x2 * y1
    s30 += x3 * y0
    s31 += x3 * y1
  }
  tile[column] = s00
  tile[column + 1] = s01
  tile[column + 4] = s10
  tile[column + 5] = s11
  tile[column + 8] = s20
  tile[column + 9] = s21
  tile[column + 12] = s30
  tile[column + 13] = s31
}

// Replaces the lower triangle by L, tile by tile; the rest of each diagonal tile is cleared.
function factorInPlace(lower: Float64Array, stride: number): boolean {
  for (let column = 0; column < stride; column += 4) {
    for (let row = column; row < stride; row += 4) {
      dotTile(lower, row, lower, column, { stride, from: 0, to: column })
      if (row === column) {
        if (!factorDiagonal(lower, stride, row)) return false
      } else solveTile(lower, stride, row, column)
    }
  }
  return true
}

function factorDiagonal(lower: Float64Array, stride: number, start: number): boolean {
  for (let j = 0; j < 4; j++) {
    for (let i = j; i < 4; i++) {
      let value = lower[(start + i) * stride + start + j]! - tile[4 * i + j]!
      for (let k = 0; k < j; k++) {
        value -= lower[(start + i) * stride + start + k]! * lower[(start + j) * stride + start + k]!
      }
      if (i === j) {
        if (!(value > 0)) return false
        lower[(start + j) * stride + start + j] = Math.sqrt(value)
      } else {
        lower[(start + i) * stride + start + j] = value / lower[(start + j) * stride + start + j]!
        lower[(start + j) * stride + start + i] = 0
      }
    }
  }
  return true
}

function solveTile(lower: Float64Array, stride: number, row: number, column: number): void {
  for (let i = 0; i < 4; i++) {
    const at = (row + i) * stride + column
    for (let j = 0; j < 4; j++) {
      let value = lower[at + j]! - tile[4 * i + j]!
      for (let k = 0; k < j; k++)
        value -= lower[at + k]! * lower[(column + j) * stride + column + k]!
      lower[at + j] = value / lower[(column + j) * stride + column + j]!
    }
  }
}

// U[j][i] = inverse(L)[i][j]: zero left of the diagonal.
function invertFactor(lower: Float64Array, stride: number): Float64Array {
  const upper = new Float64Array(stride * stride)
  for (let start = 0; start < stride; start += 4) {
    for (let row = start; row < stride; row += 4) {
      dotTile(lower, row, upper, start, { stride, from: start, to: row })
      for (let j = 0; j < 4; j++) {
        const at = (start + j) * stride + row
        for (let i = 0; i < 4; i++) {
          let value = (row + i === start + j ? 1 : 0) - tile[4 * i + j]!
          for (let k = 0; k < i; k++) value -= lower[(row + i) * stride + row + k]! * upper[at + k]!
          upper[at + i] = value / lower[(row + i) * stride + row + i]!
        }
      }
    }
  }
  return upper
}
