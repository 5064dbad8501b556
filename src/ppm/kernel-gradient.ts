import type { Matrix } from '../stats/index.ts'
import type { KernelParameters } from './kernel.ts'
import { type KernelSolution, type KernelSystem, projectedInverse } from './kernel-system.ts'

/** Derivatives of the log marginal likelihood with respect to logarithms. */
export interface KernelGradient {
  readonly constant: number
  readonly linear: number
  readonly quadratic: number
  readonly rbf: number
  readonly length: number
  readonly budget: number
  readonly budgetLength: number
  /** With respect to the logarithm of the common noise variance. */
  readonly noise: number
}

/**
 * Returns the gradient: 1/2 sum_ij (dual_i dual_j - P_ij) dS_ij / d log theta. O(n^3) for P, then one pass over the pairs.
 *
 * @see Rasmussen and Williams (2006), equation 5.9
 */
export function kernelGradient(
  input: {
    readonly system: KernelSystem
    readonly solution: KernelSolution
    readonly products: Matrix
    readonly shares: Float64Array
    readonly noise: Float64Array
  },
  kernel: KernelParameters,
): KernelGradient {
  const { products, shares, noise } = input
  const { dual } = input.solution
  const inverse = projectedInverse(input.system).values
  const size = products.rows
  const sums = {
    constant: 0,
    linear: 0,
    quadratic: 0,
    rbf: 0,
    length: 0,
    budget: 0,
    budgetLength: 0,
    noise: 0,
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * size + j
      const half = (i === j ? 0.5 : 1) * (dual[i]! * dual[j]! - inverse[at]!)
      const product = products.values[at]!
      sums.constant += half
      sums.linear += half * product
      sums.quadratic += half * product * product
      if (i === j) sums.noise += half * noise[i]!
      if (kernel.rbf > 0) {
        const squares = products.values[i * size + i]! + products.values[j * size + j]!
        const ratio = Math.max(0, squares - 2 * product) / kernel.length ** 2
        const value = half * Math.exp(-0.5 * ratio)
        sums.rbf += value
        sums.length += value * ratio
      }
      if (kernel.budget > 0) {
        const ratio = ((shares[i]! - shares[j]!) / kernel.budgetLength) ** 2
        const value = half * Math.exp(-0.5 * ratio)
        sums.budget += value
        sums.budgetLength += value * ratio
      }
    }
  }
  return {
    constant: sums.constant * kernel.constant,
    linear: sums.linear * kernel.linear,
    quadratic: sums.quadratic * kernel.quadratic,
    rbf: sums.rbf * kernel.rbf,
    length: sums.length * kernel.rbf,
    budget: sums.budget * kernel.budget,
    budgetLength: sums.budgetLength * kernel.budget,
    noise: sums.noise,
  }
}
