import { HyperError, type Random } from '../../kit/index.ts'
import { createObjective } from '../objective.ts'
import type { DrawCandidates } from '../request.ts'
import { byLocalGain, type Router, requireView } from './router.ts'

/** Mixes drawn and predicted at a time: memory stays flat however many there are. */
const chunkSize = 256

/**
 * Draws mixes of the size and keeps the one with the best predicted score (published).
 *
 * @throws HyperError `config/missing-candidates` without a function that draws mixes
 */
export const routeSimulated: Router = (input) => {
  const view = requireView(input, 'simulated')
  const draw = input.request.drawCandidates
  if (draw === undefined) {
    throw new HyperError(
      'config/missing-candidates',
      'router "simulated": got no way to draw mixes, expected a sampler',
    )
  }
  const { simulations = 4000, kappa = 0 } = input.request
  const columns = columnOrder(input.matrix.specs, view.predictor.featureIds)
  const objective = createObjective(view, kappa)
  let best: { readonly rows: Uint32Array; readonly value: number } | null = null
  for (const drawn of drawInChunks(draw, { humans: input.humans, simulations }, input.random)) {
    const values = objective.values(
      drawn.map(({ counts }) => ({
        humans: input.humans,
        counts: columns.map((column) => (column < 0 ? 0 : counts[column]!)),
      })),
    )
    values.forEach((value, index) => {
      if (best === null || value > best.value) best = { rows: drawn[index]!.rows, value }
    })
  }
  const rows = (best as { readonly rows: Uint32Array } | null)?.rows ?? new Uint32Array(0)
  return {
    ...byLocalGain,
    isHuman: Uint8Array.from(input.matrix.ids, (_, row) => (rows[row >> 5]! >>> (row & 31)) & 1),
    notes: [`best of ${simulations} simulated mixes`],
  }
}

function* drawInChunks(
  draw: DrawCandidates,
  { humans, simulations }: { readonly humans: number; readonly simulations: number },
  random: Random,
): Generator<ReturnType<DrawCandidates>> {
  for (let from = 0; from < simulations; from += chunkSize) {
    yield draw(humans, Math.min(chunkSize, simulations - from), random.fork('simulation', from))
  }
}

/** Columns of the request's matrix in the order of the predictor; -1 where it is missing. */
function columnOrder(
  specs: readonly { readonly id: string }[],
  featureIds: readonly string[],
): Float64Array {
  const columnOf = new Map(specs.map((spec, column) => [spec.id, column]))
  return Float64Array.from(featureIds, (id) => columnOf.get(id) ?? -1)
}
