import type { Matrix } from '../stats/index.ts'

/** Bins of a column at most, so that a bin fits a byte and a histogram the cache. */
export const mostBins = 32

/** A matrix by column, each value replaced by the number of its bin. */
export interface BinnedMatrix {
  /** Per column, bin of every row. */
  readonly bins: readonly Uint8Array[]
  /** Per column, ascending cuts: a value lies in bin k when k cuts are below it. */
  readonly cuts: readonly Float64Array[]
}

/** Returns the bins of a matrix; cuts lie between distinct values of the rows named, at quantiles where a column has more than 32 of them. */
export function binMatrix(x: Matrix, rows: Uint32Array): BinnedMatrix {
  const cuts: Float64Array[] = []
  const bins: Uint8Array[] = []
  for (let column = 0; column < x.columns; column++) {
    const values = new Float64Array(x.rows)
    for (let row = 0; row < x.rows; row++) values[row] = x.values[row * x.columns + column]!
    const known = new Float64Array(rows.length)
    for (let at = 0; at < rows.length; at++) known[at] = values[rows[at]!]!
    const own = findCuts(known.sort())
    const binOf = new Uint8Array(x.rows)
    for (let row = 0; row < x.rows; row++) binOf[row] = countBelow(own, values[row]!)
    cuts.push(own)
    bins.push(binOf)
  }
  return { bins, cuts }
}

function findCuts(sorted: Float64Array): Float64Array {
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
  if (distinct.length <= mostBins) {
    return Float64Array.from(
      { length: Math.max(0, distinct.length - 1) },
      (_, at) => (distinct[at]! + distinct[at + 1]!) / 2,
    )
  }
  const cuts = new Set<number>()
  for (let bin = 1; bin < mostBins; bin++) {
    const at = Math.floor((bin * sorted.length) / mostBins)
    let below = at - 1
    while (below >= 0 && sorted[below] === sorted[at]) below--
    if (below >= 0) cuts.add((sorted[below]! + sorted[at]!) / 2)
  }
  return Float64Array.from([...cuts].sort((a, b) => a - b))
}

function countBelow(cuts: Float64Array, value: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cuts[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
