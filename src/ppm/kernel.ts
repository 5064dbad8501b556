import { createMatrix, type Matrix, outerGram } from '../stats/index.ts'

/**
 * Variances and lengths of the covariance of two mixes (u, b) and (v, c), u and v scaled deviations, b and c shares:
 * constant + linear u.v + quadratic (u.v)^2 + rbf exp(-|u - v|^2 / (2 length^2)) + budget exp(-(b - c)^2 / (2 budgetLength^2)).
 */
export interface KernelParameters {
  readonly constant: number
  readonly linear: number
  readonly quadratic: number
  readonly rbf: number
  readonly length: number
  readonly budget: number
  readonly budgetLength: number
}

/** A kernel of nothing; spread and overwrite. */
export const emptyKernel: KernelParameters = {
  constant: 0,
  linear: 0,
  quadratic: 0,
  rbf: 0,
  length: 1,
  budget: 0,
  budgetLength: 1,
}

/** Inputs of the mixes that a kernel model was trained on. */
export interface KernelInputs {
  /** Scaled deviations; n x m. */
  readonly inputs: Matrix
  /** Human shares; shape (n). */
  readonly shares: Float64Array
}

/** Inner products of all pairs; n x n. Computed once per design. */
export function innerProducts(inputs: Matrix): Matrix {
  return outerGram(inputs)
}

/** Returns one covariance from an inner product, two squared lengths and the difference of the shares. */
export function covarianceOf(
  kernel: KernelParameters,
  pair: { readonly product: number; readonly squares: number; readonly gap: number },
): number {
  const { product, squares, gap } = pair
  let value = kernel.constant + product * (kernel.linear + kernel.quadratic * product)
  if (kernel.rbf > 0) {
    const distance = Math.max(0, squares - 2 * product)
    value += kernel.rbf * Math.exp(-distance / (2 * kernel.length ** 2))
  }
  if (kernel.budget > 0) {
    value += kernel.budget * Math.exp(-(gap * gap) / (2 * kernel.budgetLength ** 2))
  }
  return value
}

/** Returns the covariance of all pairs of trained mixes; n x n. */
export function kernelMatrix(
  kernel: KernelParameters,
  products: Matrix,
  shares: Float64Array,
): Matrix {
  const size = products.rows
  const result = createMatrix(size, size)
  for (let i = 0; i < size; i++) {
    const ownSquare = products.values[i * size + i]!
    for (let j = 0; j <= i; j++) {
      const value = covarianceOf(kernel, {
        product: products.values[i * size + j]!,
        squares: ownSquare + products.values[j * size + j]!,
        gap: shares[i]! - shares[j]!,
      })
      result.values[i * size + j] = value
      result.values[j * size + i] = value
    }
  }
  return result
}
