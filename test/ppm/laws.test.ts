import { describe, expect, it } from 'vitest'
import type { MixPoint } from '../../src/domain/index.ts'
import { createRandom, shuffleInPlace } from '../../src/kit/index.ts'
import {
  createTrainingTable,
  type FittedPpm,
  fitPpm,
  fromPpmArtifact,
  fromPpmArtifacts,
  mixPpmKinds,
  type PpmKind,
  pairEffects,
  type TrainingTable,
  toPpmArtifact,
  toPpmArtifacts,
} from '../../src/ppm/index.ts'
import { simulateMixes } from './simulated-mixes.ts'

const seeds = [1, 2, 3]
/** Boosting draws rows by position, so that laws about orders hold for it only in distribution. */
const exactKinds = mixPpmKinds.filter((kind) => kind !== 'boosting')
const smoothKinds = exactKinds.filter((kind) => kind !== 'budget-only')

function world(seed: number, features = 8): TrainingTable {
  return simulateMixes({ mixes: 60, features, total: 300 }, createRandom(seed)).table
}

function fitKind(kind: PpmKind, table: TrainingTable): FittedPpm {
  return fitPpm(kind, table, {}, createRandom('fit'))
}

function newPoints(seed: number, features = 8): readonly MixPoint[] {
  const options = { mixes: 12, features, total: 300 }
  return simulateMixes(options, createRandom(seed)).table.points
}

function remake(table: TrainingTable, change: Partial<TrainingTable>): TrainingTable {
  const { points, featureIds, mixIds, total, columnMeans, weights, scores } = {
    ...table,
    ...change,
  }
  return createTrainingTable({ points, featureIds, mixIds, total, columnMeans, weights, scores })
}

/** Differences are measured by the largest of the expected values, so that small effects are not compared with 1. */
function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): void {
  expect(a.length).toBe(b.length)
  const scale = Array.from(b).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12)
  for (let i = 0; i < a.length; i++) {
    expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(tolerance * scale)
  }
}

/** The same mixes with a pairwise term, so that quadratic parts are not empty. */
function bentWorld(seed: number): TrainingTable {
  const table = world(seed)
  const { values, columns } = table.deviations
  const scores = table.scores.map(
    (score, row) => score + 0.02 * values[row * columns + 3]! * values[row * columns + 4]!,
  )
  return { ...table, scores }
}

const means = (model: FittedPpm, points: readonly MixPoint[]): number[] =>
  model.predict(points).map(({ mean }) => mean)
const sds = (model: FittedPpm, points: readonly MixPoint[]): number[] =>
  model.predict(points).map(({ sd }) => sd)

describe.each(mixPpmKinds)('%s', (kind) => {
  it('gives the same numbers after it was written and read', () => {
    const model = fitKind(kind, world(1))
    const read = fromPpmArtifact(JSON.parse(JSON.stringify(toPpmArtifact(model))))
    const points = newPoints(1)
    expect(read.predict(points)).toEqual(model.predict(points))
    expect(read.effects(points[0]!)).toEqual(model.effects(points[0]!))
    expect(pairEffects(read)).toEqual(pairEffects(model))
    expect(JSON.stringify(toPpmArtifact(read))).toBe(JSON.stringify(toPpmArtifact(model)))
  })

  it('predicts finite means and standard deviations, also at the corners', () => {
    const table = world(2)
    const corners = [0, table.total].map((humans) => ({
      humans,
      total: table.total,
      counts: table.columnMeans.map((mean) => mean * humans),
    }))
    for (const { mean, sd } of fitKind(kind, table).predict(corners)) {
      expect(Number.isFinite(mean)).toBe(true)
      expect(sd).toBeGreaterThan(0)
    }
  })

  it('shifts its predictions when a constant is added to the scores', () => {
    const table = world(3)
    const shifted = remake(table, { scores: table.scores.map((score) => score - 20) })
    const points = newPoints(3)
    const moved = means(fitKind(kind, shifted), points).map((mean) => mean + 20)
    expectClose(moved, means(fitKind(kind, table), points), 1e-4)
  })

  it('fits constant scores without noise', () => {
    const table = world(1)
    const constant = remake(table, { scores: table.scores.map(() => 61.5) })
    const model = fitKind(kind, constant)
    expectClose(means(model, newPoints(1)), new Float64Array(12).fill(61.5), 1e-6)
    expect(model.noiseSd).toBeLessThan(1e-6)
  })

  it('reads a mix of a pool twice as large as the same mix', () => {
    const table = world(2)
    const model = fitKind(kind, table)
    const [point] = newPoints(2)
    const doubled = {
      humans: 2 * point!.humans,
      total: 600,
      counts: point!.counts.map((c) => 2 * c),
    }
    expectClose(means(model, [doubled]), means(model, [point!]), 1e-9)
    const small = model.effects(point!)
    const large = model.effects(doubled)
    expectClose(
      large.perFeature.map((effect) => 2 * effect),
      small.perFeature,
      1e-9,
    )
    expectClose([2 * large.perRow], [small.perRow], 1e-9)
  })
})

