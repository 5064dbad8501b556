import type { FeatureMatrix, RowBits } from '../domain/index.ts'
import { drawIndex, type Random } from '../kit/index.ts'

/** Returns the set of all rows below `total`. */
export function allRows(total: number): RowBits {
  const rows = new Uint32Array(Math.ceil(total / 32)).fill(0xffffffff)
  if (total % 32 !== 0) rows[rows.length - 1] = 2 ** (total % 32) - 1
  return rows
}

/** Returns the rows 0 .. total - 1 in an order in which every order is equally likely. */
export function drawPermutation(total: number, random: Random): Uint32Array {
  const order = new Uint32Array(total)
  for (let row = 0; row < total; row++) {
    const other = drawIndex(row + 1, random)
    order[row] = order[other]!
    order[other] = row
  }
  return order
}

/** Adds `count` of the first `size` entries of `pool` to the set, each subset equally likely; reorders `pool`. */
export function addRandomRows(
  rows: RowBits,
  pool: Uint32Array,
  { size, count }: { readonly size: number; readonly count: number },
  random: Random,
): void {
  const keepsFew = 2 * count <= size
  const moves = keepsFew ? count : size - count
  for (let slot = 0; slot < moves; slot++) {
    const other = slot + drawIndex(size - slot, random)
    const row = pool[other]!
    pool[other] = pool[slot]!
    pool[slot] = row
  }
  const [from, to] = keepsFew ? [0, count] : [moves, size]
  for (let slot = from; slot < to; slot++) {
    const row = pool[slot]!
    rows[row >> 5]! |= 1 << (row & 31)
  }
}

/**
 * Returns for every row the number of its pattern: rows that carry the same features have the same number, numbers in order of first
 * appearance. Unknown reads as absent.
 */
export function patternNumbers(matrix: FeatureMatrix): Uint32Array {
  const total = matrix.ids.length
  const numbers = new Uint32Array(total)
  const next = new Int32Array(2 * total)
  for (let column = 0, count = Math.min(1, total); column < matrix.specs.length; column++) {
    next.fill(-1, 0, 2 * count)
    count = 0
    for (let row = 0; row < total; row++) {
      const bit = (matrix.bits[column * matrix.words + (row >> 5)]! >>> (row & 31)) & 1
      const key = numbers[row]! * 2 + bit
      if (next[key] === -1) next[key] = count++
      numbers[row] = next[key]!
    }
  }
  return numbers
}

/** Returns x . weights for every row; shape (n). Sums run in column order, so equal rows get equal bits. */
export function projectRows(matrix: FeatureMatrix, weights: ArrayLike<number>): Float64Array {
  const scores = new Float64Array(matrix.ids.length)
  for (let column = 0; column < matrix.specs.length; column++) {
    const weight = weights[column]!
    const start = column * matrix.words
    for (let word = 0; word < matrix.words; word++) {
      let rest = matrix.bits[start + word]!
      while (rest !== 0) {
        scores[word * 32 + 31 - Math.clz32(rest & -rest)]! += weight
        rest &= rest - 1
      }
    }
  }
  return scores
}
