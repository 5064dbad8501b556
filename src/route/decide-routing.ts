import { type Budget, type Effects, type Interval, resolveBudget } from '../domain/index.ts'
import { HyperError, type Random } from '../kit/index.ts'
import { argsortDescending, normalQuantile } from '../stats/index.ts'
import { chooseRouter, readRouterFacts } from './choose-router.ts'
import { checkEvidence } from './evidence.ts'
import { planNotes } from './plan-notes.ts'
import {
  countMembers,
  effectsAt,
  type PoolView,
  pointOf,
  predictMix,
  viewPool,
} from './pool-view.ts'
import type { RoutingRequest } from './request.ts'
import { parseRouter, type RouterName } from './router-names.ts'
import { ROUTERS } from './router-table.ts'
import { routeOptimal } from './routers/optimal.ts'
import { countPositive, type RouterDecision, type RowExplainer } from './routers/router.ts'
import { scoreGainSds, scoreGains } from './row-gains.ts'

/** 97.5 % point of the normal distribution. */
const z95: number = normalQuantile(0.975)

/** A decision by columns, for pools whose rows are too many to hold as objects. */
export interface RoutingDecision {
  readonly router: RouterName
  readonly budget: Budget
  readonly humans: number
  /** 1 for rows that go to people; shape (n). */
  readonly isHuman: Uint8Array
  /** Rank of every row, 1 is routed to people first; shape (n). */
  readonly ranks: Uint32Array
  /** Chance of every row to be human-routed, where the choice was random; null for a deterministic choice. */
  readonly propensity: number | null
  /** Points per row; null where the router predicts none. Shape (n). */
  readonly gains: Float64Array | null
  /** Standard deviation of each gain; null where unknown. Shape (n). */
  readonly gainSds: Float64Array | null
  /** Effects that the gains follow; null where there are none. */
  readonly effects: Effects | null
  /** What moved a row where that was evidence; null where it was the PPM, or nothing. */
  readonly explain: RowExplainer | null
  readonly view: PoolView | null
  /** Predicted score of the plan; null without a predictor. */
  readonly predicted: Interval | null
  readonly notes: readonly string[]
}

/**
 * Returns where every row goes, by columns: memory is some typed arrays of the pool's length.
 *
 * @throws HyperError `config/unknown-router`, `config/unknown-price`, `config/bad-budget`, `config/free-budget`, `config/router-needs-ppm`, other
 * `config/router-needs-...` that name the evidence, `config/missing-candidates`, `data/missing-features`; RangeError for evidence of other rows
 */
export function decideRouting(request: RoutingRequest, random: Random): RoutingDecision {
  const { matrix, predictor } = request
  const asked = parseRouter(request.router)
  if (request.evidence !== undefined) checkEvidence(request.evidence, matrix.ids)
  const choice = chooseRouter(readRouterFacts(request))
  const router = asked === 'auto' || asked === 'combined' ? choice.router : asked
  const allowMissing = request.allowMissingFeatures ?? false
  const view = predictor === null ? null : viewPool(matrix, predictor, { allowMissing })
  const base = { request, matrix, view, random }
  const humans = humansOf(request, { router, view, random })
  const decided = ROUTERS[router]({ ...base, humans })
  const sent = decided.isHuman.reduce((sum, bit) => sum + bit, 0)
  const facts = gainFacts(view, decided)
  const predicted = view === null ? null : intervalOf(predictMix(view, decided.isHuman))
  const noted = { request, router, choice, view, humans: sent, predicted: predicted?.value ?? null }
  return {
    router,
    budget: budgetOf(request, { router, humans, sent }),
    humans: sent,
    isHuman: decided.isHuman,
    ranks: rankRows(decided, facts.gains),
    propensity: decided.propensity,
    ...facts,
    explain: decided.explain ?? null,
    view,
    predicted,
    notes: [...decided.notes, ...planNotes(noted)],
  }
}

/** Returns mean and 95 % interval of a prediction. */
export function intervalOf({ mean, sd }: { readonly mean: number; readonly sd: number }): Interval {
  return { value: mean, lo: mean - z95 * sd, hi: mean + z95 * sd }
}

/** Routers that find a free budget themselves. */
const findsBudget: readonly RouterName[] = [
  'optimal',
  'all-human',
  'label-gain',
  'influence',
  'oracle',
]

/** Other routers fill a free budget that `optimal` found; a combination without a PPM to trust, as many rows as have a label gain above zero. */
function humansOf(
  request: RoutingRequest,
  { router, view, random }: { router: RouterName; view: PoolView | null; random: Random },
): number {
  const total = request.matrix.ids.length
  if (request.budget !== 'free') return resolveBudget(request.budget, total, request.prices)
  if (findsBudget.includes(router)) return total
  if (router === 'all-lm') return 0
  if (router === 'combined' && (view === null || request.usable === false)) {
    return countPositive(request.evidence!.labelGain!)
  }
  if (view === null) {
    throw new HyperError(
      'config/free-budget',
      `router "${router}": got a free budget without a PPM, expected a share, a number of instances or money`,
    )
  }
  const best = routeOptimal({ request, matrix: request.matrix, view, humans: total, random })
  return best.isHuman.reduce((sum, bit) => sum + bit, 0)
}

function budgetOf(
  request: RoutingRequest,
  { router, humans, sent }: { router: RouterName; humans: number; sent: number },
): Budget {
  const isAsked = request.budget !== 'free' && router !== 'all-human' && router !== 'all-lm'
  return isAsked && sent === humans
    ? (request.budget as Budget)
    : { unit: 'instances', amount: sent }
}

function gainFacts(
  view: PoolView | null,
  decided: RouterDecision,
): Pick<RoutingDecision, 'gains' | 'gainSds' | 'effects'> {
  if (view === null || !decided.showsGains) return { gains: null, gainSds: null, effects: null }
  const humans = decided.isHuman.reduce((sum, bit) => sum + bit, 0)
  const at = decided.gainsAt ?? pointOf(view, humans, countMembers(view.matrix, decided.isHuman))
  const effects = effectsAt(view, at)
  return {
    gains: decided.gains ?? scoreGains(view, effects),
    gainSds: scoreGainSds(view, effects),
    effects,
  }
}

/** People's rows first, then by priority or gain; equal ones by index. */
function rankRows(decided: RouterDecision, gains: Float64Array | null): Uint32Array {
  const priority = decided.priority ?? gains ?? new Float64Array(decided.isHuman.length)
  const order = argsortDescending(priority)
  const ranks = new Uint32Array(order.length)
  let rank = 0
  for (const side of [1, 0]) {
    for (const row of order) if (decided.isHuman[row] === side) ranks[row] = ++rank
  }
  return ranks
}
