import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { prepareBayes, restrictedLikelihood } from '../../src/ppm/bayes.ts'
import { curveMatrix } from '../../src/ppm/budget-curve.ts'
import { decomposeDeviations } from '../../src/ppm/deviation-regression.ts'
import { emptyKernel, innerProducts, kernelMatrix } from '../../src/ppm/kernel.ts'
import { kernelGradient } from '../../src/ppm/kernel-gradient.ts'
import { buildKernelModel } from '../../src/ppm/kernel-model.ts'
import { factoriseKernel, kernelLikelihood, solveKernel } from '../../src/ppm/kernel-system.ts'
import { minimise } from '../../src/ppm/minimise.ts'
import { invertPositive } from '../../src/ppm/positive-definite.ts'
import { projectTarget } from '../../src/ppm/regression.ts'
import { rotateTarget, scaledForm, tridiagonalise } from '../../src/ppm/tridiagonal.ts'
import {
  cholesky,
  createMatrix,
  dot,
  factorisePositive,
  invertCholesky,
  logDeterminant,
  type Matrix,
  outerGram,
  solveCholesky,
} from '../../src/stats/index.ts'
import { simulateMixes } from './simulated-mixes.ts'

const sizes = [1, 2, 3, 4, 5, 8, 17, 30]

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed)
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => drawNormal(random)),
  )
}

function randomPositive(size: number): Matrix {
  const gramian = outerGram(randomMatrix(size, size + 3, size))
  for (let i = 0; i < size; i++) gramian.values[i * size + i]! += 0.5
  return gramian
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, digits = 9): void {
  expect(a.length).toBe(b.length)
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i]!, digits)
}

