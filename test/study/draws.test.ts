import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import { normalQuantile } from '../../src/stats/index.ts'
import {
  combineMeans,
  drawMean,
  drawStudy,
  intervalOfDraws,
  pOfDraws,
} from '../../src/study/draws.ts'
import { drawGroupWeights, sampleMean } from '../../src/study/group-weights.ts'

describe('drawGroupWeights', () => {
  it('draws Poisson(1) counts', () => {
    const { values } = drawGroupWeights(400, 250, createRandom(7))
    const counts = [0, 0, 0, 0, 0, 0]
    for (const value of values) counts[Math.min(5, value)]! += 1
    const e = Math.exp(-1)
    const chances = [e, e, e / 2, e / 6, e / 24]
    chances.push(1 - chances.reduce((sum, chance) => sum + chance, 0))
    const statistic = counts.reduce((sum, count, k) => {
      const expected = chances[k]! * values.length
      return sum + (count - expected) ** 2 / expected
    }, 0)
    // 99.9 % of chi-squared with 5 degrees of freedom.
    expect(statistic).toBeLessThan(20.52)
  })

  it('gives a group the same counts whatever other groups there are', () => {
    const few = drawGroupWeights(20, 30, createRandom(7))
    const many = drawGroupWeights(20, 50, createRandom(7))
    for (let resample = 0; resample < 20; resample++)
      for (let group = 0; group < 30; group++)
        expect(few.values[resample * 30 + group]).toBe(many.values[resample * 50 + group])
  })
})

describe('sampleMean', () => {
  it('weighs whole groups', () => {
    const weights = { resamples: 2, groups: 3, values: Uint8Array.of(1, 0, 2, 0, 0, 0) }
    const { value, samples } = sampleMean([1, 3, 10, 5], [0, 0, 1, 2], weights)
    expect(value).toBe(19 / 4)
    expect(samples[0]).toBe((1 + 3 + 2 * 5) / (2 + 2))
    expect(samples[1]).toBeNaN()
  })

  it('refuses arrays of different lengths', () => {
    const weights = { resamples: 1, groups: 1, values: Uint8Array.of(1) }
    expect(() => sampleMean([1], [], weights)).toThrow('mean: got 0 groups, expected 1')
  })
})

describe('the interval of a study', () => {
  /** Splits share rows: prompt groups have values of their own, each split sees half of them. */
  function study(seed: number, groups: number, cells: number) {
    const random = createRandom(seed)
    const values = Float64Array.from({ length: groups }, () => normalQuantile(random.next()))
    const weights = drawGroupWeights(60, groups, random.fork('weights'))
    const figures = Array.from({ length: cells }, (_, cell) => {
      const stream = random.fork('cell', cell)
      const own = [...values.keys()].filter(() => stream.next() < 0.5)
      return sampleMean(
        own.map((group) => values[group]!),
        own,
        weights,
      )
    })
    return intervalOfDraws(drawMean(figures, drawStudy(cells, random.fork('draws'))))!
  }

  it('covers the truth about as often as it says, though the splits share their rows', () => {
    let covered = 0
    const studies = 100
    for (let seed = 0; seed < studies; seed++) {
      const { lo, hi } = study(seed, 60, 6)
      if (lo <= 0 && 0 <= hi) covered++
    }
    // The interval adds the luck of the split to that of the prompts: never short, a little long.
    expect(covered / studies).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / studies))
  })

  it('pairs both sides of a difference draw by draw', () => {
    const draws = drawStudy(5, createRandom(2))
    const base = Array.from({ length: 5 }, (_, cell) => ({ value: 10 * cell, samples: null }))
    const own = base.map(({ value }) => ({ value: value + 1, samples: null }))
    const difference = combineMeans(
      [drawMean(own, draws), drawMean(base, draws)],
      ([a, b]) => a! - b!,
    )
    expect(intervalOfDraws(difference)).toEqual({ value: 1, lo: 1, hi: 1 })
    expect(pOfDraws(difference)).toBeNull()
  })

  it('leaves unknown figures out of a mean', () => {
    const draws = drawStudy(2, createRandom(2))
    const figures = [Number.NaN, 4].map((value) => ({ value, samples: null }))
    expect(drawMean(figures, draws).value).toBe(4)
  })

  it('picks every cell equally often', () => {
    const { picks } = drawStudy(8, createRandom(11))
    const counts = new Array<number>(8).fill(0)
    for (const pick of picks) counts[pick]! += 1
    const expected = picks.length / 8
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(statistic).toBeLessThan(24.32)
    expect(drawIndex(8, createRandom(1))).toBeLessThan(8)
  })
})
