import type {
  FeatureMatrix,
  Interval,
  PlanRow,
  Predictor,
  Prices,
  RoutingPlan,
} from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { decideRouting, intervalOf, type RoutingDecision } from './decide-routing.ts'
import { predictMix, viewPool } from './pool-view.ts'
import type { RoutingRequest } from './request.ts'
import { explainGain } from './row-gains.ts'

/**
 * Returns the plan for a pool: source, rank, gain with interval, price, propensity and reasons for every row, in the order of the pool.
 * Deterministic but for `random`, the starts of `search` and the first row of `coverage`. For pools of millions of rows use `decideRouting` and `describeRow`.
 *
 * @throws HyperError as `decideRouting`
 */
export function planRouting(request: RoutingRequest, random: Random): RoutingPlan {
  const decision = decideRouting(request, random)
  const total = request.matrix.ids.length
  const lm = total - decision.humans
  return {
    router: decision.router,
    budget: decision.budget,
    rows: request.matrix.ids.map((_, row) => describeRow(decision, request, row)),
    human: decision.humans,
    lm,
    priceUsd: planPrice({ human: decision.humans, lm }, request.prices),
    predicted: decision.predicted,
    notes: decision.notes,
  }
}

/** Returns the predicted score of any choice of rows, points; shape of `isHuman`: (n). */
export function predictChoice(
  { matrix, predictor }: { readonly matrix: FeatureMatrix; readonly predictor: Predictor },
  isHuman: Uint8Array,
  { allowMissing = false }: { readonly allowMissing?: boolean } = {},
): Interval {
  return intervalOf(predictMix(viewPool(matrix, predictor, { allowMissing }), isHuman))
}

/** Returns the plan's row for one row of the pool. */
export function describeRow(
  decision: RoutingDecision,
  request: RoutingRequest,
  row: number,
): PlanRow {
  const source = decision.isHuman[row] === 1 ? 'human' : 'lm'
  const pDiffers = request.evidence?.pDiffers?.[row]
  return {
    id: request.matrix.ids[row]!,
    source,
    annotator: request.annotators?.[source] ?? null,
    rank: decision.ranks[row]!,
    gain: gainOf(decision, row),
    pDiffers: pDiffers === undefined || Number.isNaN(pDiffers) ? null : pDiffers,
    priceUsd: request.prices[source],
    propensity: decision.propensity ?? decision.isHuman[row]!,
    why: reasonsOf(decision, row),
  }
}

function reasonsOf({ explain, view, effects }: RoutingDecision, row: number): PlanRow['why'] {
  if (explain !== null) return explain(row)
  return view === null || effects === null ? [] : explainGain(view, effects, row)
}

/** Returns what the labels cost, USD; null where the price of a label that is bought is unknown. */
export function planPrice(
  { human, lm }: { readonly human: number; readonly lm: number },
  prices: Prices,
): number | null {
  if ((human > 0 && prices.human === null) || (lm > 0 && prices.lm === null)) return null
  return human * (prices.human ?? 0) + lm * (prices.lm ?? 0)
}

/** Without a covariance the interval is unknown, not empty: its ends are NaN. */
function gainOf({ gains, gainSds }: RoutingDecision, row: number): Interval | null {
  if (gains === null) return null
  return intervalOf({ mean: gains[row]!, sd: gainSds === null ? Number.NaN : gainSds[row]! })
}
