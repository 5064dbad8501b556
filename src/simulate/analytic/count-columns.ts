import type { FeatureMatrix, RowBits } from '../../domain/index.ts'
import { fillNumbers } from './fill-numbers.ts'

/** Returns per feature how many of the given rows carry it; shape (m). */
export function countColumns({ bits, words, specs }: FeatureMatrix, rows: RowBits): Float64Array {
  const columns = signed(bits)
  const members = signed(rows)
  return fillNumbers(specs.length, (column) =>
    countShared(columns.subarray(column * words, (column + 1) * words), members),
  )
}

/** Returns how many rows carry both features. */
export function countBoth({ bits, words }: FeatureMatrix, first: number, second: number): number {
  const columns = signed(bits)
  return countShared(
    columns.subarray(first * words, (first + 1) * words),
    columns.subarray(second * words, (second + 1) * words),
  )
}

/** Signed words stay machine integers, which makes the loop four times as fast. */
function signed(words: Uint32Array): Int32Array {
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}

function countShared(left: Int32Array, right: Int32Array): number {
  let sum = 0
  for (let word = 0; word < left.length; word++) {
    let bits = left[word]! & right[word]!
    bits = (bits - ((bits >>> 1) & 0x55555555)) | 0
    bits = ((bits & 0x33333333) + ((bits >>> 2) & 0x33333333)) | 0
    sum += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return sum
}
