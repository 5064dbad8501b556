import type { Prediction } from '../domain/index.ts'
import { createMatrix, dot, type Matrix, multiplyVector, solveCholesky } from '../stats/index.ts'
import {
  type CurveBasis,
  curveMatrix,
  differentiateCurveBasis,
  evaluateCurveBasis,
} from './budget-curve.ts'
import {
  type FittedPpm,
  type ModelPoint,
  type PpmKind,
  type PpmState,
  sealPpm,
  stateArray,
  stateHeader,
  stateNumber,
} from './fitted.ts'
import { covarianceOf, innerProducts, type KernelParameters, kernelMatrix } from './kernel.ts'
import {
  factoriseKernel,
  type KernelSolution,
  type KernelSystem,
  projectedProduct,
  solveKernel,
} from './kernel-system.ts'
import { stateBasis } from './linear-model.ts'
import type { MixDesign } from './training-table.ts'

/** A kernel model whose variances have been chosen; variances in squared points. */
export interface KernelChoice {
  readonly kind: PpmKind
  readonly basis: CurveBasis
  /** Deviations are divided by this before they enter the kernel; rows. */
  readonly inputScale: number
  readonly inputs: Matrix
  readonly kernel: KernelParameters
  readonly noiseSd: number
  readonly numbers?: Readonly<Record<string, number>>
}

/** A system opened on a state, with what predictions and gradients need. */
interface OpenKernel {
  readonly state: PpmState
  readonly basis: CurveBasis
  readonly kernel: KernelParameters
  readonly inputs: Matrix
  readonly shares: Float64Array
  readonly lengths: Float64Array
  readonly inputScale: number
  readonly system: KernelSystem
  readonly solution: KernelSolution
}

/** Returns the model: free budget curve plus a Gaussian process on scaled deviations and shares. */
export function buildKernelModel(
  design: MixDesign,
  scores: Float64Array,
  choice: KernelChoice,
): FittedPpm {
  const { kind, basis, inputScale, inputs, kernel, noiseSd } = choice
  return openKernelModel({
    ...stateHeader(kind, design),
    noiseSd,
    numbers: { ...choice.numbers, ...basis, ...kernel, inputScale },
    arrays: { inputs: inputs.values, shares: design.shares, weights: design.weights, scores },
  })
}

/** Returns the model of a state written by `buildKernelModel`; the factorisation is made when first asked, the same way each time. */
export function openKernelModel(state: PpmState): FittedPpm {
  let opened: OpenKernel | undefined
  const open = (): OpenKernel => {
    opened ??= openState(state)
    return opened
  }
  return sealPpm(state, {
    predict: (points) => points.map((point) => predictPoint(open(), point)),
    effects: (at) => kernelEffects(open(), at),
  })
}

/** Returns the dual vector of a kernel model, its scaled inputs and their scale. */
export function kernelDual(state: PpmState): {
  readonly dual: Float64Array
  readonly inputs: Matrix
  readonly inputScale: number
  readonly kernel: KernelParameters
} {
  const { solution, inputs, inputScale, kernel } = openState(state)
  return { dual: solution.dual, inputs, inputScale, kernel }
}

function openState(state: PpmState): OpenKernel {
  const shares = stateArray(state, 'shares')
  const basis = stateBasis(state)
  const kernel = stateKernel(state)
  const inputs = createMatrix(shares.length, state.featureIds.length, stateArray(state, 'inputs'))
  const products = innerProducts(inputs)
  const noise = stateArray(state, 'weights').map((weight) => state.noiseSd ** 2 / weight)
  const system = factoriseKernel(
    kernelMatrix(kernel, products, shares),
    noise,
    curveMatrix(basis, shares),
  )
  const solution = solveKernel(system, stateArray(state, 'scores'))
  const lengths = shares.map((_, i) => products.values[i * shares.length + i]!)
  const inputScale = stateNumber(state, 'inputScale')
  return { state, basis, kernel, inputs, shares, lengths, inputScale, system, solution }
}

