import { describe, expect, it } from 'vitest'
import { differenceInR2 } from '../../src/ppm/r2-difference.ts'
import { tQuantile } from '../../src/stats/index.ts'

const predictions = (...mean: number[]) => ({
  mean: Float64Array.from(mean),
  sd: new Float64Array(mean.length),
  predictiveSd: new Float64Array(mean.length),
})

describe('differenceInR2', () => {
  it('follows Nadeau and Bengio, worked by hand', () => {
    // Variance of the scores 1.25. Errors of the baseline 1.5, 0.5, 0.5, 1.5; of the model 0.5, 0.5, 0, 0.5.
    const interval = differenceInR2(
      {
        scores: Float64Array.of(1, 2, 3, 4),
        model: [predictions(1.5, 1.5, 3, 3.5)],
        budgetOnly: [predictions(2.5, 2.5, 2.5, 2.5)],
        assignments: [Uint32Array.of(0, 0, 1, 1)],
        folds: 2,
      },
      0.85,
    )
    const [first, second] = [(2 + 0) / 2 / 1.25, (0.25 + 2) / 2 / 1.25]
    const spread = Math.abs(first - second) / Math.sqrt(2)
    const reach = tQuantile(0.975, 1) * spread * Math.sqrt(1 / 2 + 1)
    expect(interval.value).toBe(0.85)
    expect(interval.lo).toBeCloseTo(0.85 - reach, 12)
    expect(interval.hi).toBeCloseTo(0.85 + reach, 12)
  })

  it('is nothing where the scores do not vary', () => {
    const flat = predictions(1, 1)
    const input = {
      model: [flat],
      budgetOnly: [flat],
      assignments: [Uint32Array.of(0, 1)],
      folds: 2,
    }
    expect(differenceInR2({ scores: Float64Array.of(1, 1), ...input }, 0)).toEqual({
      value: 0,
      lo: 0,
      hi: 0,
    })
  })
})
