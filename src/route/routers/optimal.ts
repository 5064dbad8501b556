import { hasFeature } from '../../domain/index.ts'
import { argsortDescending } from '../../stats/index.ts'
import { type ClimbState, climb } from '../climb.ts'
import { scoreLinearGains } from '../linear-gains.ts'
import { createObjective, type Objective } from '../objective.ts'
import { hasConstantEffects } from '../pool-view.ts'
import { byLocalGain, markRows, type Router, type RouterInput, requireView } from './router.ts'
import { searchMix, startMix } from './search.ts'

/** Budgets of the grid of a model that is not linear. */
const gridSteps = 20
/** Mixes predicted at a time along the curve of a linear model. */
const chunkSize = 512

/**
 * Chooses the budget too: the best predicted score over all budgets up to the given one, the smallest budget among equals. For a linear PPM exact
 * (rows sorted by gain, the predicted score of every beginning of that order); otherwise the best of a climb at 21 budgets and
 * 8 more around the best, searched in full.
 */
export const routeOptimal: Router = (input) => {
  const view = requireView(input, 'optimal')
  const objective = createObjective(view, input.request.kappa ?? 0)
  const isExact = objective.kappa === 0 && hasConstantEffects(view.predictor)
  const best = isExact ? scanCurve(objective, input.humans) : searchBudgets(objective, input)
  return {
    ...byLocalGain,
    isHuman: best.isHuman,
    notes: [
      isExact
        ? `best predicted score of every budget up to ${input.humans} instances`
        : `best predicted score of a grid of budgets up to ${input.humans} instances`,
    ],
  }
}

/** The effects do not depend on the mix, so the best mix of every size is a beginning of one order. */
function scanCurve(objective: Objective, most: number): ClimbState {
  const { matrix } = objective.view
  const size = matrix.specs.length
  const slopes = objective.slopes({ humans: 0, counts: new Float64Array(size) })
  const order = argsortDescending(scoreLinearGains(matrix, slopes))
  const counts = new Float64Array(size)
  const held = Array.from({ length: chunkSize }, () => new Float64Array(size))
  let best = { humans: 0, value: Number.NEGATIVE_INFINITY }
  for (let from = 0; from <= most; from += chunkSize) {
    const to = Math.min(most + 1, from + chunkSize)
    for (let humans = from; humans < to; humans++) {
      if (humans > 0) {
        const row = order[humans - 1]!
        for (let column = 0; column < size; column++) {
          counts[column]! += Number(hasFeature(matrix, row, column))
        }
      }
      held[humans - from]!.set(counts)
    }
    const values = objective.values(
      held.slice(0, to - from).map((reached, index) => ({ humans: from + index, counts: reached })),
    )
    values.forEach((value, index) => {
      if (value > best.value) best = { humans: from + index, value }
    })
  }
  return {
    isHuman: markRows(matrix.ids.length, order.subarray(0, best.humans)),
    value: best.value,
  }
}

/** Leaps alone tell the budgets apart; the best one is then searched in full. */
function searchBudgets(objective: Objective, input: RouterInput): ClimbState {
  const tried = new Map<number, ClimbState>()
  const attempt = (humans: number): void => {
    if (humans < 0 || humans > input.humans || tried.has(humans)) return
    const start = startMix(objective, { ...input, humans }, 0)
    tried.set(humans, climb(objective, start, { polish: false }))
  }
  const step = input.humans / gridSteps
  for (let index = 0; index <= gridSteps; index++) attempt(Math.round(index * step))
  const centre = bestBudget(tried)
  for (const part of [-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8]) {
    attempt(Math.round(centre + part * step))
  }
  const humans = bestBudget(tried)
  const reached = tried.get(humans)!
  const searched = searchMix(objective, { ...input, humans })
  return searched.value > reached.value ? searched : reached
}

function bestBudget(tried: ReadonlyMap<number, ClimbState>): number {
  let best = -1
  for (const [humans, { value }] of [...tried].sort(([a], [b]) => a - b)) {
    if (best < 0 || value > tried.get(best)!.value) best = humans
  }
  return best
}
