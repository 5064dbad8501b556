import { type Budget, type Effects, type Interval, resolveBudget } from '../domain/index.ts'
import { HyperError, type Random } from '../kit/index.ts'
import { argsort, normalQuantile } from '../stats/index.ts'
import { chooseRouter } from './choose-router.ts'
import { planNotes } from './plan-notes.ts'
import {
  countMembers,
  effectsAt,
  type PoolView,
  pointOf,
  predictMix,
  viewPool,
} from './pool-view.ts'
import type { RouterName, RoutingRequest } from './request.ts'
import { routeAllHuman } from './routers/all-human.ts'
import { routeAllLm } from './routers/all-lm.ts'
import { routeDisagreement } from './routers/disagreement.ts'
import { routeMarginal } from './routers/marginal.ts'
import { routeOptimal } from './routers/optimal.ts'
import { routeRandom } from './routers/random.ts'
import type { Router, RouterDecision } from './routers/router.ts'
import { routeSearch } from './routers/search.ts'
import { routeSimulated } from './routers/simulated.ts'
import { routeTopK } from './routers/top-k.ts'
import { scoreGainSds, scoreGains } from './row-gains.ts'

const routers: Readonly<Record<RouterName, Router>> = {
  random: routeRandom,
  'all-human': routeAllHuman,
  'all-lm': routeAllLm,
  'top-k': routeTopK,
  simulated: routeSimulated,
  optimal: routeOptimal,
  marginal: routeMarginal,
  search: routeSearch,
  disagreement: routeDisagreement,
}

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
  readonly view: PoolView | null
  /** Predicted score of the plan; null without a predictor. */
  readonly predicted: Interval | null
  readonly notes: readonly string[]
}

/**
 * Returns where every row goes, by columns: memory is some typed arrays of the pool's length.
 *
 * @throws HyperError `config/unknown-price`, `config/bad-budget`, `config/free-budget`, `config/router-needs-ppm`,
 * `config/router-needs-p-differs`, `config/missing-candidates`, `data/missing-features`
 */
export function decideRouting(request: RoutingRequest, random: Random): RoutingDecision {
  const { matrix, predictor } = request
  const choice = chooseRouter({
    hasPredictor: predictor !== null,
    usable: request.usable,
    hasPDiffers: request.pDiffers !== undefined && request.pDiffers !== null,
  })
  const router = request.router === 'auto' ? choice.router : request.router
  const allowMissing = request.allowMissingFeatures ?? false
  const view = predictor === null ? null : viewPool(matrix, predictor, { allowMissing })
  const base = { request, matrix, view, random }
  const humans = humansOf(request, { router, view, random })
  const decided = routers[router]({ ...base, humans })
  const sent = decided.isHuman.reduce((sum, bit) => sum + bit, 0)
  const facts = gainFacts(view, decided)
  return {
    router,
    budget: budgetOf(request, { router, humans, sent }),
    humans: sent,
    isHuman: decided.isHuman,
    ranks: rankRows(decided, facts.gains),
    propensity: decided.propensity,
    ...facts,
    view,
    predicted: view === null ? null : intervalOf(predictMix(view, decided.isHuman)),
    notes: [...decided.notes, ...planNotes({ request, router, choice, view, humans: sent })],
  }
}

/** Returns mean and 95 % interval of a prediction. */
export function intervalOf({ mean, sd }: { readonly mean: number; readonly sd: number }): Interval {
  return { value: mean, lo: mean - z95 * sd, hi: mean + z95 * sd }
}

/** A free budget is found by `optimal` first; the router then fills it. */
function humansOf(
  request: RoutingRequest,
  { router, view, random }: { router: RouterName; view: PoolView | null; random: Random },
): number {
  const total = request.matrix.ids.length
  if (request.budget !== 'free') return resolveBudget(request.budget, total, request.prices)
  if (router === 'optimal' || router === 'all-human') return total
  if (router === 'all-lm') return 0
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
  const order = argsort(priority, 'descending')
  const ranks = new Uint32Array(order.length)
  let rank = 0
  for (const side of [1, 0]) {
    for (const row of order) if (decided.isHuman[row] === side) ranks[row] = ++rank
  }
  return ranks
}
