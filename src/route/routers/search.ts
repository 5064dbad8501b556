import { drawSubset, type Random } from '../../kit/index.ts'
import { type ClimbState, climb } from '../climb.ts'
import { scoreLinearGains } from '../linear-gains.ts'
import { createObjective, type Objective } from '../objective.ts'
import { hasConstantEffects, pointOf } from '../pool-view.ts'
import { topRows } from '../top-rows.ts'
import { byLocalGain, markRows, type Router, type RouterInput, requireView } from './router.ts'
import { cornerGains } from './top-k.ts'

/**
 * Climbs from several starts to the mix with the best lower confidence bound (mean - kappa sd) and keeps the best: so that it does not exploit
 * where the PPM has no evidence. For a linear PPM and kappa 0 that is the exact optimum, reached from any start.
 */
export const routeSearch: Router = (input) => {
  const view = requireView(input, 'search')
  const kappa = input.request.kappa ?? 1
  const objective = createObjective(view, kappa)
  const best = searchMix(objective, input)
  return { ...byLocalGain, isHuman: best.isHuman, notes: [] }
}

/** Rows above which two starts do for a linear PPM. */
const largePool = 100_000

/** Returns the best mix of the size that climbing from several starts finds. */
export function searchMix(
  objective: Objective,
  input: Pick<RouterInput, 'request' | 'humans' | 'random'>,
): ClimbState {
  const isLinear = hasConstantEffects(objective.view.predictor)
  const isExact = objective.kappa === 0 && isLinear
  // A linear mean less its standard deviation is concave in the counts: what other starts find differs by single rows, which large pools do not feel.
  const isLarge = isLinear && objective.view.matrix.ids.length > largePool
  const starts = isExact ? 1 : Math.max(1, input.request.starts ?? (isLarge ? 2 : 6))
  let best: ClimbState | null = null
  for (let start = 0; start < starts; start++) {
    const reached = climb(objective, startMix(objective, input, start))
    if (best === null || reached.value > best.value) best = reached
  }
  return best!
}

/** Returns a start: first where the slope at the average mix points, then the published top-k, then a drawn candidate each, or a random mix. */
export function startMix(
  objective: Objective,
  { request, humans, random }: Pick<RouterInput, 'request' | 'humans' | 'random'>,
  start: number,
): Uint8Array {
  const { view } = objective
  const total = view.matrix.ids.length
  if (start === 0) {
    const counts = view.predictor.columnMeans.map((mean) => mean * humans)
    const slopes = objective.slopes({ humans, counts })
    return markRows(total, topRows(scoreLinearGains(view.matrix, slopes), humans))
  }
  if (start === 1) {
    const corner = pointOf(view, 0, new Float64Array(view.matrix.specs.length))
    return markRows(total, topRows(cornerGains(view, corner), humans))
  }
  return drawStart(request, { humans, total }, random.fork('start', start))
}

function drawStart(
  { drawCandidates }: RouterInput['request'],
  { humans, total }: { readonly humans: number; readonly total: number },
  random: Random,
): Uint8Array {
  const drawn = drawCandidates?.(humans, 1, random)[0]
  if (drawn === undefined) return markRows(total, drawSubset(total, humans, random))
  return Uint8Array.from({ length: total }, (_, row) => (drawn.rows[row >> 5]! >>> (row & 31)) & 1)
}
