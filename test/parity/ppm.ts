import {
  covarianceOf,
  emptyKernel,
  innerProducts,
  type KernelParameters,
  kernelMatrix,
} from '../../src/ppm/kernel.ts'
import { kernelGradient } from '../../src/ppm/kernel-gradient.ts'
import { factoriseKernel, kernelLikelihood, solveKernel } from '../../src/ppm/kernel-system.ts'
import { fitLeastSquares } from '../../src/ppm/least-squares.ts'
import { evaluatePairForm } from '../../src/ppm/pair-form.ts'
import {
  crossValidatePenalties,
  fitKernelRidge,
  fitPenalised,
} from '../../src/ppm/penalised-least-squares.ts'
import { prepareQuadraticLeastSquares } from '../../src/ppm/quadratic-least-squares.ts'
import { createMatrix, dot, type Matrix, mean, solveCholesky } from '../../src/stats/index.ts'

import { type Comparison, createComparer } from './comparison.ts'

type Numbers = readonly number[]
type Rows = readonly Numbers[]

interface OlsFit {
  readonly cond: string
  readonly rank: number
  readonly coef: Numbers
  readonly intercept: number
  readonly fitted?: Numbers
  readonly new: Numbers
}

interface GpFit {
  readonly kernel: string
  readonly noise_variance_on_diagonal: number
  readonly normalize_y: boolean
  readonly target: string
  readonly mean: Numbers
  readonly sd: Numbers
  readonly log_marginal_likelihood: number
  readonly gradient_wrt_log_theta: Numbers
}

interface RidgeFit {
  readonly coef: Numbers
  readonly intercept: number
  readonly new: Numbers
}

interface PpmCase {
  readonly name: string
  readonly x: Rows
  readonly y: Numbers
  readonly weights: Numbers
  readonly x_new: Rows
  readonly ols: readonly OlsFit[]
  readonly quadratic_ols: readonly {
    readonly cond: string
    readonly rank: number
    readonly intercept: number
    readonly fitted: Numbers
    readonly new: Numbers
    readonly at_zero: number
    readonly gain_of_unit_vectors: Numbers
  }[]
  readonly standardised: { readonly mean: Numbers; readonly scale: Numbers }
  readonly ridge: readonly (RidgeFit & { readonly alpha: number; readonly weighted: RidgeFit })[]
  readonly ridge_cv: RidgeFit & {
    readonly alphas: Numbers
    readonly loo_mse: Numbers
    readonly alpha: number
    readonly trace_gcv: Numbers
    readonly trace_gcv_alpha: number
  }
  readonly kernel_ridge_poly2: readonly {
    readonly alpha: number
    readonly coef0: number
    readonly new_plus_mean_y: Numbers
  }[]
  readonly gp: readonly GpFit[]
  readonly y_centred: Numbers
}

/** `ppm.json` of the fixtures. */
export interface PpmFixture {
  readonly near_collinear: {
    readonly x: Rows
    readonly y: Numbers
    readonly x_new: Rows
    readonly fits: readonly OlsFit[]
  }
  readonly cases: readonly PpmCase[]
}

/** Returns how far the regressions are from scikit-learn's answers. */
export function comparePpm(fixture: PpmFixture): Comparison {
  const comparer = createComparer({ tolerance: 1e-7, scale: 'relative' })
  const check: Check = (place, tolerance, got, expected) => {
    comparer.numbers(place, got, expected, { tolerance, scale: 'relative' })
  }
  for (const one of fixture.cases) compareCase(one, check)
  compareNearCollinear(fixture.near_collinear, check)
  return comparer.result()
}

type Check = (
  place: string,
  tolerance: number,
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
) => void

function compareCase(one: PpmCase, check: Check): void {
  const x = toMatrix(one.x)
  const xNew = toMatrix(one.x_new)
  const y = Float64Array.from(one.y)
  for (const want of one.ols) {
    const fit = fitLeastSquares(x, y, Number(want.cond))
    check('ols rank', 0.5, [fit.rank], [want.rank])
    check('ols coefficients', 1e-8, fit.coefficients, want.coef)
    check('ols predictions', 1e-7, predictLinear(xNew, fit), want.new)
    check('ols predictions', 1e-7, predictLinear(x, fit), want.fitted!)
  }
  compareQuadratic(one, { x, xNew, y }, check)
  const scale = toMatrix(one.x)
  const z = standardise(scale, one.standardised)
  const zNew = standardise(xNew, one.standardised)
  compareRidge(one, { z, zNew, y }, check)
  compareKernels(one, { z, zNew, y }, check)
}

