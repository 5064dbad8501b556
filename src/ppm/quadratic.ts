import { createMatrix, type Matrix, matrixRow } from '../stats/index.ts'
import { type CurveBasis, curveBasis, curveMatrix } from './budget-curve.ts'
import { type FittedPpm, requireMixes } from './fitted.ts'
import { applyTransposedQ, factoriseColumns, type PivotedQr } from './householder.ts'
import { emptyKernel, innerProducts } from './kernel.ts'
import { buildKernelModel } from './kernel-model.ts'
import type { MixDesign } from './training-table.ts'
import { rotateTarget, scaledForm, type Tridiagonal, tridiagonalise } from './tridiagonal.ts'
import { maximiseRatio } from './variance-ratio.ts'

/** Shares of the quadratic part in the prior variance that are tried. */
export const quadraticShares: readonly number[] = [0, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1]

interface SharedKernel {
  readonly basis: CurveBasis
  readonly inputScale: number
  readonly inputs: Matrix
  readonly unit: number
  readonly rootWeights: Float64Array
  readonly free: PivotedQr
  readonly forms: readonly Tridiagonal[]
}

/**
 * Returns a function that fits `quadratic` to targets of one design: free cubic budget curve plus a Gaussian process with kernel
 * linear d.d' + quadratic (d.d')^2, that is ridge on all linear, square and pair terms of the deviations in dual form. The quadratic share of
 * the prior variance (nine values) and the ratio to the noise are chosen by restricted marginal likelihood, noise profiled out.
 */
export function prepareQuadratic(design: MixDesign): (scores: Float64Array) => FittedPpm {
  requireMixes(design)
  const shared = shareKernel(design)
  return (scores) => fitQuadraticKernel(design, shared, scores)
}

function shareKernel(design: MixDesign): SharedKernel {
  const basis = curveBasis(design.shares)
  const { inputs, inputScale } = scaleDeviations(design)
  const products = innerProducts(inputs)
  const size = products.rows
  let unit = 0
  for (let i = 0; i < size; i++) unit += products.values[i * size + i]! ** 2 / size
  if (unit === 0) unit = 1
  const rootWeights = design.weights.map(Math.sqrt)
  const curve = curveMatrix(basis, design.shares)
  const columns = Array.from({ length: curve.columns }, (_, k) =>
    rootWeights.map((weight, i) => weight * curve.values[i * curve.columns + k]!),
  )
  const free = factoriseColumns(columns, size, { pivot: false, cut: 0 })
  const forms = quadraticShares.map((share) => {
    const kernel = products.values.map((product, at) => {
      const weight = rootWeights[Math.floor(at / size)]! * rootWeights[at % size]!
      return weight * product * (1 - share + (share / unit) * product)
    })
    return tridiagonalise(projectKernel(free, createMatrix(size, size, kernel)))
  })
  return { basis, inputScale, inputs, unit, rootWeights, free, forms }
}

/** Returns deviations divided by the root of their mean squared length, so that kernels see lengths about 1. */
export function scaleDeviations(design: MixDesign): {
  readonly inputs: Matrix
  readonly inputScale: number
} {
  const { rows, columns, values } = design.deviations
  let squares = 0
  for (const value of values) squares += (value * value) / rows
  const inputScale = squares > 0 ? Math.sqrt(squares) : 1
  const inputs = createMatrix(
    rows,
    columns,
    values.map((value) => value / inputScale),
  )
  return { inputs, inputScale }
}

function fitQuadraticKernel(
  design: MixDesign,
  shared: SharedKernel,
  scores: Float64Array,
): FittedPpm {
  const { basis, inputScale, inputs, unit, free, forms, rootWeights } = shared
  const rotated = scores.map((score, i) => score * rootWeights[i]!)
  applyTransposedQ(free, rotated)
  const tail = rotated.slice(free.rank)
  let best = { likelihood: Number.NEGATIVE_INFINITY, ratio: 1e-8, share: 0, noise: 0 }
  forms.forEach((form, index) => {
    const target = rotateTarget(form, tail)
    const likelihoodAt = (ratio: number): number => profile(form, target, ratio).likelihood
    const ratio = maximiseRatio(likelihoodAt)
    const { likelihood, noise } = profile(form, target, ratio)
    if (likelihood > best.likelihood) {
      best = { likelihood, ratio, share: quadraticShares[index]!, noise }
    }
  })
  const variance = best.ratio * best.noise
  return buildKernelModel(design, scores, {
    kind: 'quadratic',
    basis,
    inputScale,
    inputs,
    kernel: {
      ...emptyKernel,
      linear: variance * (1 - best.share),
      quadratic: (variance * best.share) / unit,
    },
    noiseSd: Math.sqrt(best.noise),
    numbers: { ratio: best.ratio, quadraticShare: best.share },
  })
}

function profile(
  form: Tridiagonal,
  target: Float64Array,
  ratio: number,
): { readonly likelihood: number; readonly noise: number } {
  const { logDeterminant, quadratic } = scaledForm(form, target, ratio)
  const noise = Math.max(quadratic, 1e-24) / target.length
  return { likelihood: -0.5 * (target.length * Math.log(noise) + logDeterminant), noise }
}

/** Returns the kernel on what the free columns do not explain: the trailing block of Q' K Q. */
function projectKernel(free: PivotedQr, kernel: Matrix): Matrix {
  const size = kernel.rows
  const rest = size - free.rank
  const half = createMatrix(size, size)
  for (let i = 0; i < size; i++) {
    const row = Float64Array.from(matrixRow(kernel, i))
    applyTransposedQ(free, row)
    for (let j = 0; j < size; j++) half.values[j * size + i] = row[j]!
  }
  const projected = createMatrix(rest, rest)
  for (let i = 0; i < rest; i++) {
    const row = matrixRow(half, i + free.rank)
    applyTransposedQ(free, row)
    projected.values.set(row.subarray(free.rank), i * rest)
  }
  return projected
}
