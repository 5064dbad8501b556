/** A heap of rows by what moving them from one source to another changes, the largest change first; among equal ones the later row, so that the earlier one stays. */
export interface MoveHeap {
  /** Returns the best row that is still at the first source, or -1. */
  readonly top: () => number
  readonly push: (row: number) => void
}

/**
 * Returns the heap of moves `from` -> `to` of the given rows. Rows that have left `from` are dropped when they come to the top; one that comes back is
 * pushed again. O(rows) to build, O(log rows) a call.
 */
export function createMoveHeap(
  rows: Uint32Array,
  { from, to }: { readonly from: Float64Array; readonly to: Float64Array },
  isAtFrom: (row: number) => boolean,
): MoveHeap {
  const heap: number[] = Array.from(rows)
  const isBefore = (a: number, b: number): boolean => {
    const difference = to[a]! - from[a]! - (to[b]! - from[b]!)
    return difference === 0 ? a > b : difference > 0
  }
  const sink = (start: number): void => {
    const row = heap[start]!
    let at = start
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, row)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = row
  }
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(at)
  return {
    top: () => {
      while (heap.length > 0 && !isAtFrom(heap[0]!)) {
        const last = heap.pop()!
        if (heap.length === 0) break
        heap[0] = last
        sink(0)
      }
      return heap.length === 0 ? -1 : heap[0]!
    },
    push: (row) => {
      let at = heap.length
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!isBefore(row, heap[parent]!)) break
        heap[at] = heap[parent]!
        at = parent
      }
      heap[at] = row
    },
  }
}
