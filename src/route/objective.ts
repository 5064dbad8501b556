import type { MixPoint } from '../domain/index.ts'
import { effectsAt, type PoolView, pointOf } from './pool-view.ts'

/** Counts of a mix of this pool. */
export interface Candidate {
  readonly humans: number
  readonly counts: Float64Array
}

/** What mixes are compared by: the predicted mean minus kappa standard deviations. */
export interface Objective {
  readonly view: PoolView
  readonly kappa: number
  values(candidates: readonly Candidate[]): Float64Array
  /** Change of the objective per feature, per row of the fitted pool; shape (m). */
  slopes(at: Candidate): Float64Array
}

/** Returns the lower confidence bound of a predictor on a pool. */
export function createObjective(view: PoolView, kappa: number): Objective {
  const bounds = (points: readonly MixPoint[]): Float64Array =>
    Float64Array.from(view.predictor.predict(points), ({ mean, sd }) =>
      kappa === 0 ? mean : mean - kappa * sd,
    )
  return {
    view,
    kappa,
    values: (candidates) =>
      bounds(candidates.map(({ humans, counts }) => pointOf(view, humans, counts))),
    slopes: ({ humans, counts }) => {
      const point = pointOf(view, humans, counts)
      const slopes = Float64Array.from(effectsAt(view, point).perFeature)
      return kappa === 0 ? slopes : subtractSdSlopes(view, point, { slopes, kappa })
    },
  }
}

/** The standard deviation has no slope in the interface: central differences of one row, exact to second order. */
function subtractSdSlopes(
  view: PoolView,
  point: MixPoint,
  { slopes, kappa }: { readonly slopes: Float64Array; readonly kappa: number },
): Float64Array {
  const moved = (column: number, by: number): MixPoint => {
    const counts = Float64Array.from(point.counts)
    counts[column]! += by
    return { ...point, counts }
  }
  const columns = [...slopes.keys()].filter((column) => view.missing[column] !== 1)
  const points = columns.flatMap((column) => [moved(column, 1), moved(column, -1)])
  const predictions = view.predictor.predict(points)
  columns.forEach((column, index) => {
    const up = predictions[2 * index]!.sd
    const down = predictions[2 * index + 1]!.sd
    slopes[column]! -= (kappa * (up - down)) / 2
  })
  return slopes
}
