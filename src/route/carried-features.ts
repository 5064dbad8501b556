import type { FeatureMatrix } from '../domain/index.ts'

/** The features that each row of a block carries, ascending. */
export interface CarriedBlock {
  /** First row of the block and the row after its last. */
  readonly from: number
  readonly to: number
  /** Columns of row `from + k`: `columns[k * width]` and the `counts[k] - 1` after it. */
  readonly columns: Uint16Array
  readonly counts: Uint16Array
  readonly width: number
}

/**
 * Calls `visit` with the carried features of all rows, 1,024 rows at a time, so that memory stays flat. The block is reused: whoever visits must
 * not keep it.
 */
export function visitCarried(matrix: FeatureMatrix, visit: (block: CarriedBlock) => void): void {
  const width = matrix.specs.length
  const blockWords = 32
  const columns = new Uint16Array(width * blockWords * 32)
  const counts = new Uint16Array(blockWords * 32)
  for (let firstWord = 0; firstWord < matrix.words; firstWord += blockWords) {
    const lastWord = Math.min(matrix.words, firstWord + blockWords)
    counts.fill(0)
    for (let column = 0; column < width; column++) {
      for (let word = firstWord; word < lastWord; word++) {
        let rest = matrix.bits[column * matrix.words + word]! | 0
        while (rest !== 0) {
          const row = (word - firstWord) * 32 + 31 - Math.clz32(rest & -rest)
          columns[row * width + counts[row]!++] = column
          rest &= rest - 1
        }
      }
    }
    const to = Math.min(matrix.ids.length, lastWord * 32)
    visit({ from: firstWord * 32, to, columns, counts, width })
  }
}

/**
 * Returns x' P x + linear' x for every row x of bits, with P given by its lower triangle (row-major m x m, entry (i, j) with j <= i, off-diagonal
 * entries already doubled); shape (n). Work: the number of carried pairs.
 */
export function scorePairs(
  matrix: FeatureMatrix,
  linear: ArrayLike<number>,
  triangle: Float64Array,
): Float64Array {
  const scores = new Float64Array(matrix.ids.length)
  visitCarried(matrix, ({ from, to, columns, counts, width }) => {
    for (let row = from; row < to; row++) {
      const start = (row - from) * width
      const end = start + counts[row - from]!
      let sum = 0
      for (let i = start; i < end; i++) {
        const base = columns[i]! * width
        let inner = linear[columns[i]!]!
        for (let j = start; j <= i; j++) inner += triangle[base + columns[j]!]!
        sum += inner
      }
      scores[row] = sum
    }
  })
  return scores
}
