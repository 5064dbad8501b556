import type { FeatureMatrix } from '../domain/index.ts'
import { createMatrix, type Matrix } from '../stats/index.ts'
import { countCommon, signedView } from './count-common.ts'

/** Returns the population covariance of the features over the rows, counted by words; shape (m x m). Unknown reads as absent. */
export function tagCovariance(matrix: FeatureMatrix): Matrix {
  const size = matrix.specs.length
  const total = matrix.ids.length
  const { words } = matrix
  const bits = signedView(matrix.bits)
  const column = (index: number): Int32Array => bits.subarray(index * words, (index + 1) * words)
  const shares = Float64Array.from({ length: size }, (_, index) =>
    total === 0 ? 0 : countCommon(bits, index * words, column(index), words) / total,
  )
  const covariance = createMatrix(size, size)
  for (let i = 0; i < size; i++) {
    const right = column(i)
    for (let j = 0; j <= i; j++) {
      const both = total === 0 ? 0 : countCommon(bits, j * words, right, words) / total
      const value = both - shares[i]! * shares[j]!
      covariance.values[i * size + j] = value
      covariance.values[j * size + i] = value
    }
  }
  return covariance
}
