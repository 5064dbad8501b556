import { type Matrix, standardDeviation } from '../stats/index.ts'
import { type CurveBasis, curveBasis, curveMatrix } from './budget-curve.ts'
import { type FittedPpm, requireMixes } from './fitted.ts'
import { emptyKernel, innerProducts, type KernelParameters, kernelMatrix } from './kernel.ts'
import { kernelGradient } from './kernel-gradient.ts'
import { buildKernelModel } from './kernel-model.ts'
import { factoriseKernel, kernelLikelihood, solveKernel } from './kernel-system.ts'
import { minimise, type Objective } from './minimise.ts'
import { scaleDeviations } from './quadratic.ts'
import type { MixDesign } from './training-table.ts'

/** Logarithms that are optimised, in this order, with where they start and the centre of their weak prior; variances in units of the scores'. */
const start = [
  ['linear', 0.5],
  ['rbf', 0.2],
  ['length', 1.5],
  ['budget', 0.3],
  ['budgetLength', 0.4],
  ['noise', 0.3],
] as const

/** Standard deviation, in logarithms, of the prior that keeps variances and lengths from running away where the data are silent. */
const priorSpread = 3

interface SharedProcess {
  readonly basis: CurveBasis
  readonly inputs: Matrix
  readonly inputScale: number
  readonly products: Matrix
  readonly free: Matrix
}

/**
 * Returns a function that fits `gp` to targets of one design: free straight line in the share plus a Gaussian process, kernel = budget (RBF in the
 * share) + linear + RBF in the deviations. Variances, lengths and noise maximise the restricted marginal likelihood times a weak
 * log-normal prior, by BFGS from one fixed start. O(n^3) per step.
 */
export function prepareGp(design: MixDesign): (scores: Float64Array) => FittedPpm {
  requireMixes(design)
  const basis = curveBasis(design.shares, 1)
  const { inputs, inputScale } = scaleDeviations(design)
  const free = curveMatrix(basis, design.shares)
  const shared = { basis, inputs, inputScale, products: innerProducts(inputs), free }
  return (scores) => fitGp(design, shared, scores)
}

function fitGp(design: MixDesign, shared: SharedProcess, scores: Float64Array): FittedPpm {
  const spread = standardDeviation(scores) || 1
  const standardised = scores.map((score) => score / spread)
  const found = minimise(
    objectiveOf(design, shared, standardised),
    Float64Array.from(start, ([, value]) => Math.log(value)),
    { iterations: 40, tolerance: 0.02 },
  )
  const { kernel, noise } = readParameters(found)
  const { basis, inputs, inputScale } = shared
  const variance = spread * spread
  return buildKernelModel(design, scores, {
    kind: 'gp',
    basis,
    inputScale,
    inputs,
    kernel: {
      ...kernel,
      linear: kernel.linear * variance,
      rbf: kernel.rbf * variance,
      budget: kernel.budget * variance,
    },
    noiseSd: Math.sqrt(noise * variance),
  })
}

function readParameters(logs: Float64Array): { kernel: KernelParameters; noise: number } {
  const [linear, rbf, length, budget, budgetLength, noise] = Array.from(logs, Math.exp) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { kernel: { ...emptyKernel, linear, rbf, length, budget, budgetLength }, noise }
}

function objectiveOf(design: MixDesign, shared: SharedProcess, scores: Float64Array): Objective {
  const { products, free } = shared
  const { shares, weights } = design
  return (logs) => {
    const { kernel, noise: variance } = readParameters(logs)
    const noise = weights.map((weight) => variance / weight)
    let system: ReturnType<typeof factoriseKernel>
    try {
      system = factoriseKernel(kernelMatrix(kernel, products, shares), noise, free)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(logs.length) }
    }
    const solution = solveKernel(system, scores)
    const slopes = kernelGradient({ system, solution, products, shares, noise }, kernel)
    let value = -kernelLikelihood(system, solution)
    const gradient = Float64Array.from(start, ([name, centre], k) => {
      const offset = (logs[k]! - Math.log(centre)) / priorSpread
      value += 0.5 * offset * offset
      return -slopes[name] + offset / priorSpread
    })
    return { value, gradient }
  }
}
