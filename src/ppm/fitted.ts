import type { Effects, MixPoint, Prediction, Predictor } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { MixDesign } from './training-table.ts'

/** The kinds of performance prediction models that are fitted on trained mixes; `bayes` is the default. */
export const mixPpmKinds = [
  'budget-only',
  'bayes',
  'ridge',
  'quadratic',
  'gp',
  'boosting',
  'linear-ols',
  'quadratic-ols',
] as const

/** The name of a kind that is fitted on trained mixes. */
export type MixPpmKind = (typeof mixPpmKinds)[number]

/** All kinds; `influence` is fitted on the influences of a pilot's labels instead, by `fitInfluencePpm`. */
export const ppmKinds: readonly (MixPpmKind | 'influence')[] = [...mixPpmKinds, 'influence']

/** The name of a kind of performance prediction model. */
export type PpmKind = (typeof ppmKinds)[number]

/** Everything a fitted model is: plain numbers by name, so that it can be written and read without loss. */
export interface PpmState {
  readonly kind: PpmKind
  readonly featureIds: readonly string[]
  readonly columnMeans: Float64Array
  readonly total: number
  readonly trainedMixes: number
  /** Standard deviation of one training of one mix around its expected score; points. */
  readonly noiseSd: number
  readonly numbers: Readonly<Record<string, number>>
  readonly arrays: Readonly<Record<string, Float64Array>>
}

/** A fitted performance prediction model. `predict(points)[i].sd` leaves out run noise; add `noiseSd` in squares for a predictive interval. */
export interface FittedPpm extends Predictor {
  readonly kind: PpmKind
  readonly noiseSd: number
  readonly trainedMixes: number
  readonly state: PpmState
}

/** A mix in the units of a model: counts are brought to the pool size that the model was fitted on. */
export interface ModelPoint {
  /** Human share, 0 to 1. */
  readonly share: number
  /** counts - humans * columnMeans of the model, times factor; shape (m). */
  readonly deviation: Float64Array
  /** Counts times factor; shape (m). */
  readonly counts: Float64Array
  /** Pool size of the model over pool size of the point: one row of a small pool moves the mix more. */
  readonly factor: number
}

/** How a kind answers, in its own units; `sealPpm` puts pool sizes right. */
export interface ModelBody {
  predict(points: readonly ModelPoint[]): Prediction[]
  /** Slope of the score in the human share at fixed deviation (points per unit share) and gradient in the deviations. */
  effects(at: ModelPoint): {
    readonly perShare: number
    readonly perFeature: Float64Array
    readonly covariance: Float64Array | null
  }
}

/** Returns the model of a state and the functions that answer for it. */
export function sealPpm(state: PpmState, body: ModelBody): FittedPpm {
  const { kind, featureIds, columnMeans, total, noiseSd, trainedMixes } = state
  return {
    kind,
    featureIds,
    columnMeans,
    total,
    noiseSd,
    trainedMixes,
    state,
    predict: (points) => body.predict(points.map((point) => toModelPoint(state, point))),
    effects: (at) =>
      scaleEffects(body.effects(toModelPoint(state, at)), total / at.total, at.total),
  }
}

/** Returns the facts that every state carries, of a design. */
export function stateHeader(
  kind: PpmKind,
  design: MixDesign,
): Pick<PpmState, 'kind' | 'featureIds' | 'columnMeans' | 'total' | 'trainedMixes'> {
  return {
    kind,
    featureIds: design.featureIds,
    columnMeans: design.columnMeans,
    total: design.total,
    trainedMixes: design.points.length,
  }
}

/**
 * Refuses a design that is too small for any model.
 *
 * @throws HyperError `data/too-few-mixes`
 */
export function requireMixes(design: MixDesign, least = 4): void {
  if (design.points.length >= least) return
  throw new HyperError(
    'data/too-few-mixes',
    `trained mixes: got ${design.points.length}, expected at least ${least} to fit a PPM`,
    {
      hint: 'train more candidate mixes; below about 60 a PPM is rarely better than the budget alone',
    },
  )
}

/** Returns a number of a state. */
export function stateNumber(state: PpmState, name: string): number {
  const value = state.numbers[name]
  if (value === undefined) throw missing(state, name)
  return value
}

/** Returns an array of a state. */
export function stateArray(state: PpmState, name: string): Float64Array {
  const value = state.arrays[name]
  if (value === undefined) throw missing(state, name)
  return value
}

function missing(state: PpmState, name: string): HyperError {
  return new HyperError(
    'data/bad-ppm',
    `ppm ${state.kind}: got no ${name}, expected it in the artifact`,
  )
}

function toModelPoint(state: PpmState, point: MixPoint): ModelPoint {
  const { columnMeans, total } = state
  if (point.counts.length !== columnMeans.length) {
    throw new RangeError(
      `mix point: got ${point.counts.length} counts, expected ${columnMeans.length}`,
    )
  }
  const factor = total / point.total
  const counts = point.counts.map((count) => count * factor)
  const humans = point.humans * factor
  const deviation = counts.map((count, column) => count - humans * columnMeans[column]!)
  return { share: point.humans / point.total, deviation, counts, factor }
}

function scaleEffects(
  effects: ReturnType<ModelBody['effects']>,
  factor: number,
  pointTotal: number,
): Effects {
  const { perShare, perFeature, covariance } = effects
  return {
    perRow: perShare / pointTotal,
    perFeature: factor === 1 ? perFeature : perFeature.map((effect) => effect * factor),
    covariance:
      covariance === null || factor === 1
        ? covariance
        : covariance.map((value) => value * factor * factor),
  }
}
