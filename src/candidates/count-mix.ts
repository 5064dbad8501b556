import type { FeatureMatrix, RowBits } from '../domain/index.ts'

/** A column is counted row by row when it has fewer carriers than this share of its words: measured, the two ways cross there. */
const rareShare = 0.8

/** A feature matrix prepared for counting many mixes. Columns are read once; the matrix must not change afterwards. */
export interface MixCounter {
  /** Per feature, how many rows of the set carry it; shape (m). `humans` must be the size of the set. */
  count(rows: RowBits, humans: number): Float64Array
}

/** Returns per feature how many rows of the set carry it; shape (m). */
export function countMix(matrix: FeatureMatrix, rows: RowBits): Float64Array {
  const counts = new Float64Array(matrix.specs.length)
  const bits = signedView(matrix.bits)
  const set = signedView(rows)
  for (let column = 0; column < counts.length; column++) {
    counts[column] = countCommon(bits, column * matrix.words, set, matrix.words)
  }
  return counts
}

/**
 * Returns a counter that reads each column in its cheapest form: dense columns by words, rare ones (fewer rows than words) by
 * their rows, and the last member of an exclusive group that covers every row as the remainder.
 */
export function prepareCounter(matrix: FeatureMatrix): MixCounter {
  const bits = signedView(matrix.bits)
  const { words } = matrix
  const columns = matrix.specs.length
  const remainders = findRemainders(matrix, bits)
  const derived = new Set(remainders.map((group) => group.column))
  const dense: number[] = []
  const rare: { readonly column: number; readonly rows: Uint32Array }[] = []
  for (let column = 0; column < columns; column++) {
    if (derived.has(column)) continue
    const size = countCommon(bits, column * words, bits.subarray(column * words), words)
    if (size < rareShare * words) rare.push({ column, rows: columnRows(matrix, column, size) })
    else dense.push(column)
  }
  return {
    count(rows, humans) {
      const set = signedView(rows)
      const counts = new Float64Array(columns)
      for (const column of dense) counts[column] = countCommon(bits, column * words, set, words)
      for (const { column, rows: members } of rare) counts[column] = countMembers(members, set)
      for (const { column, others } of remainders) {
        let rest = humans
        for (const other of others) rest -= counts[other]!
        counts[column] = rest
      }
      return counts
    },
  }
}

interface Remainder {
  readonly column: number
  readonly others: readonly number[]
}

/** Exclusive groups whose columns partition the rows: the count of the largest column follows from the others. */
function findRemainders(matrix: FeatureMatrix, bits: Int32Array): Remainder[] {
  const groups = new Map<string, number[]>()
  matrix.specs.forEach((spec, column) => {
    if (spec.exclusive) groups.set(spec.group, [...(groups.get(spec.group) ?? []), column])
  })
  const found: Remainder[] = []
  for (const members of groups.values()) {
    if (!partitionsRows(matrix, bits, members)) continue
    const sizes = members.map((column) => columnSize(matrix, bits, column))
    const column = members[sizes.indexOf(Math.max(...sizes))]!
    found.push({ column, others: members.filter((member) => member !== column) })
  }
  return found
}

function partitionsRows(matrix: FeatureMatrix, bits: Int32Array, members: number[]): boolean {
  let total = 0
  for (const column of members) total += columnSize(matrix, bits, column)
  if (total !== matrix.ids.length) return false
  const union = new Int32Array(matrix.words)
  for (const column of members) {
    for (let word = 0; word < matrix.words; word++) {
      union[word]! |= bits[column * matrix.words + word]!
    }
  }
  return countCommon(union, 0, union, matrix.words) === matrix.ids.length
}

function columnSize(matrix: FeatureMatrix, bits: Int32Array, column: number): number {
  const start = column * matrix.words
  return countCommon(bits, start, bits.subarray(start), matrix.words)
}

function columnRows(matrix: FeatureMatrix, column: number, size: number): Uint32Array {
  const rows = new Uint32Array(size)
  let found = 0
  for (let word = 0; word < matrix.words; word++) {
    let rest = matrix.bits[column * matrix.words + word]!
    while (rest !== 0) {
      rows[found++] = word * 32 + 31 - Math.clz32(rest & -rest)
      rest &= rest - 1
    }
  }
  return rows
}

function countMembers(members: Uint32Array, set: Int32Array): number {
  const paired = members.length & ~1
  let even = 0
  let odd = 0
  for (let index = 0; index < paired; index += 2) {
    const row = members[index]!
    const next = members[index + 1]!
    even += (set[row >> 5]! >>> row) & 1
    odd += (set[next >> 5]! >>> next) & 1
  }
  if (paired < members.length) {
    const row = members[paired]!
    odd += (set[row >> 5]! >>> row) & 1
  }
  return even + odd
}

/** Signed views: V8 keeps their elements in 32-bit registers, while unsigned ones may spill to doubles. */
export function signedView(words: Uint32Array): Int32Array {
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}

/**
 * Returns the size of the intersection of `words` words of `left` from `start` on with `right`. Three words are merged by a carry-save adder,
 * two popcounts run in nibbles, and byte sums are folded after at most ten steps (10 x 24 < 256). The plain loop costs 1.6 times as much.
 *
 * @see Harley and Seal in Warren, Hacker's Delight (2012), section 5-1
 */
export function countCommon(
  left: Int32Array,
  start: number,
  right: Int32Array,
  words: number,
): number {
  const mergedWords = words - (words % 3)
  let total = 0
  let word = 0
  let at = start
  while (word < mergedWords) {
    const stop = Math.min(mergedWords, word + 30)
    let bytes = 0
    for (; word < stop; word += 3, at += 3) {
      const a = left[at]! & right[word]!
      const b = left[at + 1]! & right[word + 1]!
      const c = left[at + 2]! & right[word + 2]!
      const half = a ^ b
      let ones = half ^ c
      let twos = (a & b) | (half & c)
      ones -= (ones >>> 1) & 0x55555555
      twos -= (twos >>> 1) & 0x55555555
      ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333)
      twos = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333)
      const nibbles = (ones + 2 * twos) | 0
      bytes = (bytes + (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f)) | 0
    }
    total += (bytes & 0xff) + ((bytes >>> 8) & 0xff) + ((bytes >>> 16) & 0xff) + (bytes >>> 24)
  }
  for (; word < words; word++, at++) {
    let rest = left[at]! & right[word]!
    for (; rest !== 0; rest &= rest - 1) total++
  }
  return total
}
