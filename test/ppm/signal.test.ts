import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, shuffleInPlace } from '../../src/kit/index.ts'
import { signalPs } from '../../src/ppm/signal-test.ts'
import type { TrainingTable } from '../../src/ppm/training-table.ts'
import { simulateMixes } from './simulated-mixes.ts'

const draw = (seed: number, signal: number, mixes = 40) =>
  simulateMixes(
    { mixes, features: 6, total: 200, signal, noise: 0.7 },
    createRandom(`signal ${seed}`),
  )

const testOne = (table: TrainingTable, seed: number): number =>
  signalPs(table, [table.scores], createRandom(seed))[0]!

/** Columns made orthonormal one after the other (Gram and Schmidt, twice over). */
function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = []
  for (const column of columns) {
    let rest = [...column]
    for (let round = 0; round < 2; round++) rest = takeOut(basis, rest)
    const length = Math.hypot(...rest)
    basis.push(rest.map((value) => value / length))
  }
  return basis
}

const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0)

function takeOut(basis: readonly (readonly number[])[], values: readonly number[]): number[] {
  return basis.reduce<number[]>(
    (rest, own) => {
      const share = inner(own, rest)
      return rest.map((value, at) => value - share * own[at]!)
    },
    [...values],
  )
}

/** Lower triangular root of a positive definite matrix. */
function root(matrix: readonly (readonly number[])[]): number[][] {
  const l: number[][] = matrix.map((row) => row.map(() => 0))
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - inner(l[i]!.slice(0, j), l[j]!.slice(0, j))
      l[i]![j] = i === j ? Math.sqrt(rest) : rest / l[j]![j]!
    }
  })
  return l
}

/** The test as its definition says, with dense matrices over the mixes; nothing of the regression of the project. */
function plainP(table: TrainingTable, seed: number): number {
  const n = table.shares.length
  const { columns, values } = table.deviations
  const basis = orthonormal(
    [0, 1, 2, 3].map((power) => [...table.shares].map((share) => (2 * share - 1) ** power)),
  )
  const deviations = Array.from({ length: columns }, (_, k) =>
    takeOut(
      basis,
      Array.from({ length: n }, (_, row) => values[row * columns + k]!),
    ),
  )
  const unit = deviations.reduce((sum, column) => sum + inner(column, column), 0) / n
  const roots = Array.from({ length: 41 }, (_, at) => 10 ** (-8 + at / 4)).map((ratio) =>
    root(
      Array.from({ length: n }, (_, i) =>
        Array.from(
          { length: n },
          (_, j) =>
            Number(i === j) +
            (ratio / unit) * deviations.reduce((sum, column) => sum + column[i]! * column[j]!, 0),
        ),
      ),
    ),
  )
  const ratioOf = (residuals: readonly number[]): number => {
    const without = (n - 4) * Math.log(inner(residuals, residuals))
    const gains = roots.map((l) => {
      const solved: number[] = []
      l.forEach((row, i) => {
        solved.push((residuals[i]! - inner(row.slice(0, i), solved)) / row[i]!)
      })
      const logDeterminant = 2 * l.reduce((sum, row, i) => sum + Math.log(row[i]!), 0)
      return (without - (n - 4) * Math.log(inner(solved, solved)) - logDeterminant) / 2
    })
    return Math.max(0, ...gains)
  }
  const residuals = takeOut(basis, [...table.scores])
  const observed = ratioOf(residuals)
  const shuffles = 999
  let reached = 0
  for (let shuffle = 0; shuffle < shuffles; shuffle++) {
    const stream = createRandom(seed).fork('shuffle', shuffle)
    const moved = takeOut(basis, shuffleInPlace(residuals.slice(), stream))
    reached += Number(ratioOf(moved) >= observed)
  }
  return (1 + reached) / (1 + shuffles)
}

describe('the chance that deviations which mean nothing explain as much', () => {
  it('is that of a plain permutation test', () => {
    const pairs = [0, 0.3, 0.4].map((signal, seed) => {
      const { table } = draw(100 + seed, signal, 20)
      return [testOne(table, seed), plainP(table, seed)] as const
    })
    for (const [got, plain] of pairs) {
      // The shuffles are the same: only ratios that are equal but for rounding may fall on either side.
      expect(Math.abs(got - plain)).toBeLessThan(0.0025)
    }
    // The cases are not all alike.
    expect(
      Math.max(...pairs.map(([, p]) => p)) - Math.min(...pairs.map(([, p]) => p)),
    ).toBeGreaterThan(0.2)
  })

  it('is uniform where only the budget matters', () => {
    const trials = 300
    const ps = Float64Array.from({ length: trials }, (_, seed) => {
      const { table } = draw(seed, 0)
      return testOne(table, seed)
    }).sort()
    // The likelihood ratio is 0 for a good part of the shuffles, where p is 1: uniform below that part, and never too small.
    const level = ps.findIndex((p) => p > 0.4)
    const farthest = ps
      .subarray(0, level)
      .reduce((most, p, at) => Math.max(most, Math.abs((at + 0.5) / trials - p)), 0)
    // 99.9 % point of Kolmogorov's distance.
    expect(farthest).toBeLessThan(1.95 / Math.sqrt(trials))
    const small = ps.filter((p) => p <= 0.05).length / trials
    expect(Math.abs(small - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / trials))
  })

  it('stays so with noise of heavy tails', () => {
    const trials = 200
    let small = 0
    for (let seed = 0; seed < trials; seed++) {
      const { table } = draw(1000 + seed, 0)
      const random = createRandom(`tails ${seed}`)
      const scores = table.shares.map(
        (share) => 60 - share + drawNormal(random) / Math.max(0.05, random.next()),
      )
      small += Number(signalPs(table, [scores], createRandom(seed))[0]! <= 0.1)
    }
    expect(Math.abs(small / trials - 0.1)).toBeLessThan(3.3 * Math.sqrt((0.1 * 0.9) / trials))
  })

  it('finds what is there', () => {
    let found = 0
    for (let seed = 0; seed < 40; seed++)
      found += Number(testOne(draw(seed, 1).table, seed) <= 0.05)
    expect(found).toBeGreaterThan(35)
  })

  it('does not see the budget', () => {
    const { table } = draw(7, 0.3)
    const bent = table.scores.map((score, mix) => score + 40 * table.shares[mix]! ** 3 - 25)
    const [plain, other] = signalPs(table, [table.scores, bent], createRandom(1))
    expect(other).toBe(plain)
  })

  it('is one for scores that the budget explains to the last bit, and the same for every target alone', () => {
    const { table } = draw(8, 0.4)
    const flat = new Float64Array(40)
    const scaled = table.scores.map((score) => 3 * score)
    const ps = signalPs(table, [flat, table.scores, scaled], createRandom(2))
    expect(ps[0]).toBe(1)
    expect(ps[1]).toBe(testOne(table, 2))
    expect(ps[2]).toBe(ps[1])
  })
})
