import type { MixPoint } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { createMatrix, type Matrix } from '../stats/index.ts'

/** The trained mixes as a PPM sees them, without scores: budget shares and deviations of the counts. n mixes, m features. */
export interface MixDesign {
  readonly featureIds: readonly string[]
  readonly mixIds: readonly string[]
  /** Share of the pool's rows that carry each feature; shape (m). */
  readonly columnMeans: Float64Array
  /** Rows of the pool. */
  readonly total: number
  readonly points: readonly MixPoint[]
  /** Human share of each mix, 0 to 1; shape (n). */
  readonly shares: Float64Array
  /** Human-routed rows per feature; n x m. */
  readonly counts: Matrix
  /** counts - humans * columnMeans; n x m. Not scaled: one unit is one row. */
  readonly deviations: Matrix
  /** Precision of each score relative to one training of one mix (two trainings averaged: 2); shape (n). */
  readonly weights: Float64Array
}

/** Trained mixes with the score that a PPM learns. */
export interface TrainingTable extends MixDesign {
  /** Points; shape (n). */
  readonly scores: Float64Array
}

/** Input of `createMixDesign`; give column means or column sums of the feature matrix of the pool. */
export interface MixDesignInput {
  readonly points: readonly MixPoint[]
  readonly featureIds: readonly string[]
  readonly mixIds: readonly string[]
  readonly total: number
  readonly columnMeans?: Float64Array
  readonly columnSums?: Float64Array
  readonly weights?: Float64Array
}

/** Input of `createTrainingTable`. */
export interface TrainingTableInput extends MixDesignInput {
  readonly scores: Float64Array
}

/**
 * Returns the design of trained mixes: b = humans / total and d = counts - humans * column mean.
 *
 * @throws HyperError `data/bad-mix` where lengths disagree, a mix belongs to another pool, or a number is not finite
 */
export function createMixDesign(input: MixDesignInput): MixDesign {
  const { points, featureIds, mixIds, total } = input
  const columnMeans = input.columnMeans ?? input.columnSums?.map((sum) => sum / total)
  if (columnMeans === undefined)
    throw new TypeError('createMixDesign: got neither columnMeans nor columnSums, expected one')
  const features = featureIds.length
  expectLength('columnMeans', columnMeans.length, features)
  expectLength('mixIds', mixIds.length, points.length)
  const weights = input.weights ?? new Float64Array(points.length).fill(1)
  expectLength('weights', weights.length, points.length)
  const counts = createMatrix(points.length, features)
  const deviations = createMatrix(points.length, features)
  points.forEach((point, row) => {
    checkPoint(point, mixIds[row]!, { total, features, weight: weights[row]! })
    counts.values.set(point.counts, row * features)
    for (let column = 0; column < features; column++) {
      deviations.values[row * features + column] =
        point.counts[column]! - point.humans * columnMeans[column]!
    }
  })
  const shares = Float64Array.from(points, (point) => point.humans / total)
  return { featureIds, mixIds, columnMeans, total, points, shares, counts, deviations, weights }
}

/**
 * Returns the table that a PPM is fitted on.
 *
 * @throws HyperError `data/bad-mix`, and `data/bad-score` where a score is not a finite number
 */
export function createTrainingTable(input: TrainingTableInput): TrainingTable {
  return withScores(createMixDesign(input), input.scores)
}

/**
 * Returns the table of a design and one target.
 *
 * @throws HyperError `data/bad-score` where a score is not a finite number
 */
export function withScores(design: MixDesign, scores: Float64Array): TrainingTable {
  expectLength('scores', scores.length, design.points.length)
  const bad = scores.findIndex((score) => !Number.isFinite(score))
  if (bad >= 0) {
    throw new HyperError(
      'data/bad-score',
      `score of ${design.mixIds[bad]}: got ${String(scores[bad])}, expected a finite number of points`,
      { details: { mix: design.mixIds[bad] } },
    )
  }
  return { ...design, scores }
}

/** Returns the design of some of the mixes, in the order given. */
export function selectMixes(design: MixDesign, rows: ArrayLike<number>): MixDesign {
  const features = design.featureIds.length
  const counts = createMatrix(rows.length, features)
  const deviations = createMatrix(rows.length, features)
  const { points, mixIds, shares, weights } = takeEach(design, rows)
  for (let index = 0; index < rows.length; index++) {
    const from = rows[index]! * features
    counts.values.set(design.counts.values.subarray(from, from + features), index * features)
    deviations.values.set(
      design.deviations.values.subarray(from, from + features),
      index * features,
    )
  }
  return { ...design, points, mixIds, shares, weights, counts, deviations }
}

/** Returns the chosen elements of a vector, in the order given. */
export function takeValues(values: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) taken[index] = values[rows[index]!]!
  return taken
}

function takeEach(
  design: MixDesign,
  rows: ArrayLike<number>,
): Pick<MixDesign, 'points' | 'mixIds' | 'shares' | 'weights'> {
  const order = Array.from({ length: rows.length }, (_, index) => rows[index]!)
  return {
    points: order.map((row) => design.points[row]!),
    mixIds: order.map((row) => design.mixIds[row]!),
    shares: takeValues(design.shares, rows),
    weights: takeValues(design.weights, rows),
  }
}

function checkPoint(
  point: MixPoint,
  id: string,
  expected: { readonly total: number; readonly features: number; readonly weight: number },
): void {
  const fail = (what: string, got: unknown, want: string): never => {
    throw new HyperError('data/bad-mix', `${what} of ${id}: got ${show(got)}, expected ${want}`, {
      details: { mix: id },
    })
  }
  if (point.total !== expected.total)
    fail('total', point.total, `${expected.total} rows as the pool`)
  if (!(point.humans >= 0 && point.humans <= expected.total)) {
    fail('humans', point.humans, `0 to ${expected.total}`)
  }
  if (point.counts.length !== expected.features) {
    fail('counts', point.counts.length, `${expected.features} features`)
  }
  let sum = 0
  for (const count of point.counts) sum += count
  if (!Number.isFinite(sum)) fail('counts', 'a value that is not finite', 'numbers')
  if (!(expected.weight > 0 && Number.isFinite(expected.weight))) {
    fail('weight', expected.weight, 'a positive number')
  }
}

function expectLength(what: string, got: number, expected: number): void {
  if (got !== expected) {
    throw new HyperError('data/bad-mix', `${what}: got ${got} values, expected ${expected}`)
  }
}
