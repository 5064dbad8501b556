import {
  columnSums,
  countRows,
  type Effects,
  type FeatureMatrix,
  type MixPoint,
  type RowBits,
  rowBits,
} from '../domain/index.ts'
import { drawNormal, type Random } from '../kit/index.ts'
import { mean, selectTop, standardDeviation } from '../stats/index.ts'
import { countColumns, sumWeights } from './bit-columns.ts'
import { createPairwiseForm, createSimpleForm, type SurfaceKind } from './surface-form.ts'
import { drawSurfaceMatrix } from './surface-matrix.ts'

/** What an analytic world is made of; scores are points. */
export interface SurfaceOptions {
  readonly instances: number
  /** Columns of the feature matrix; default 90. */
  readonly features?: number
  /** Default `linear`. */
  readonly kind?: SurfaceKind
  /** Standard deviation of the true gains over instances; default 12 points / instances, 0.0016 at 7,531. */
  readonly spread?: number
  /** Standard deviation of one run at a fixed mix; default 1.4. */
  readonly noise?: number
  /** Products of two deviations in a pairwise surface; default 60. */
  readonly pairs?: number
  /** Smooth score in the human share; default 66.5 at 0 to 60 at 1. */
  readonly curve?: (share: number) => number
}

/** A world without texts: features, and a score for every mix. */
export interface ResponseSurface {
  readonly kind: SurfaceKind
  readonly matrix: FeatureMatrix
  /** Gain of every row at mixes without deviation, the budget curve left out; points, mean 0. The whole truth of a linear surface. */
  readonly trueGains: Float64Array
  /** Standard deviation of `score` around `expectedScore`. */
  readonly noise: number
  /** Returns budget and counts of a set of rows. */
  pointOf(rows: RowBits): MixPoint
  /** Returns the score without run noise. */
  expectedScore(point: MixPoint): number
  /** Returns one run: the expected score plus noise. */
  score(point: MixPoint, random: Random): number
  /** Returns the local linear view, as a predictor would give it; exact, so without covariance. */
  effects(point: MixPoint): Effects
  /** Returns the score of a mix that takes `humans` rows at random, in expectation over the curve (no deviation). */
  randomScore(humans: number): number
  /** Returns the best mix of a size: exact for linear and saturating surfaces, repeated linearisation from 12 starts otherwise. */
  oracle(humans: number, random: Random): { readonly rows: RowBits; readonly score: number }
}

/** Returns an analytic world: made-up features and a known score of every mix of them. */
export function simulateSurface(options: SurfaceOptions, random: Random): ResponseSurface {
  const { instances, features = 90, kind = 'linear', noise = 1.4, curve = fallingCurve } = options
  const matrix = drawSurfaceMatrix(instances, features, random.fork('matrix'))
  const means = columnSums(matrix).map((total) => total / instances)
  const { weights, gains } = drawWeights(
    matrix,
    options.spread ?? 12 / instances,
    random.fork('weights'),
  )
  const form =
    kind === 'pairwise'
      ? createPairwiseForm(weights, { matrix, pairs: options.pairs ?? 60 }, random.fork('form'))
      : createSimpleForm(kind, weights)
  const deviations = (point: MixPoint): Float64Array =>
    point.counts.map((count, column) => count - point.humans * means[column]!)
  const surface: Omit<ResponseSurface, 'oracle'> = {
    kind,
    matrix,
    trueGains: gains,
    noise,
    pointOf: (rows) => ({
      humans: countRows(rows),
      total: instances,
      counts: countColumns(matrix, rows),
    }),
    expectedScore: (point) => curve(point.humans / instances) + form.value(deviations(point)),
    score: (point, stream) => surface.expectedScore(point) + noise * drawNormal(stream),
    effects: (point) => ({
      perRow: slopeOf(curve, point.humans / instances) / instances,
      perFeature: Float64Array.from(form.slope(deviations(point))),
      covariance: null,
    }),
    randomScore: (humans) => curve(humans / instances) + form.value(new Float64Array(features)),
  }
  return { ...surface, oracle: (humans, stream) => findOracle(surface, humans, stream) }
}

function fallingCurve(share: number): number {
  return 66.5 - 4.5 * share - 2 * share * share
}

function slopeOf(curve: (share: number) => number, share: number): number {
  const low = Math.max(0, share - 1e-4)
  const high = Math.min(1, share + 1e-4)
  return (curve(high) - curve(low)) / (high - low)
}

function drawWeights(
  matrix: FeatureMatrix,
  spread: number,
  random: Random,
): { readonly weights: Float64Array; readonly gains: Float64Array } {
  const raw = Float64Array.from(matrix.specs, () => drawNormal(random))
  const sums = sumWeights(matrix, raw)
  const deviation = standardDeviation(sums)
  const scale = deviation > 0 ? spread / deviation : 0
  const center = mean(sums)
  return {
    weights: raw.map((weight) => weight * scale),
    gains: sums.map((sum) => (sum - center) * scale),
  }
}

type Scored = Pick<
  ResponseSurface,
  'kind' | 'matrix' | 'trueGains' | 'pointOf' | 'expectedScore' | 'effects'
>

function findOracle(
  surface: Scored,
  humans: number,
  random: Random,
): { readonly rows: RowBits; readonly score: number } {
  const { matrix } = surface
  const instances = matrix.ids.length
  const take = (gains: Float64Array): { rows: RowBits; score: number; point: MixPoint } => {
    const rows = rowBits(instances, selectTop(gains, humans))
    const point = surface.pointOf(rows)
    return { rows, point, score: surface.expectedScore(point) }
  }
  let best = take(surface.trueGains)
  if (surface.kind !== 'pairwise') return { rows: best.rows, score: best.score }
  for (let start = 0; start < 12; start++) {
    const direction = matrix.specs.map(() => drawNormal(random))
    let current = start === 0 ? best : take(sumWeights(matrix, direction))
    for (let round = 0; round < 50; round++) {
      const next = take(sumWeights(matrix, surface.effects(current.point).perFeature))
      if (!(next.score > current.score + 1e-9)) break
      current = next
    }
    if (current.score > best.score) best = current
  }
  return { rows: best.rows, score: best.score }
}
