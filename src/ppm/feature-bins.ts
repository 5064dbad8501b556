/** Columns cut into at most 32 bins of about equal size, for split search. */
export interface BinnedColumns {
  readonly rows: number
  /** One array per column; bin of each row. */
  readonly bins: readonly Uint8Array[]
  /** One array per column; bin k holds values above edges[k - 1] and up to edges[k]. */
  readonly edges: readonly Float64Array[]
}

const binLimit = 32

/** Returns the binned form of columns. Edges lie halfway between neighbouring distinct values. */
export function binColumns(columns: readonly Float64Array[]): BinnedColumns {
  const edges = columns.map(cutColumn)
  const bins = columns.map((column, j) =>
    Uint8Array.from(column, (value) => findBin(edges[j]!, value)),
  )
  return { rows: columns[0]?.length ?? 0, bins, edges }
}

function cutColumn(column: Float64Array): Float64Array {
  const sorted = Float64Array.from(column).sort()
  const edges: number[] = []
  for (let bin = 1; bin < binLimit; bin++) {
    const at = Math.floor((bin * sorted.length) / binLimit)
    const edge = at > 0 ? edgeBelow(sorted, at) : undefined
    if (edge !== undefined && edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(edge)
  }
  return Float64Array.from(edges)
}

/** Returns the middle of the gap at or below a position of the sorted values; undefined where all of them are equal. */
function edgeBelow(sorted: Float64Array, at: number): number | undefined {
  let below = at
  while (below > 0 && sorted[below - 1] === sorted[at]) below--
  return below === 0 ? undefined : (sorted[below - 1]! + sorted[below]!) / 2
}

function findBin(edges: Float64Array, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value > edges[middle]!) low = middle + 1
    else high = middle
  }
  return low
}
