import { columnSums } from '../domain/index.ts'
import type { RouterChoice } from './choose-router.ts'
import { costNotes } from './money-notes.ts'
import { type PoolView, pointOf } from './pool-view.ts'
import type { RoutingRequest } from './request.ts'
import { RANKS_BY_PPM, type RouterName } from './router-names.ts'

/** What the notes are written from. */
export interface NoteFacts {
  readonly request: RoutingRequest
  readonly router: RouterName
  /** What `chooseRouter` says. */
  readonly choice: RouterChoice
  readonly view: PoolView | null
  readonly humans: number
  /** Predicted score of the plan, points; null without a predictor. */
  readonly predicted: number | null
}

/** Returns plain sentences about the limits of a plan. */
export function planNotes(facts: NoteFacts): string[] {
  return [
    ...routerNotes(facts),
    ...moneyNotes(facts),
    ...(facts.view === null ? [] : transferNotes(facts, facts.view)),
    ...(facts.view === null ? [] : baselineNotes(facts, facts.view)),
  ]
}

/** Routers whose plans show no gains and need none. */
const showsNoGains: readonly RouterName[] = ['random', 'all-human', 'all-lm']

function routerNotes({ request, router, choice, view }: NoteFacts): string[] {
  const notes: string[] = []
  if (request.router === 'auto') notes.push(`router "${router}" was chosen: ${choice.reason}`)
  if (request.router === 'combined' && router !== 'combined') {
    notes.push(`router "combined" gave way to "${router}": ${choice.reason}`)
  }
  if (request.budget !== 'free' && (router === 'all-human' || router === 'all-lm')) {
    notes.push(`router "${router}" ignores the budget`)
  }
  if (view === null || showsNoGains.includes(router)) return notes
  return [
    ...notes,
    ...(RANKS_BY_PPM.includes(router) ? trustNotes(request, choice) : besideNotes(request)),
  ]
}

function trustNotes({ usable }: RoutingRequest, { recommended }: RouterChoice): string[] {
  if (usable === undefined) {
    return ['nobody checked whether the PPM is better than the budget alone']
  }
  return usable
    ? []
    : [
        `the PPM was refused: it is not better than the budget alone, so these gains are not evidence; "${recommended}" is recommended`,
      ]
}

function besideNotes({ usable }: RoutingRequest): string[] {
  return usable === false
    ? [
        'the gains beside the rows are those of a PPM that was refused: they are not evidence and moved no row',
      ]
    : []
}

function moneyNotes(facts: NoteFacts): string[] {
  return [...unpricedNotes(facts), ...pointNotes(facts)]
}

function unpricedNotes({ request, humans }: NoteFacts): string[] {
  const { prices, matrix } = request
  const unknown = [
    ...(prices.human === null && humans > 0 ? ['human'] : []),
    ...(prices.lm === null && humans < matrix.ids.length ? ['lm'] : []),
  ]
  return unknown.map((source) => `the price of ${source} labels is unknown, so is that of the plan`)
}

/** What a point costs, where the router chose rows for the points that a PPM predicts. */
function pointNotes({ request, router, view, humans, predicted }: NoteFacts): string[] {
  if (view === null || predicted === null || !RANKS_BY_PPM.includes(router)) return []
  if (request.usable === false) return []
  const none = pointOf(view, 0, new Float64Array(view.predictor.featureIds.length))
  const gain = predicted - view.predictor.predict([none])[0]!.mean
  return costNotes(request.prices, { humans, gain, unit: 'point' })
}

function transferNotes({ request }: NoteFacts, view: PoolView): string[] {
  const notes: string[] = []
  const total = request.matrix.ids.length
  if (total !== view.predictor.total) {
    notes.push(
      `the PPM was fitted on ${view.predictor.total} rows and this pool has ${total}: mixes are compared by their shares, and gains hold per row of this pool`,
    )
  }
  if (view.missingIds.length > 0) {
    notes.push(
      `${view.missingIds.length} features of the PPM are missing here and count as average: ${view.missingIds.slice(0, 5).join(', ')}`,
    )
  }
  const known = new Set(view.predictor.featureIds)
  const extra = request.matrix.specs.filter((spec) => !known.has(spec.id)).length
  if (extra > 0)
    notes.push(`${extra} features of this pool are unknown to the PPM and were not used`)
  return notes
}

/** The predictions that the plan's own has to be read beside. */
function baselineNotes({ request, humans }: NoteFacts, view: PoolView): string[] {
  const total = request.matrix.ids.length
  if (total === 0) return []
  const means = poolMeans(view)
  const point = (count: number) =>
    pointOf(
      view,
      count,
      means.map((mean) => mean * count),
    )
  const [random, allHuman, allLm] = view.predictor
    .predict([point(humans), point(total), point(0)])
    .map(({ mean }) => mean.toFixed(2))
  return [
    `predicted beside it: ${random} for random routing of the same size, ${allHuman} for all human, ${allLm} for all LM`,
  ]
}

function poolMeans({ matrix }: PoolView): Float64Array {
  return columnSums(matrix).map((sum) => sum / matrix.ids.length)
}
