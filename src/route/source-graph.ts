import type { MoveHeap } from './move-heap.ts'

/** Gains below this part of the spread of the values are rounding. */
const ROUNDING = 1e-12

/** Moves between the sources: what the best path of single moves from one to another gains. */
export interface SourceGraph {
  /** Gains of the longest paths, row-major (sources x sources); -Infinity where there is none. */
  readonly gains: Float64Array
  /** Differences below it are rounding. */
  readonly least: number
  /** Reads the best single moves off the heaps again and finds the longest paths. */
  readonly refresh: () => void
  /** Sources on the longest path, both ends included. */
  readonly pathOf: (from: number, to: number) => number[]
}

/**
 * Returns the graph over the heaps of moves (Floyd and Warshall), O(sources cubed) a refresh. No closed path may gain anything, which holds in every state
 * that is optimal for its counts. `own` are the values of the rows in the heaps, per source.
 */
export function openSourceGraph(
  heaps: readonly (readonly (MoveHeap | null)[])[],
  own: readonly Float64Array[],
): SourceGraph {
  const size = own.length
  const gains = new Float64Array(size * size)
  const via = new Int8Array(size * size)
  const least = ROUNDING * spreadOf(own)
  const expand = (from: number, to: number): number[] => {
    const middle = via[from * size + to]!
    return middle < 0 ? [to] : [...expand(from, middle), ...expand(middle, to)]
  }
  return {
    gains,
    least,
    pathOf: (from, to) => [from, ...expand(from, to)],
    refresh: () => {
      via.fill(-1)
      for (let from = 0; from < size; from++) {
        for (let to = 0; to < size; to++) {
          const at = heaps[from]![to]?.top() ?? -1
          gains[from * size + to] =
            from === to ? 0 : at < 0 ? Number.NEGATIVE_INFINITY : own[to]![at]! - own[from]![at]!
        }
      }
      for (let middle = 0; middle < size; middle++) {
        for (let from = 0; from < size; from++) {
          if (from === middle) continue
          const head = gains[from * size + middle]!
          for (let to = 0; to < size; to++) {
            if (to === from || to === middle) continue
            const gain = head + gains[middle * size + to]!
            if (gain > gains[from * size + to]! + least) {
              gains[from * size + to] = gain
              via[from * size + to] = middle
            }
          }
        }
      }
    },
  }
}

function spreadOf(columns: readonly Float64Array[]): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const column of columns) {
    for (let at = 0; at < column.length; at++) {
      if (column[at]! < low) low = column[at]!
      if (column[at]! > high) high = column[at]!
    }
  }
  return high > low ? high - low : 0
}
