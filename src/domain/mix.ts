import { popcount } from './feature.ts'

/** How candidate mixes are drawn. */
export type SamplerName = 'direction' | 'whole-tag' | 'uniform' | 'tilted' | 'sequential' | 'corner'

/** A set of rows of the pool as bits, 32 rows a word: 1 means the row's label comes from people. */
export type RowBits = Uint32Array

/** One candidate mix: which rows of the pool take their label from people; all others take the judge's. */
export interface CandidateMix {
  /** Stable id, `mix-0007`. */
  readonly id: string
  readonly sampler: SamplerName
  /** Human-routed rows. */
  readonly humans: number
  /** Rows of the pool. */
  readonly total: number
  readonly rows: RowBits
  /** Per feature, how many human-routed rows carry it; shape (m). */
  readonly counts: Float64Array
  /** Number of the round in which the mix was drawn, from 0; only `sequential` goes beyond 0. */
  readonly round: number
  /**
   * Chance that a row is human-routed under the sampler at this budget, before the draw; null where the sampler gives every row the
   * same chance humans / total. Shape (total) otherwise.
   */
  readonly propensity: Float32Array | null
}

/** Returns the human share of a mix, 0 to 1. */
export function humanShare(mix: { readonly humans: number; readonly total: number }): number {
  return mix.total === 0 ? 0 : mix.humans / mix.total
}

/** Tells whether a row is in the set. */
export function hasRow(rows: RowBits, row: number): boolean {
  return ((rows[row >> 5]! >>> (row & 31)) & 1) === 1
}

/** Returns the set that holds the given rows. */
export function rowBits(total: number, members: ArrayLike<number>): RowBits {
  const bits = new Uint32Array(Math.ceil(total / 32))
  for (let index = 0; index < members.length; index++) {
    bits[members[index]! >> 5]! |= 1 << (members[index]! & 31)
  }
  return bits
}

/** Returns the set of rows that are marked with 1; shape of the marks (total). */
export function markedRows(marks: Uint8Array): RowBits {
  return rowBits(
    marks.length,
    [...marks.keys()].filter((row) => marks[row] === 1),
  )
}

/** Returns the size of a set of rows. */
export function countRows(rows: RowBits): number {
  let sum = 0
  for (const word of rows) sum += popcount(word)
  return sum
}