function stateKernel(state: PpmState): KernelParameters {
  const read = (name: keyof KernelParameters): number => stateNumber(state, name)
  return {
    constant: read('constant'),
    linear: read('linear'),
    quadratic: read('quadratic'),
    rbf: read('rbf'),
    length: read('length'),
    budget: read('budget'),
    budgetLength: read('budgetLength'),
  }
}

function predictPoint(opened: OpenKernel, point: ModelPoint): Prediction {
  const { basis, kernel, inputs, shares, lengths, system, solution } = opened
  const input = point.deviation.map((value) => value / opened.inputScale)
  const square = dot(input, input)
  const products = multiplyVector(inputs, input)
  const cross = products.map((product, i) =>
    covarianceOf(kernel, { product, squares: square + lengths[i]!, gap: point.share - shares[i]! }),
  )
  const row = evaluateCurveBasis(basis, point.share)
  const mean = dot(row, solution.coefficients) + dot(cross, solution.dual)
  const solved = solveCholesky(system.factor, cross)
  const rest = row.map((value, k) => {
    let onFree = value
    for (let i = 0; i < cross.length; i++) {
      onFree -= cross[i]! * system.solvedFree.values[i * row.length + k]!
    }
    return onFree
  })
  const own = covarianceOf(kernel, { product: square, squares: 2 * square, gap: 0 })
  const variance = own - dot(cross, solved) + dot(rest, solveCholesky(system.freeFactor, rest))
  return { mean, sd: Math.sqrt(Math.max(0, variance)) }
}

/** Gradient of the posterior mean in the deviations and its covariance: prior curvature less what the mixes explain. */
function kernelEffects(
  opened: OpenKernel,
  at: ModelPoint,
): { perShare: number; perFeature: Float64Array; covariance: Float64Array } {
  const { kernel, inputs, lengths, shares, inputScale, solution } = opened
  const input = at.deviation.map((value) => value / inputScale)
  const size = input.length
  const square = dot(input, input)
  const products = multiplyVector(inputs, input)
  const slopes = createMatrix(size, products.length)
  const budgetSlopes = new Float64Array(products.length)
  products.forEach((product, i) => {
    const distance = Math.max(0, square + lengths[i]! - 2 * product)
    const bell = (kernel.rbf * Math.exp(-distance / (2 * kernel.length ** 2))) / kernel.length ** 2
    const along = kernel.linear + 2 * kernel.quadratic * product + bell
    for (let j = 0; j < size; j++) {
      const value = along * inputs.values[i * size + j]! - bell * input[j]!
      slopes.values[j * products.length + i] = value / inputScale
    }
    const gap = at.share - shares[i]!
    const budgetBell = kernel.budget * Math.exp(-(gap * gap) / (2 * kernel.budgetLength ** 2))
    budgetSlopes[i] = (-budgetBell * gap) / kernel.budgetLength ** 2
  })
  const perFeature = multiplyVector(slopes, solution.dual)
  const curveSlope = dot(differentiateCurveBasis(opened.basis, at.share), solution.coefficients)
  const perShare = curveSlope + dot(budgetSlopes, solution.dual)
  return { perShare, perFeature, covariance: gradientCovariance(opened, { slopes, input, square }) }
}

function gradientCovariance(
  opened: OpenKernel,
  at: { readonly slopes: Matrix; readonly input: Float64Array; readonly square: number },
): Float64Array {
  const { kernel, system, inputScale } = opened
  const { slopes, input, square } = at
  const size = input.length
  const columns = slopes.columns
  const covariance = new Float64Array(size * size)
  const same = kernel.linear + 2 * kernel.quadratic * square + kernel.rbf / kernel.length ** 2
  for (let i = 0; i < size; i++) {
    const row = slopes.values.subarray(i * columns, (i + 1) * columns)
    const solved = solveCholesky(system.factor, row)
    for (let j = 0; j <= i; j++) {
      const other = slopes.values.subarray(j * columns, (j + 1) * columns)
      const prior = (i === j ? same : 0) + 2 * kernel.quadratic * input[i]! * input[j]!
      const value = prior / inputScale ** 2 - projectedProduct(system, { solved }, other)
      covariance[i * size + j] = value
      covariance[j * size + i] = value
    }
  }
  return covariance
}
