import { describe, expect, it } from 'vitest'
import { createResampling } from '../../src/annotate/resampling.ts'
import { createRandom } from '../../src/kit/index.ts'

describe('resampling', () => {
  it('draws every unit once on average, with the variance of draws with replacement', () => {
    const resampling = createResampling(10, { resamples: 20000, level: 0.95 }, createRandom(1))
    const sums = new Float64Array(10)
    const squares = new Float64Array(10)
    for (let resample = 0; resample < 20000; resample++) {
      const weights = resampling.weightsOf(resample)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(10)
      weights.forEach((weight, unit) => {
        sums[unit]! += weight / 20000
        squares[unit]! += weight ** 2 / 20000
      })
    }
    sums.forEach((mean, unit) => {
      expect(Math.abs(mean - 1)).toBeLessThan(0.03)
      expect(Math.abs(squares[unit]! - mean ** 2 - 0.9)).toBeLessThan(0.05)
    })
  })

  it('gives the same draws whether they are kept or drawn again', () => {
    const few = createResampling(9000, { resamples: 3, level: 0.95 }, createRandom(7))
    const many = createResampling(9000, { resamples: 9000, level: 0.95 }, createRandom(7))
    for (const resample of [2, 0, 1, 2]) {
      expect([...many.weightsOf(resample)]).toEqual([...few.weightsOf(resample)])
    }
  })
})