describe.each(exactKinds)('%s', (kind) => {
  it.each(seeds)('does not depend on the order of the mixes (seed %i)', (seed) => {
    const table = world(seed)
    const order = shuffleInPlace(
      table.points.map((_, row) => row),
      createRandom(seed),
    )
    const shuffled = remake(table, {
      points: order.map((row) => table.points[row]!),
      mixIds: order.map((row) => table.mixIds[row]!),
      scores: Float64Array.from(order, (row) => table.scores[row]!),
    })
    const points = newPoints(seed)
    const [one, other] = [fitKind(kind, table), fitKind(kind, shuffled)]
    expectClose(means(other, points), means(one, points), 1e-5)
    expectClose(sds(other, points), sds(one, points), 1e-3)
  })

  it.each(seeds)('permutes its effects with the features (seed %i)', (seed) => {
    const table = world(seed)
    const order = shuffleInPlace(
      table.featureIds.map((_, column) => column),
      createRandom(seed),
    )
    const permute = (values: Float64Array): Float64Array =>
      Float64Array.from(order, (column) => values[column]!)
    const permuted = remake(table, {
      featureIds: order.map((column) => table.featureIds[column]!),
      columnMeans: permute(table.columnMeans),
      points: table.points.map((point) => ({ ...point, counts: permute(point.counts) })),
    })
    const [point] = newPoints(seed)
    const [one, other] = [fitKind(kind, table), fitKind(kind, permuted)]
    const expected = permute(one.effects(point!).perFeature)
    const moved = other.effects({ ...point!, counts: permute(point!.counts) })
    expectClose(moved.perFeature, expected, 1e-4)
  })
})

describe.each(smoothKinds)('%s', (kind) => {
  it.each(seeds)('has effects that are the slopes of its predictions (seed %i)', (seed) => {
    const model = fitKind(kind, bentWorld(seed))
    const [point] = newPoints(seed)
    const effects = model.effects(point!)
    const step = 0.05
    const at = (humans: number, counts: Float64Array): number =>
      model.predict([{ humans, total: point!.total, counts }])[0]!.mean
    const slope = (change: Float64Array, humans: number): number => {
      const moved = (sign: number): number =>
        at(
          point!.humans + sign * step * humans,
          point!.counts.map((count, j) => count + sign * step * change[j]!),
        )
      return (moved(1) - moved(-1)) / (2 * step)
    }
    expectClose([slope(model.columnMeans, 1)], [effects.perRow], 2e-5)
    const numeric = effects.perFeature.map((_, j) =>
      slope(
        effects.perFeature.map((_unused, k) => Number(j === k)),
        0,
      ),
    )
    expectClose(numeric, effects.perFeature, 2e-5)
  })
})

describe('effects of linear kinds', () => {
  it.each(['bayes', 'ridge', 'quadratic', 'gp'] as const)(
    'have the covariance that the predictions imply (%s)',
    (kind) => {
      const model = fitKind(kind, world(4))
      const [point] = newPoints(4)
      const { covariance, perFeature } = model.effects(point!)
      const size = perFeature.length
      for (let j = 0; j < size; j++) {
        expect(covariance![j * size + j]!).toBeGreaterThanOrEqual(0)
        for (let k = 0; k < j; k++) {
          expect(covariance![j * size + k]!).toBeCloseTo(covariance![k * size + j]!, 12)
        }
      }
    },
  )
})

describe('pairEffects', () => {
  it.each(['quadratic', 'quadratic-ols'] as const)('gives exact finite gains (%s)', (kind) => {
    const model = fitKind(kind, bentWorld(5))
    const form = pairEffects(model)!
    const [point] = newPoints(5)
    const row = Float64Array.from(model.featureIds, (_, j) => j % 2)
    const before = { ...point!, humans: point!.humans }
    const after = {
      ...before,
      humans: before.humans + 1,
      counts: before.counts.map((count, j) => count + row[j]!),
    }
    const raw = form.basis === 'counts'
    const u = row.map((value, j) => value - (raw ? 0 : model.columnMeans[j]!))
    const v = before.counts.map((count, j) =>
      raw ? count : count - before.humans * model.columnMeans[j]!,
    )
    let gain = 0
    for (let i = 0; i < u.length; i++) {
      gain += form.linear[i]! * u[i]!
      for (let j = 0; j < u.length; j++) {
        gain += form.pairs[i * u.length + j]! * (2 * v[i]! * u[j]! + u[i]! * u[j]!)
      }
    }
    // One more row also moves the budget: take that part from a row of average features.
    const average = { ...after, counts: before.counts.map((c, j) => c + model.columnMeans[j]!) }
    const [from, to, shifted] = means(model, [before, after, average])
    expect(gain).toBeCloseTo(raw ? to! - from! : to! - shifted!, 6)
  })

  it('is null for kinds without pairs', () => {
    expect(pairEffects(fitKind('bayes', world(1)))).toBeNull()
  })
})

describe('toPpmArtifacts', () => {
  it('stores what targets share once', () => {
    const table = world(1)
    const other = { ...table, scores: table.scores.map((score) => 2 * score) }
    const one = toPpmArtifact(fitKind('bayes', table))
    const both = toPpmArtifacts({ a: fitKind('bayes', table), b: fitKind('bayes', other) })
    expect(Object.keys(fromPpmArtifacts(both))).toEqual(['a', 'b'])
    expect(one.format).toBe('hyper/ppm@1')
  })

  it.each([
    ['nothing', null],
    ['another format', { format: 'hyper/plan@1' }],
    ['an unknown kind', { format: 'hyper/ppm@1', models: { a: { kind: 'magic' } }, arrays: [] }],
    ['lost arrays', { format: 'hyper/ppm@1', models: {}, arrays: [['x']] }],
  ])('refuses %s', (_, json) => {
    expect(() => fromPpmArtifacts(json)).toThrow(/ppm artifact/)
  })
})
