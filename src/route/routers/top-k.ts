import type { MixPoint } from '../../domain/index.ts'
import { visitCarried } from '../carried-features.ts'
import { effectsAt, hasConstantEffects, type PoolView, pointOf } from '../pool-view.ts'
import { scoreGains } from '../row-gains.ts'
import { topRows } from '../top-rows.ts'
import { markRows, type Router, requireView } from './router.ts'

/**
 * Sends the rows with the largest gain from the all-LM corner to people (published): prediction with this row alone human-routed minus
 * prediction with none.
 *
 * @see Hybrid Preferences (ACL 2025), top-k
 */
export const routeTopK: Router = (input) => {
  const view = requireView(input, 'top-k')
  const corner = pointOf(view, 0, new Float64Array(view.matrix.specs.length))
  const gains = cornerGains(view, corner)
  return {
    isHuman: markRows(view.matrix.ids.length, topRows(gains, input.humans)),
    gainsAt: corner,
    gains,
    propensity: null,
    showsGains: true,
    notes: ['gains are those at the all-LM corner, where no mix of this size was trained'],
  }
}

/** Returns the gain of every row from the all-LM corner, points per row; shape (n). Linear models need no prediction per row. */
export function cornerGains(view: PoolView, corner: MixPoint): Float64Array {
  if (hasConstantEffects(view.predictor)) return scoreGains(view, effectsAt(view, corner))
  const zero = view.predictor.predict([corner])[0]!.mean
  const gains = new Float64Array(view.matrix.ids.length)
  visitCarried(view.matrix, ({ from, to, columns, counts, width }) => {
    const points = Array.from({ length: to - from }, (_, index) => {
      const carried = new Float64Array(width)
      for (let k = 0; k < counts[index]!; k++) carried[columns[index * width + k]!] = 1
      return onePoint(view, carried)
    })
    view.predictor.predict(points).forEach((prediction, index) => {
      gains[from + index] = view.scale * (prediction.mean - zero)
    })
  })
  return gains
}

/** One row of the fitted pool: a step of the size that the model knows, scaled back afterwards. */
function onePoint(view: PoolView, carried: Float64Array): MixPoint {
  const { predictor, missing } = view
  const counts = carried.map((bit, column) =>
    missing[column] === 1 ? predictor.columnMeans[column]! : bit,
  )
  return { humans: 1, total: predictor.total, counts }
}
