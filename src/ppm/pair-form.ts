import { dot, type Matrix } from '../stats/index.ts'

/** f(v) = linear . v + v' pairs v: the explicit form of a quadratic model. */
export interface PairForm {
  /** Shape (m). */
  readonly linear: Float64Array
  /** Symmetric, row-major m x m; the coefficient of v_i v_j is twice the element for i < j, the element itself on the diagonal. */
  readonly pairs: Float64Array
}

/**
 * Returns the explicit form of sum over rows of dual_i k(v, x_i), k = linearFactor x.v + quadraticFactor ((x.v)^2 + squareFactor sum x_j^2 v_j^2).
 * O(n m^2).
 */
export function expandKernel(
  x: Matrix,
  dual: Float64Array,
  factors: { readonly linear: number; readonly quadratic: number; readonly squares: number },
): PairForm {
  const size = x.columns
  const linear = new Float64Array(size)
  const pairs = new Float64Array(size * size)
  for (let row = 0; row < x.rows; row++) {
    const from = row * size
    for (let i = 0; i < size; i++) {
      const value = dual[row]! * x.values[from + i]!
      linear[i]! += factors.linear * value
      const scaled = factors.quadratic * value
      for (let j = 0; j <= i; j++) pairs[i * size + j]! += scaled * x.values[from + j]!
      pairs[i * size + i]! += factors.squares * scaled * x.values[from + i]!
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) pairs[j * size + i] = pairs[i * size + j]!
  }
  return { linear, pairs }
}

/** Returns f(v). */
export function evaluatePairForm(form: PairForm, v: Float64Array): number {
  return dot(v, form.linear) + dot(v, multiplyPairs(form.pairs, v))
}

/** Returns the gradient of f at v: linear + 2 pairs v; shape (m). */
export function differentiatePairForm(form: PairForm, v: Float64Array): Float64Array {
  const product = multiplyPairs(form.pairs, v)
  return form.linear.map((value, i) => value + 2 * product[i]!)
}

function multiplyPairs(pairs: Float64Array, v: Float64Array): Float64Array {
  const size = v.length
  const product = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j < size; j++) sum += pairs[i * size + j]! * v[j]!
    product[i] = sum
  }
  return product
}
