import type { WorkContext } from '../../domain/index.ts'

/** Returns the distinct items in the order of their first place, and for every item the place of its like among them. */
export function distinctItems<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): [distinct: T[], rowOf: Uint32Array] {
  const rows = new Map<string, number>()
  const distinct: T[] = []
  const rowOf = Uint32Array.from(items, (item) => {
    const key = keyOf(item)
    const known = rows.get(key)
    if (known !== undefined) return known
    rows.set(key, distinct.length)
    return distinct.push(item) - 1
  })
  return [distinct, rowOf]
}

/** Puts rows that were computed together into their places. */
export function spreadRows(
  rows: Float32Array,
  indices: readonly number[],
  target: { readonly into: Float32Array; readonly width: number },
): void {
  const { into, width } = target
  indices.forEach((to, from) => {
    into.set(rows.subarray(from * width, (from + 1) * width), to * width)
  })
}

/** Returns the rows at some places, in order; a row may be asked for several times. */
export function pickRows(rows: Float32Array, rowOf: Uint32Array, width: number): Float32Array {
  const picked = new Float32Array(rowOf.length * width)
  rowOf.forEach((from, to) => {
    picked.set(rows.subarray(from * width, (from + 1) * width), to * width)
  })
  return picked
}

/** Returns what tells that so many more are done. */
export function countProgress(
  { progress, stage = 'encode' }: WorkContext,
  { total, unit }: { readonly total: number; readonly unit: string },
): (more: number) => void {
  let done = 0
  return (more) => {
    done += more
    progress?.({ type: 'stage-advance', stage, done, total, unit })
  }
}
