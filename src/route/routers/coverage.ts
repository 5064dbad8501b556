import { coverRows, type RowCover } from '../cover-rows.ts'
import { needError } from '../known-values.ts'
import { topRows } from '../top-rows.ts'
import { byLocalGain, markRows, type Router } from './router.ts'

const need = { router: 'coverage', code: 'router-needs-vectors', what: 'encoder vector' } as const

/**
 * Sends rows to people so that every row has one of theirs near it in the space of the encoder (`coverRows`): a baseline that looks at no label.
 * Rows without a vector come last.
 *
 * @throws HyperError `config/router-needs-vectors`
 * @see Sener and Savarese, Active learning for convolutional neural networks: a core-set approach (ICLR 2018)
 */
export const routeCoverage: Router = ({ request, matrix, humans, random }) => {
  const vectors = request.evidence?.vectors
  if (vectors === undefined) throw needError(need)
  const total = matrix.ids.length
  const cover = coverRows(vectors, humans, {}, random.fork('coverage'))
  const { nearest, unknown } = cover
  if (total > 0 && unknown === total) throw needError(need, 'no encoder vector with a direction')
  const priority = prioritiesOf(cover)
  return {
    ...byLocalGain,
    isHuman: markRows(total, topRows(priority, humans)),
    priority,
    explain: (row) => (Number.isNaN(nearest[row]) ? [] : [{ feature: 'vectors', share: 1 }]),
    notes: [...coverNotes(cover), ...unplacedNotes(unknown, total)],
  }
}

/** Chosen rows in the order of choice, then the others, the farthest first, then rows without a direction. */
function prioritiesOf({ order, nearest }: RowCover): Float64Array {
  const priority = nearest.map((cosine) => (Number.isNaN(cosine) ? -2 : -Math.max(cosine, -1)))
  order.forEach((row, place) => {
    priority[row] = 1 + order.length - place
  })
  return priority
}

function coverNotes({ order, radius, cells }: RowCover): string[] {
  if (order.length === 0) return []
  const reach = `no row lies farther than ${radius.toFixed(3)} from a row of people (unit vectors, 0 to 2)`
  return cells === 1
    ? [reach]
    : [`${reach}; the pool is too large for the exact choice, so it was made in ${cells} cells`]
}

function unplacedNotes(unknown: number, total: number): string[] {
  return unknown === 0 ? [] : [`${unknown} of ${total} rows have no encoder vector: they come last`]
}