describe('tiled kernels', () => {
  it.each(sizes)('equal the plain ones at size %i', (size) => {
    const a = randomPositive(size)
    const factor = factorisePositive(a)!
    expectClose(factor.values, cholesky(a).values)
    expectClose(invertPositive(factor).values, invertCholesky(cholesky(a)).values)
  })

  it('refuse a matrix that is not positive definite', () => {
    expect(factorisePositive(createMatrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toBeNull()
  })
})

describe('tridiagonalise', () => {
  it.each(sizes)('gives determinants and forms of I + c A at size %i', (size) => {
    const a = randomPositive(size)
    const y = randomMatrix(size, 1, 99).values
    const form = tridiagonalise(a)
    const rotated = rotateTarget(form, y)
    for (const scale of [0, 0.1, 3]) {
      const sum = createMatrix(
        size,
        size,
        a.values.map((value) => value * scale),
      )
      for (let i = 0; i < size; i++) sum.values[i * size + i]! += 1
      const factor = cholesky(sum)
      const got = scaledForm(form, rotated, scale)
      expect(got.logDeterminant).toBeCloseTo(logDeterminant(factor), 8)
      expect(got.quadratic).toBeCloseTo(dot(y, solveCholesky(factor, y)), 8)
    }
  })
})

describe('minimise', () => {
  it('finds the valley of Rosenbrock', () => {
    const found = minimise(
      ([x, y]) => ({
        value: (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
        gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)),
      }),
      Float64Array.of(-1.2, 1),
      { iterations: 200, tolerance: 1e-9 },
    )
    expectClose(found, [1, 1], 4)
  })
})

describe('kernelGradient', () => {
  it('is the slope of the restricted likelihood in every logarithm', () => {
    const inputs = randomMatrix(25, 4, 7)
    const shares = Float64Array.from({ length: 25 }, (_, i) => ((i * 7) % 25) / 25)
    const y = randomMatrix(25, 1, 8).values
    const free = curveMatrix({ centre: 0.5, scale: 0.3, degree: 1 }, shares)
    const products = innerProducts(inputs)
    const start = {
      ...emptyKernel,
      constant: 0.4,
      linear: 0.3,
      quadratic: 0.05,
      rbf: 0.8,
      length: 1.7,
      budget: 0.5,
      budgetLength: 0.3,
    }
    const at = (kernel: typeof start, variance: number) => {
      const noise = new Float64Array(25).fill(variance)
      const system = factoriseKernel(kernelMatrix(kernel, products, shares), noise, free)
      const solution = solveKernel(system, y)
      return { system, solution, noise, value: kernelLikelihood(system, solution) }
    }
    const { system, solution, noise } = at(start, 0.6)
    const slopes = kernelGradient({ system, solution, products, shares, noise }, start)
    const step = 1e-5
    for (const name of [
      'constant',
      'linear',
      'quadratic',
      'rbf',
      'length',
      'budget',
      'budgetLength',
    ] as const) {
      const moved = (sign: number): number =>
        at({ ...start, [name]: start[name] * Math.exp(sign * step) }, 0.6).value
      expect(slopes[name]).toBeCloseTo((moved(1) - moved(-1)) / (2 * step), 5)
    }
    const noisy = (sign: number): number => at(start, 0.6 * Math.exp(sign * step)).value
    expect(slopes.noise).toBeCloseTo((noisy(1) - noisy(-1)) / (2 * step), 5)
  })
})

describe('bayes in its two forms', () => {
  const { table } = simulateMixes({ mixes: 40, features: 6, total: 200 }, createRandom(5))
  const weights = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 3))
  const weighted = { ...table, weights }

  it('has the likelihood of the Gaussian process with a linear kernel, up to a constant', () => {
    const { regression, basis } = decomposeDeviations(weighted)
    const target = projectTarget(regression, table.scores)
    const free = curveMatrix(basis, table.shares)
    const freedom = 40 - free.columns
    const direct = (ratio: number): number => {
      const products = innerProducts(table.deviations)
      const kernel = { ...emptyKernel, linear: ratio / regression.unit }
      const noise = weights.map((weight) => 1 / weight)
      const system = factoriseKernel(kernelMatrix(kernel, products, table.shares), noise, free)
      const solution = solveKernel(system, table.scores)
      // Noise profiled out: the form at unit noise enters by its logarithm.
      return (
        kernelLikelihood(system, solution) +
        0.5 * solution.form -
        0.5 * freedom * Math.log(solution.form)
      )
    }
    const ours = (ratio: number): number => restrictedLikelihood(regression, target, ratio)
    for (const ratio of [0.01, 0.5, 20]) {
      expect(ours(ratio) - ours(1)).toBeCloseTo(direct(ratio) - direct(1), 7)
    }
  })

  it('predicts as the Gaussian process with a linear kernel', () => {
    const model = prepareBayes(weighted)(table.scores)
    const { basis } = decomposeDeviations(weighted)
    const penalty = model.state.numbers.penalty!
    const process = buildKernelModel(weighted, table.scores, {
      kind: 'quadratic',
      basis,
      inputScale: 1,
      inputs: table.deviations,
      kernel: { ...emptyKernel, linear: model.noiseSd ** 2 / penalty },
      noiseSd: model.noiseSd,
    })
    const points = table.points.slice(0, 10)
    const [one, other] = [model.predict(points), process.predict(points)]
    expectClose(
      one.map(({ mean }) => mean),
      other.map(({ mean }) => mean),
      7,
    )
    expectClose(
      one.map(({ sd }) => sd),
      other.map(({ sd }) => sd),
      7,
    )
    const [a, b] = [model.effects(points[0]!), process.effects(points[0]!)]
    expectClose(a.perFeature, b.perFeature, 8)
    expectClose(a.covariance!, b.covariance!, 8)
    expect(a.perRow).toBeCloseTo(b.perRow, 8)
  })

  it('counts a mix of weight two as two mixes', () => {
    const rows = table.points.flatMap((_, row) =>
      row % 3 === 1 ? [row, row] : row % 3 === 2 ? [row, row, row] : [row],
    )
    const repeated = {
      ...table,
      points: rows.map((row) => table.points[row]!),
      mixIds: rows.map(String),
      shares: Float64Array.from(rows, (row) => table.shares[row]!),
      weights: new Float64Array(rows.length).fill(1),
      deviations: createMatrix(
        rows.length,
        6,
        Float64Array.from(
          rows.flatMap((row) => [...table.deviations.values.subarray(row * 6, row * 6 + 6)]),
        ),
      ),
      counts: createMatrix(
        rows.length,
        6,
        Float64Array.from(
          rows.flatMap((row) => [...table.counts.values.subarray(row * 6, row * 6 + 6)]),
        ),
      ),
    }
    const { regression } = decomposeDeviations(repeated)
    const target = projectTarget(
      regression,
      Float64Array.from(rows, (row) => table.scores[row]!),
    )
    const once = decomposeDeviations(weighted)
    // The curve basis is centred differently, which spans the same curves.
    expectClose(regression.values, once.regression.values, 6)
    expectClose(target.moments, projectTarget(once.regression, table.scores).moments, 6)
  })
})

describe('more features than mixes', () => {
  const { table } = simulateMixes({ mixes: 20, features: 30, total: 300 }, createRandom(6))

  it('gives the same posterior as the kernel form', () => {
    const model = prepareBayes(table)(table.scores)
    const { basis } = decomposeDeviations(table)
    const process = buildKernelModel(table, table.scores, {
      kind: 'gp',
      basis,
      inputScale: 1,
      inputs: table.deviations,
      kernel: { ...emptyKernel, linear: model.noiseSd ** 2 / model.state.numbers.penalty! },
      noiseSd: model.noiseSd,
    })
    const points = simulateMixes({ mixes: 5, features: 30, total: 300 }, createRandom(7)).table
      .points
    expectClose(
      model.predict(points).map(({ sd }) => sd),
      process.predict(points).map(({ sd }) => sd),
      6,
    )
    expectClose(model.effects(points[0]!).covariance!, process.effects(points[0]!).covariance!, 7)
  })
})
