import type { FeatureMatrix } from '../domain/index.ts'

/**
 * Returns offset + sum of `effects[j]` over the features j that a row carries, for every row; shape (n). Columns are turned into row bytes in
 * blocks of 8 x 32 bits, and each byte looks its sum up in a table of 256, so the time does not depend on how many features a row
 * carries. Memory: the result and 2 KiB per eight features. Equal rows get equal bits. Unknown reads as absent.
 *
 * @throws RangeError when there is not one effect per feature
 */
export function scoreLinearGains(
  matrix: FeatureMatrix,
  effects: ArrayLike<number>,
  offset = 0,
): Float64Array {
  const columns = matrix.specs.length
  const { words } = matrix
  if (effects.length !== columns) {
    throw new RangeError(`scoreLinearGains: got ${effects.length} effects, expected ${columns}`)
  }
  const padded = new Float64Array(words * 32).fill(offset)
  const tables = byteTables(effects)
  const bytes = new Int32Array(32)
  for (let word = 0; word < words; word++) {
    for (let first = 0; first < columns; first += 32) {
      for (let octet = 0; octet < 4; octet++) {
        const column = first + octet * 8
        transposeOctet(
          matrix.bits,
          column * words + word,
          words,
          columns - column,
          bytes,
          octet * 8,
        )
      }
      addLookups(padded, word * 32, bytes, tables, first * 32)
    }
  }
  return padded.subarray(0, matrix.ids.length)
}

/** Tables of 256 sums, one for each eight effects, padded to a multiple of four tables. */
function byteTables(effects: ArrayLike<number>): Float64Array {
  const tables = new Float64Array(Math.ceil(effects.length / 32) * 4 * 256)
  for (let start = 0; start < tables.length; start += 256) {
    for (let byte = 1; byte < 256; byte++) {
      const highest = 31 - Math.clz32(byte)
      const column = start / 32 + highest
      const effect = column < effects.length ? effects[column]! : 0
      tables[start + byte] = tables[start + (byte ^ (1 << highest))]! + effect
    }
  }
  return tables
}

/**
 * Turns eight columns of 32 rows into four row bytes per word: byte q of `to[at + k]` holds the eight features of row 8 q + k.
 *
 * @see Warren, Hacker's Delight (2012), section 7-3
 */
function transposeOctet(
  bits: Uint32Array,
  start: number,
  words: number,
  left: number,
  to: Int32Array,
  at: number,
): void {
  let a = left > 0 ? bits[start]! | 0 : 0
  let b = left > 1 ? bits[start + words]! | 0 : 0
  let c = left > 2 ? bits[start + 2 * words]! | 0 : 0
  let d = left > 3 ? bits[start + 3 * words]! | 0 : 0
  let e = left > 4 ? bits[start + 4 * words]! | 0 : 0
  let f = left > 5 ? bits[start + 5 * words]! | 0 : 0
  let g = left > 6 ? bits[start + 6 * words]! | 0 : 0
  let h = left > 7 ? bits[start + 7 * words]! | 0 : 0
  let swap = ((a >>> 1) ^ b) & 0x55555555
  b ^= swap
  a ^= swap << 1
  swap = ((c >>> 1) ^ d) & 0x55555555
  d ^= swap
  c ^= swap << 1
  swap = ((e >>> 1) ^ f) & 0x55555555
  f ^= swap
  e ^= swap << 1
  swap = ((g >>> 1) ^ h) & 0x55555555
  h ^= swap
  g ^= swap << 1
  swap = ((a >>> 2) ^ c) & 0x33333333
  c ^= swap
  a ^= swap << 2
  swap = ((b >>> 2) ^ d) & 0x33333333
  d ^= swap
  b ^= swap << 2
  swap = ((e >>> 2) ^ g) & 0x33333333
  g ^= swap
  e ^= swap << 2
  swap = ((f >>> 2) ^ h) & 0x33333333
  h ^= swap
  f ^= swap << 2
  swap = ((a >>> 4) ^ e) & 0x0f0f0f0f
  to[at] = a ^ (swap << 4)
  to[at + 4] = e ^ swap
  swap = ((b >>> 4) ^ f) & 0x0f0f0f0f
  to[at + 1] = b ^ (swap << 4)
  to[at + 5] = f ^ swap
  swap = ((c >>> 4) ^ g) & 0x0f0f0f0f
  to[at + 2] = c ^ (swap << 4)
  to[at + 6] = g ^ swap
  swap = ((d >>> 4) ^ h) & 0x0f0f0f0f
  to[at + 3] = d ^ (swap << 4)
  to[at + 7] = h ^ swap
}

function addLookups(
  sums: Float64Array,
  start: number,
  bytes: Int32Array,
  tables: Float64Array,
  t0: number,
): void {
  const t1 = t0 + 256
  const t2 = t0 + 512
  const t3 = t0 + 768
  for (let k = 0; k < 8; k++) {
    const a = bytes[k]!
    const b = bytes[k + 8]!
    const c = bytes[k + 16]!
    const d = bytes[k + 24]!
    const row = start + k
    sums[row]! +=
      tables[t0 + (a & 255)]! +
      tables[t1 + (b & 255)]! +
      tables[t2 + (c & 255)]! +
      tables[t3 + (d & 255)]!
    sums[row + 8]! +=
      tables[t0 + ((a >>> 8) & 255)]! +
      tables[t1 + ((b >>> 8) & 255)]! +
      tables[t2 + ((c >>> 8) & 255)]! +
      tables[t3 + ((d >>> 8) & 255)]!
    sums[row + 16]! +=
      tables[t0 + ((a >>> 16) & 255)]! +
      tables[t1 + ((b >>> 16) & 255)]! +
      tables[t2 + ((c >>> 16) & 255)]! +
      tables[t3 + ((d >>> 16) & 255)]!
    sums[row + 24]! +=
      tables[t0 + (a >>> 24)]! +
      tables[t1 + (b >>> 24)]! +
      tables[t2 + (c >>> 24)]! +
      tables[t3 + (d >>> 24)]!
  }
}
