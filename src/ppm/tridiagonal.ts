import { createMatrix, type Matrix } from '../stats/index.ts'

/** A = H T H' with T tridiagonal and H a product of reflections: all that a family I + c A needs, for any number of c and targets. */
export interface Tridiagonal {
  readonly diagonal: Float64Array
  /** Shape (n - 1). */
  readonly offDiagonal: Float64Array
  /** Reflector k in column k, rows k + 1 and below. */
  readonly reflectors: Matrix
  readonly factors: Float64Array
}

/** Returns the tridiagonal form of a symmetric matrix (lower half read). O(4/3 n^3), no iteration. @see Golub and Van Loan, 8.3.1 */
export function tridiagonalise(a: Matrix): Tridiagonal {
  const size = a.rows
  const work = Float64Array.from(a.values)
  const reflectors = createMatrix(size, size)
  const factors = new Float64Array(Math.max(0, size - 2))
  const diagonal = new Float64Array(size)
  const offDiagonal = new Float64Array(Math.max(0, size - 1))
  const v = new Float64Array(size)
  const w = new Float64Array(size)
  for (let k = 0; k < size - 2; k++) {
    let squares = 0
    for (let i = k + 1; i < size; i++) {
      v[i] = work[i * size + k]!
      squares += v[i]! * v[i]!
    }
    const length = Math.sqrt(squares)
    const alpha = v[k + 1]! > 0 ? -length : length
    offDiagonal[k] = alpha
    if (length === 0) continue
    v[k + 1] = v[k + 1]! - alpha
    const factor = -1 / (alpha * v[k + 1]!)
    factors[k] = factor
    for (let i = k + 1; i < size; i++) reflectors.values[i * size + k] = v[i]!
    updateTrailing(work, { size, from: k + 1, factor, v, w })
  }
  for (let i = 0; i < size; i++) diagonal[i] = work[i * size + i]!
  if (size > 1) offDiagonal[size - 2] = work[(size - 1) * size + size - 2]!
  return { diagonal, offDiagonal, reflectors, factors }
}

function updateTrailing(
  work: Float64Array,
  step: {
    readonly size: number
    readonly from: number
    readonly factor: number
    readonly v: Float64Array
    readonly w: Float64Array
  },
): void {
  const { size, from, factor, v, w } = step
  for (let i = from; i < size; i++) w[i] = 0
  for (let i = from; i < size; i++) {
    const row = i * size
    const own = v[i]!
    let sum = work[row + i]! * own
    for (let j = from; j < i; j++) {
      const value = work[row + j]!
      sum += value * v[j]!
      w[j]! += value * own
    }
    w[i]! += sum
  }
  let overlap = 0
  for (let i = from; i < size; i++) {
    w[i]! *= factor
    overlap += w[i]! * v[i]!
  }
  for (let i = from; i < size; i++) w[i]! -= 0.5 * factor * overlap * v[i]!
  for (let i = from; i < size; i++) {
    const row = i * size
    const own = v[i]!
    const other = w[i]!
    for (let j = from; j <= i; j++) work[row + j]! -= own * w[j]! + other * v[j]!
  }
}

/** Returns H' y. O(n^2). */
export function rotateTarget(form: Tridiagonal, y: Float64Array): Float64Array {
  const size = y.length
  const rotated = Float64Array.from(y)
  for (let k = 0; k < form.factors.length; k++) {
    if (form.factors[k] === 0) continue
    let sum = 0
    for (let i = k + 1; i < size; i++) sum += form.reflectors.values[i * size + k]! * rotated[i]!
    sum *= form.factors[k]!
    for (let i = k + 1; i < size; i++) rotated[i]! -= sum * form.reflectors.values[i * size + k]!
  }
  return rotated
}

/** Returns log det(I + c T) and y' (I + c T)^-1 y for a rotated target. O(n). */
export function scaledForm(
  form: Tridiagonal,
  rotated: Float64Array,
  scale: number,
): { readonly logDeterminant: number; readonly quadratic: number } {
  let pivot = 1
  let held = 0
  let logDeterminant = 0
  let quadratic = 0
  for (let i = 0; i < rotated.length; i++) {
    const coupling = i === 0 ? 0 : scale * form.offDiagonal[i - 1]!
    held = rotated[i]! - (i === 0 ? 0 : (coupling / pivot) * held)
    pivot = 1 + scale * form.diagonal[i]! - (i === 0 ? 0 : (coupling * coupling) / pivot)
    logDeterminant += Math.log(pivot)
    quadratic += (held * held) / pivot
  }
  return { logDeterminant, quadratic }
}
