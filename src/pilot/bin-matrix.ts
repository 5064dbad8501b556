import type { Matrix } from '../stats/index.ts'

/** Bins of a column at most, so that a bin fits a byte and a histogram the cache. */
const mostBins = 32

/** A matrix by column, each value replaced by the number of its bin. */
export interface BinnedMatrix {
  readonly rows: number
  /** Per column, bin of every row. */
  readonly bins: readonly Uint8Array[]
  /** Per column, ascending cuts: a value lies in bin k when k cuts are below it. */
  readonly cuts: readonly Float64Array[]
}

/** Returns the bins of a matrix; cuts lie between values of the rows named, at quantiles where there are more than 32 of them. */
export function binMatrix(x: Matrix, rows: Uint32Array): BinnedMatrix {
  const cuts: Float64Array[] = []
  const bins: Uint8Array[] = []
  for (let column = 0; column < x.columns; column++) {
    const own = findCuts(Float64Array.from(rows, (row) => x.values[row * x.columns + column]!))
    cuts.push(own)
    bins.push(
      Uint8Array.from({ length: x.rows }, (_, row) =>
        countBelow(own, x.values[row * x.columns + column]!),
      ),
    )
  }
  return { rows: x.rows, bins, cuts }
}

function findCuts(values: Float64Array): Float64Array {
  const sorted = values.slice().sort()
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
