import type { MatrixEngine, PreparedMatrix } from '../domain/index.ts'
import { invertRoot } from './invert-root.ts'
import type { Rows } from './probe-problem.ts'

/** A bound on the Hessian of every head, B = X'VX/4 + l2 I, ready to be inverted for any penalty. */
export interface Curvature {
  /** Returns inverse(B) times one vector a row, in single precision through the engine; shape (k x columns). */
  apply(l2: number, vectors: Float64Array): Promise<Float64Array>
  /** Returns the same in double precision, plain loops. */
  applyExactly(l2: number, vectors: Float64Array): Float64Array
  dispose(): Promise<void>
}

/** Largest ratio of the bound's eigenvalues: that of its root is the square root, which single precision carries. */
const WORST_CONDITION = 1e8

/** Returns the curvature bound of the rows, each with its largest weight over the heads; one product of X with itself. */
export async function openCurvature(
  matrix: PreparedMatrix,
  x: Float32Array,
  options: { readonly rowBound: Rows | undefined; readonly engine: MatrixEngine },
): Promise<Curvature> {
  const { columns } = matrix
  const bound = await matrix.times(quarterTransposed(matrix, x, options.rowBound), columns)
  checkDiagonal(bound, columns)
  const roots = new Map<number, Float64Array>()
  const prepared = new Map<number, Promise<PreparedMatrix>>()
  const rootOf = (l2: number): Float64Array => {
    const root = roots.get(l2) ?? invertBoundRoot(bound, columns, l2)
    roots.set(l2, root)
    return root
  }
  return {
    apply: async (l2, vectors) => {
      const known = prepared.get(l2)
      const ready = known ?? options.engine.prepare(new Float32Array(rootOf(l2)), columns, columns)
      prepared.set(l2, ready)
      const k = vectors.length / columns
      const root = await ready
      const half = await root.times(new Float32Array(vectors), k)
      return new Float64Array(await root.timesTransposed(half, k))
    },
    applyExactly: (l2, vectors) => multiplyByRoot(vectors, rootOf(l2), columns),
    dispose: async () => {
      for (const ready of prepared.values()) await (await ready).dispose()
      prepared.clear()
    },
  }
}

// (R U) U' row by row; U is upper triangular.
function multiplyByRoot(vectors: Float64Array, root: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(vectors.length)
  const half = new Float64Array(columns)
  for (let at = 0; at < vectors.length; at += columns) {
    half.fill(0)
    for (let row = 0; row < columns; row++) {
      const value = vectors[at + row]!
      for (let k = row; k < columns; k++) half[k]! += value * root[row * columns + k]!
    }
    for (let row = 0; row < columns; row++) {
      let sum = 0
      for (let k = row; k < columns; k++) sum += half[k]! * root[row * columns + k]!
      out[at + row] = sum
    }
  }
  return out
}

// A value of X that is not finite shows on the diagonal of X'X: looking there is far cheaper than looking at X.
function checkDiagonal(square: Float32Array, columns: number): void {
  for (let column = 0; column < columns; column++) {
    const value = square[column * columns + column]!
    if (!(value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `probe x: got a value that is not finite or too large in column ${column}, expected finite differences`,
      )
    }
  }
}

function invertBoundRoot(bound: Float32Array, columns: number, l2: number): Float64Array {
  let largest = 0
  for (let column = 0; column < columns; column++) {
    largest = Math.max(largest, bound[column * columns + column]!)
  }
  for (let ridge = Math.max(l2, largest / WORST_CONDITION); ; ridge *= 10) {
    const matrix = symmetrise(bound, columns)
    for (let column = 0; column < columns; column++) matrix[column * columns + column]! += ridge
    const root = invertRoot(matrix, columns)
    if (root !== null) return root
  }
}

// A product in single precision is symmetric only to rounding.
function symmetrise(square: Float32Array, size: number): Float64Array {
  const symmetric = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = (square[row * size + column]! + square[column * size + row]!) / 2
      symmetric[row * size + column] = value
      symmetric[column * size + row] = value
    }
  }
  return symmetric
}

// X' V / 4, shape (columns x rows); 32 rows by 4 columns at a time, so that both sides stay in the cache.
function quarterTransposed(
  matrix: { readonly rows: number; readonly columns: number },
  x: Float32Array,
  rowBound: Rows | undefined,
): Float32Array {
  const { rows, columns } = matrix
  const out = new Float32Array(rows * columns)
  const quarters = new Float64Array(rows).fill(0.25)
  if (rowBound !== undefined) for (let row = 0; row < rows; row++) quarters[row]! *= rowBound[row]!
  const whole = columns - (columns % 4)
  for (let top = 0; top < rows; top += 32) {
    const bottom = Math.min(top + 32, rows)
    for (let column = 0; column < whole; column += 4) {
      let to = column * rows + top
      let from = top * columns + column
      for (let row = top; row < bottom; row++) {
        const quarter = quarters[row]!
        out[to] = x[from]! * quarter
        out[to + rows] = x[from + 1]! * quarter
        out[to + 2 * rows] = x[from + 2]! * quarter
        out[to + 3 * rows] = x[from + 3]! * quarter
        to++
        from += columns
      }
    }
    for (let column = whole; column < columns; column++) {
      for (let row = top; row < bottom; row++) {
        out[column * rows + row] = x[row * columns + column]! * quarters[row]!
      }
    }
  }
  return out
}
