import { quantileSorted } from '../stats/index.ts'

/** What happens to a value outside the edges: unknown, or the first or last bin. */
export type OutsideRule = 'unknown' | 'clamp'

/**
 * Returns the bin of a value, from 0; null when it is unknown. Edges e0 <= e1 <= .. eK make K bins [e_k, e_k+1), the last closed, so that every
 * value has one bin; a value equal to several edges goes to the last bin that starts there.
 */
export function binOf(
  value: number,
  edges: readonly number[],
  outside: OutsideRule = 'clamp',
): number | null {
  if (Number.isNaN(value)) return null
  const last = edges.length - 2
  if (value < edges[0]!) return outside === 'clamp' ? 0 : null
  if (value > edges[last + 1]!) return outside === 'clamp' ? last : null
  let bin = last
  while (bin > 0 && value < edges[bin]!) bin--
  return bin
}

/** Returns the known values of a column in ascending order. */
export function sortKnown(column: ArrayLike<number>): Float64Array {
  return Float64Array.from(column)
    .filter((value) => !Number.isNaN(value))
    .sort()
}

/** Returns least, the two linear terciles and greatest of the known values; null when none is known. */
export function tercileEdges(column: ArrayLike<number>): readonly number[] | null {
  const sorted = sortKnown(column)
  if (sorted.length === 0) return null
  return [
    sorted[0]!,
    quantileSorted(sorted, 1 / 3),
    quantileSorted(sorted, 2 / 3),
    sorted[sorted.length - 1]!,
  ]
}

/**
 * Returns the edges, in the unit of the values, that cut percentile ranks (mean rank over count) at the given shares; null when none is
 * known. Ranking is monotone, so the cut is the least value whose rank reaches the share; where none does the bin beyond stays empty on the
 * reference and starts one above its greatest value.
 */
export function percentileEdges(
  column: ArrayLike<number>,
  shares: readonly number[],
): readonly number[] | null {
  const sorted = sortKnown(column)
  if (sorted.length === 0) return null
  const greatest = sorted[sorted.length - 1]!
  const cuts = shares.map((share) => firstReaching(sorted, share) ?? greatest + 1)
  return [sorted[0]!, ...cuts, Math.max(greatest, ...cuts)]
}

function firstReaching(sorted: Float64Array, share: number): number | undefined {
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    if ((start + end + 1) / 2 / sorted.length >= share) return sorted[start]!
    start = end
  }
  return undefined
}