function compareQuadratic(
  one: PpmCase,
  input: { readonly x: Matrix; readonly xNew: Matrix; readonly y: Float64Array },
  check: Check,
): void {
  const { x, xNew, y } = input
  for (const want of one.quadratic_ols) {
    const fit = prepareQuadraticLeastSquares(x, Number(want.cond))(y)
    const predict = (v: ArrayLike<number>): number =>
      fit.intercept + evaluatePairForm(fit.form, Float64Array.from(v))
    const zero = predict(new Float64Array(x.columns))
    const units = Array.from({ length: x.columns }, (_, j) => {
      const unit = new Float64Array(x.columns)
      unit[j] = 1
      return predict(unit) - zero
    })
    check('quadratic rank', 0.5, [fit.rank], [want.rank])
    check('quadratic predictions', 1e-5, rowsOf(xNew).map(predict), want.new)
    check('quadratic predictions', 1e-5, rowsOf(x).map(predict), want.fitted)
    check('quadratic predictions', 1e-5, [zero, fit.intercept], [want.at_zero, want.intercept])
    check('quadratic predictions', 1e-5, units, want.gain_of_unit_vectors)
  }
}

function compareRidge(
  one: PpmCase,
  input: { readonly z: Matrix; readonly zNew: Matrix; readonly y: Float64Array },
  check: Check,
): void {
  const { z, zNew, y } = input
  const weights = Float64Array.from(one.weights)
  for (const want of one.ridge) {
    const plain = fitPenalised(z, y, { penalty: want.alpha })
    const weighted = fitPenalised(z, y, { penalty: want.alpha, weights })
    for (const [fit, answer] of [
      [plain, want],
      [weighted, want.weighted],
    ] as const) {
      check('ridge', 1e-8, fit.coefficients, answer.coef)
      check('ridge', 1e-8, [fit.intercept], [answer.intercept])
      check('ridge', 1e-8, predictLinear(zNew, fit), answer.new)
    }
  }
  const want = one.ridge_cv
  const { loo, gcv } = crossValidatePenalties(z, y, want.alphas)
  check('ridge cv', 1e-7, loo, want.loo_mse)
  check('ridge cv', 1e-7, gcv, want.trace_gcv)
  check('ridge cv', 1e-7, [want.alphas[smallest(loo)]!], [want.alpha])
  check('ridge cv', 1e-7, [want.alphas[smallest(gcv)]!], [want.trace_gcv_alpha])
  const fit = fitPenalised(z, y, { penalty: want.alpha })
  check('ridge cv', 1e-7, fit.coefficients, want.coef)
  check('ridge cv', 1e-7, predictLinear(zNew, fit), want.new)
}

function compareKernels(
  one: PpmCase,
  input: { readonly z: Matrix; readonly zNew: Matrix; readonly y: Float64Array },
  check: Check,
): void {
  const { z, zNew, y } = input
  const middle = mean(y)
  const products = innerProducts(z)
  for (const want of one.kernel_ridge_poly2) {
    const value = (product: number): number => (product / z.columns + 1) ** 2
    const kernel = createMatrix(z.rows, z.rows, products.values.map(value))
    const dual = fitKernelRidge(
      kernel,
      y.map((score) => score - middle),
      want.alpha,
    )
    const got = rowsOf(zNew).map(
      (row) =>
        middle +
        dot(
          rowsOf(z).map((other) => value(dot(row, other))),
          dual,
        ),
    )
    check('kernel ridge', 1e-8, got, want.new_plus_mean_y)
  }
  one.gp.forEach((want, index) => {
    compareProcess({ want, z, zNew, target: targetOf(one, want) }, gpKernels[index]!, check)
  })
}

/** The three kernels of the fixture and, per entry of its gradient, what of ours it is made of. */
const gpKernels: readonly {
  readonly kernel: KernelParameters
  readonly white: number
  readonly gradient: readonly Readonly<Record<string, number>>[]
}[] = [
  {
    kernel: { ...emptyKernel, rbf: 4, length: 3 },
    white: 0,
    gradient: [{ rbf: 1 }, { length: 1 }],
  },
  {
    kernel: { ...emptyKernel, rbf: 1, length: 4 },
    white: 0,
    gradient: [{ rbf: 1 }, { length: 1 }],
  },
  {
    kernel: { ...emptyKernel, rbf: 1.5, length: 2.5, linear: 0.5, constant: 0.5 },
    white: 0.3,
    gradient: [
      { rbf: 1 },
      { length: 1 },
      { linear: 1, constant: 1 },
      { constant: 2 },
      { noise: 1 },
    ],
  },
]

