import { columnSums } from '../domain/index.ts'
import type { RouterChoice } from './choose-router.ts'
import { type PoolView, pointOf } from './pool-view.ts'
import type { RouterName, RoutingRequest } from './request.ts'

/** What the notes are written from. */
export interface NoteFacts {
  readonly request: RoutingRequest
  readonly router: RouterName
  /** What `chooseRouter` says. */
  readonly choice: RouterChoice
  readonly view: PoolView | null
  readonly humans: number
}

/** Returns plain sentences about the limits of a plan. */
export function planNotes(facts: NoteFacts): string[] {
  return [
    ...routerNotes(facts),
    ...priceNotes(facts),
    ...(facts.view === null ? [] : transferNotes(facts, facts.view)),
    ...(facts.view === null ? [] : baselineNotes(facts, facts.view)),
  ]
}

function routerNotes({ request, router, choice }: NoteFacts): string[] {
  const notes: string[] = []
  const looksAtPpm = !['random', 'all-human', 'all-lm', 'disagreement'].includes(router)
  if (request.router === 'auto') notes.push(`router "${router}" was chosen: ${choice.reason}`)
  if (request.budget !== 'free' && (router === 'all-human' || router === 'all-lm')) {
    notes.push(`router "${router}" ignores the budget`)
  }
  if (!looksAtPpm) return notes
  if (request.usable === false) {
    notes.push(
      `the PPM was refused: it is not better than the budget alone, so these gains are not evidence; "${choice.router}" is recommended`,
    )
  } else if (request.usable === undefined) {
    notes.push('nobody checked whether the PPM is better than the budget alone')
  }
  return notes
}

function priceNotes({ request, humans }: NoteFacts): string[] {
  const { prices, matrix } = request
  const unknown = [
    ...(prices.human === null && humans > 0 ? ['human'] : []),
    ...(prices.lm === null && humans < matrix.ids.length ? ['lm'] : []),
  ]
  return unknown.map((source) => `the price of ${source} labels is unknown, so is that of the plan`)
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
