import type { Budget, FeatureMatrix, Interval, Predictor, Prices } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { decideRouting, intervalOf, type RoutingDecision } from './decide-routing.ts'
import { planPrice } from './plan-routing.ts'
import { countMembers, effectsAt, type PoolView, pointOf } from './pool-view.ts'
import type { RoutingRequest } from './request.ts'
import type { RouterName } from './router-names.ts'

/** Options of the frontier. */
export interface FrontierOptions
  extends Pick<
    RoutingRequest,
    | 'kappa'
    | 'simulations'
    | 'drawCandidates'
    | 'starts'
    | 'batches'
    | 'allowMissingFeatures'
    | 'evidence'
    | 'usable'
  > {
  readonly prices: Prices
  /** Human shares, 0 to 1. */
  readonly shares: readonly number[]
  /** Default `top-k`. */
  readonly router?: RouterName
  /** Labels whose marginal value is asked for; default 100. */
  readonly next?: number
}

/** One point of the frontier. */
export interface FrontierPoint {
  /** Human share, 0 to 1. */
  readonly share: number
  readonly humans: number
  /** Price of all labels, USD; null when unknown. */
  readonly priceUsd: number | null
  /** Predicted score, points. */
  readonly predicted: Interval
  /** What the next human labels would add; null when no row is left. */
  readonly next: MarginalValue | null
}

/** What some more human labels would add to the predicted score. */
export interface MarginalValue {
  /** Labels; fewer than asked for when fewer rows are left. */
  readonly labels: number
  /** Change of the predicted score, points; ends NaN where the model has no covariance. */
  readonly points: Interval
  /** What they cost beyond the judge labels that they replace, USD; null when unknown. */
  readonly costUsd: number | null
}

/** Returns the predicted score against human share and money, with the marginal value of the next human labels at each point. */
export function budgetFrontier(
  predictor: Predictor,
  matrix: FeatureMatrix,
  options: FrontierOptions,
  random: Random,
): FrontierPoint[] {
  const { prices, shares, router = 'top-k', next = 100, ...rest } = options
  const total = matrix.ids.length
  const decide = (humans: number): RoutingDecision => {
    const budget: Budget = { unit: 'instances', amount: humans }
    const request: RoutingRequest = { ...rest, matrix, predictor, budget, router, prices }
    return decideRouting(request, random.fork('frontier', humans))
  }
  return shares.map((share) => {
    const decision = decide(Math.round(share * total))
    const { humans } = decision
    const labels = Math.min(next, total - humans)
    return {
      share: total === 0 ? 0 : humans / total,
      humans,
      priceUsd: planPrice({ human: humans, lm: total - humans }, prices),
      predicted: decision.predicted!,
      next:
        labels === 0
          ? null
          : marginalValue(decision, { labels, prices, after: decide(humans + labels) }),
    }
  })
}

/** The error of a difference of two predictions is that of the effects alone; the curve of the budget is taken as exact. */
function marginalValue(
  before: RoutingDecision,
  { labels, prices, after }: { labels: number; prices: Prices; after: RoutingDecision },
): MarginalValue {
  const view = before.view!
  const from = countMembers(view.matrix, before.isHuman)
  const to = countMembers(view.matrix, after.isHuman)
  const rows = after.humans - before.humans
  const shift = to.map((count, column) =>
    view.missing[column] === 1
      ? 0
      : count - from[column]! - rows * view.predictor.columnMeans[column]!,
  )
  const mean = after.predicted!.value - before.predicted!.value
  const { human, lm } = prices
  return {
    labels,
    points: intervalOf({ mean, sd: shiftSd(view, { shift, humans: before.humans, counts: from }) }),
    costUsd: human === null || lm === null ? null : labels * (human - lm),
  }
}

function shiftSd(
  view: PoolView,
  { shift, humans, counts }: { shift: Float64Array; humans: number; counts: Float64Array },
): number {
  const { covariance } = effectsAt(view, pointOf(view, humans, counts))
  if (covariance === null) return Number.NaN
  const size = shift.length
  let variance = 0
  for (let i = 0; i < size; i++) {
    let product = 0
    for (let j = 0; j < size; j++) product += covariance[i * size + j]! * shift[j]!
    variance += shift[i]! * product
  }
  return view.scale * Math.sqrt(Math.max(0, variance))
}