function targetOf(
  one: PpmCase,
  want: GpFit,
): { readonly y: Float64Array; readonly centre: number; readonly scale: number } {
  if (want.target === 'y_centred') {
    return { y: Float64Array.from(one.y_centred), centre: 0, scale: 1 }
  }
  const centre = mean(one.y)
  const scale = Math.sqrt(mean(one.y.map((value) => (value - centre) ** 2)))
  return { y: Float64Array.from(one.y, (value) => (value - centre) / scale), centre, scale }
}

function compareProcess(
  input: {
    readonly want: GpFit
    readonly z: Matrix
    readonly zNew: Matrix
    readonly target: ReturnType<typeof targetOf>
  },
  spec: (typeof gpKernels)[number],
  check: Check,
): void {
  const { want, z, zNew, target } = input
  const { kernel, white } = spec
  const products = innerProducts(z)
  const shares = new Float64Array(z.rows)
  const white0 = new Float64Array(z.rows).fill(white)
  const noise = white0.map((value) => value + want.noise_variance_on_diagonal)
  const free = createMatrix(z.rows, 0)
  const system = factoriseKernel(kernelMatrix(kernel, products, shares), noise, free)
  const solution = solveKernel(system, target.y)
  check('gp likelihood', 1e-7, [kernelLikelihood(system, solution)], [want.log_marginal_likelihood])
  const slopes = kernelGradient({ system, solution, products, shares, noise: white0 }, kernel)
  const parts: Readonly<Record<string, number>> = { ...slopes }
  const gradient = spec.gradient.map((terms) =>
    Object.entries(terms).reduce((sum, [name, factor]) => sum + factor * parts[name]!, 0),
  )
  check('gp gradient', 1e-7, gradient, want.gradient_wrt_log_theta)
  rowsOf(zNew).forEach((row, at) => {
    const squares = dot(row, row)
    const cross = Float64Array.from(rowsOf(z), (other) =>
      covarianceOf(kernel, {
        product: dot(row, other),
        squares: squares + dot(other, other),
        gap: 0,
      }),
    )
    const own = covarianceOf(kernel, { product: squares, squares: 2 * squares, gap: 0 }) + white
    const variance = own - dot(cross, solveCholesky(system.factor, cross))
    check(
      'gp mean',
      1e-7,
      [target.centre + target.scale * dot(cross, solution.dual)],
      [want.mean[at]!],
    )
    check('gp sd', 1e-7, [target.scale * Math.sqrt(variance)], [want.sd[at]!])
  })
}

function compareNearCollinear(near: PpmFixture['near_collinear'], check: Check): void {
  for (const want of near.fits) {
    const fit = fitLeastSquares(toMatrix(near.x), Float64Array.from(near.y), Number(want.cond))
    const tolerance = Number(want.cond) < 1e-10 ? 1e-4 : 1e-7
    const name = `near collinear ${tolerance}`
    check('near collinear rank', 0.5, [fit.rank], [want.rank])
    check(name, tolerance, fit.coefficients, want.coef)
    check(name, tolerance, predictLinear(toMatrix(near.x_new), fit), want.new)
  }
}

function predictLinear(
  x: Matrix,
  fit: { readonly coefficients: Float64Array; readonly intercept: number },
): number[] {
  return rowsOf(x).map((row) => fit.intercept + dot(row, fit.coefficients))
}

function standardise(x: Matrix, by: PpmCase['standardised']): Matrix {
  const values = x.values.map(
    (value, at) => (value - by.mean[at % x.columns]!) / by.scale[at % x.columns]!,
  )
  return createMatrix(x.rows, x.columns, values)
}

function toMatrix(rows: Rows): Matrix {
  return createMatrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()))
}

function rowsOf(x: Matrix): Float64Array[] {
  return Array.from({ length: x.rows }, (_, i) =>
    x.values.subarray(i * x.columns, (i + 1) * x.columns),
  )
}

function smallest(values: Float64Array): number {
  return values.indexOf(Math.min(...values))
}
