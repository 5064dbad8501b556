import { type FeatureMatrix, popcount, type RowBits } from '../domain/index.ts'

/** Returns per feature how many of the given rows carry it; shape (m). */
export function countColumns(matrix: FeatureMatrix, rows: RowBits): Float64Array {
  const counts = new Float64Array(matrix.specs.length)
  for (let column = 0; column < counts.length; column++) {
    const from = column * matrix.words
    let sum = 0
    for (let word = 0; word < matrix.words; word++)
      sum += popcount(matrix.bits[from + word]! & rows[word]!)
    counts[column] = sum
  }
  return counts
}

/** Returns X w: for every row the sum of the weights of its features; shape (n). */
export function sumWeights(matrix: FeatureMatrix, weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(matrix.ids.length)
  for (let column = 0; column < matrix.specs.length; column++) {
    const weight = weights[column]!
    if (weight === 0) continue
    const from = column * matrix.words
    for (let word = 0; word < matrix.words; word++) {
      for (let bits = matrix.bits[from + word]!; bits !== 0; bits &= bits - 1) {
        sums[(word << 5) + 31 - Math.clz32(bits & -bits)]! += weight
      }
    }
  }
  return sums
}
