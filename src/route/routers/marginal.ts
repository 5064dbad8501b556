import { selectTop } from '../../stats/index.ts'
import { countMembers, effectsAt, pointOf } from '../pool-view.ts'
import { scoreGains } from '../row-gains.ts'
import { byLocalGain, type Router, requireView } from './router.ts'

/** Sends rows to people in batches, each time those with the largest gain at the mix reached so far. */
export const routeMarginal: Router = (input) => {
  const view = requireView(input, 'marginal')
  const total = view.matrix.ids.length
  const batches = Math.max(1, Math.min(input.request.batches ?? 25, input.humans))
  const isHuman = new Uint8Array(total)
  for (let batch = 1, sent = 0; batch <= batches; batch++) {
    const goal = Math.round((batch * input.humans) / batches)
    const counts = countMembers(view.matrix, isHuman)
    const gains = scoreGains(view, effectsAt(view, pointOf(view, sent, counts)))
    for (let row = 0; row < total; row++) {
      if (isHuman[row] === 1) gains[row] = Number.NEGATIVE_INFINITY
    }
    for (const row of selectTop(gains, goal - sent)) isHuman[row] = 1
    sent = goal
  }
  return { ...byLocalGain, isHuman, notes: [] }
}
