/** A dense matrix of doubles, row-major: element (i, j) is `values[i * columns + j]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/**
 * Returns a matrix over the given values (not copied), or of zeros.
 *
 * @throws RangeError when the number of values is not rows x columns
 */
export function createMatrix(rows: number, columns: number, values?: Float64Array): Matrix {
  const held = values ?? new Float64Array(rows * columns)
  if (held.length !== rows * columns) {
    throw new RangeError(
      `matrix ${rows} x ${columns}: got ${held.length} values, expected ${rows * columns}`,
    )
  }
  return { rows, columns, values: held }
}

/** Returns the identity of a size. */
export function identityMatrix(size: number): Matrix {
  const matrix = createMatrix(size, size)
  for (let i = 0; i < size; i++) matrix.values[i * size + i] = 1
  return matrix
}

/** Returns A'. */
export function transpose(a: Matrix): Matrix {
  const result = createMatrix(a.columns, a.rows)
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.columns
    for (let j = 0; j < a.columns; j++) result.values[j * a.rows + i] = a.values[from + j]!
  }
  return result
}

/** Returns one row as a view on the values of the matrix. */
export function matrixRow(a: Matrix, row: number): Float64Array {
  return a.values.subarray(row * a.columns, (row + 1) * a.columns)
}

/** Returns A x. */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  requireSize('multiplyVector', x.length, a.columns)
  const result = new Float64Array(a.rows)
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.columns
    let sum = 0
    for (let j = 0; j < a.columns; j++) sum += a.values[from + j]! * x[j]!
    result[i] = sum
  }
  return result
}

/** Returns A' x. */
export function multiplyTransposedVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  requireSize('multiplyTransposedVector', x.length, a.rows)
  const result = new Float64Array(a.columns)
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.columns
    const factor = x[i]!
    for (let j = 0; j < a.columns; j++) result[j]! += factor * a.values[from + j]!
  }
  return result
}

/** Returns the inner product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSize('dot', b.length, a.length)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Refuses operands whose sizes do not fit. */
export function requireSize(what: string, got: number, expected: number): void {
  if (got !== expected) throw new RangeError(`${what}: got size ${got}, expected ${expected}`)
}
