import { describe, expect, it } from 'vitest'
import { hideTruth, revealTruth, rowBits } from '../../src/domain/index.ts'
import { createRandom, drawSubset } from '../../src/kit/index.ts'
import {
  type InstanceTruth,
  measureLabelUtility,
  shareOfAchievableGain,
  simulateAnalyticWorld,
  simulateWorld,
} from '../../src/simulate/index.ts'
import { selectTop } from '../../src/stats/index.ts'

describe('the share of the achievable gain', () => {
  it('is 0 for random, 1 for the oracle, NaN where nothing can be gained', () => {
    expect(shareOfAchievableGain({ achieved: 60, random: 60, oracle: 64 })).toBe(0)
    expect(shareOfAchievableGain({ achieved: 64, random: 60, oracle: 64 })).toBe(1)
    expect(shareOfAchievableGain({ achieved: 59, random: 60, oracle: 64 })).toBe(-0.25)
    expect(shareOfAchievableGain({ achieved: 60, random: 60, oracle: 60 })).toBeNaN()
  })
})

describe('the utility of the labels of a mix', () => {
  it('is counted by hand on three instances', () => {
    const utilities = [
      { human: 1, lm: 0 },
      { human: 0.5, lm: 1 },
      { human: 1, lm: 0.5 },
    ]
    const truth = hideTruth(
      utilities.map((own) => ({
        labelUtility: own,
        expectedUtility: own,
      })) as unknown as readonly InstanceTruth[],
    )
    const own = measureLabelUtility(truth, rowBits(3, [1]), 'drawn')
    // The judge alone has 1.5 of 3; row 1 loses a half, any row gains (1 - 0.5 + 0.5) / 3, row 0 gains 1.
    expect(own.achieved).toBeCloseTo(1 / 3, 12)
    expect(own.random).toBeCloseTo((1.5 + 1 / 3) / 3, 12)
    expect(own.oracle).toBeCloseTo(2.5 / 3, 12)
  })

  const worlds = {
    text: () => {
      const { truth } = simulateWorld({
        instances: 800,
        suite: 0,
        seedStream: createRandom('utility'),
      })
      const rows = revealTruth(truth)
      return { truth, gains: rows.map(({ expectedUtility: own }) => own.human - own.lm) }
    },
    analytic: () => {
      const { truth, primary } = simulateAnalyticWorld({ instances: 800 }, createRandom('utility'))
      const { expectedUtility } = revealTruth(truth)
      const judge = expectedUtility[primary.lm]!
      return {
        truth,
        gains: [...expectedUtility[primary.human]!].map((own, row) => own - judge[row]!),
      }
    },
  }

  it.each(['text', 'analytic'] as const)(
    'lies between random and the oracle when routed by the expected gain: %s',
    (kind) => {
      const { truth, gains } = worlds[kind]()
      const rows = rowBits(800, selectTop(Float64Array.from(gains), 300))
      const expected = measureLabelUtility(truth, rows, 'expected')
      expect(shareOfAchievableGain(expected)).toBeCloseTo(1, 9)
      const drawn = shareOfAchievableGain(measureLabelUtility(truth, rows, 'drawn'))
      expect(drawn).toBeGreaterThan(0.2)
      expect(drawn).toBeLessThan(1)
      const all = measureLabelUtility(
        truth,
        rowBits(800, drawSubset(800, 800, createRandom(1))),
        'drawn',
      )
      expect([all.random, all.oracle]).toEqual([
        expect.closeTo(all.achieved, 12),
        expect.closeTo(all.achieved, 12),
      ])
    },
  )

  it.each(['text', 'analytic'] as const)(
    'has the mean of random mixes as its random one: %s',
    (kind) => {
      const { truth } = worlds[kind]()
      const random = createRandom('mixes')
      const mixes = Array.from({ length: 1500 }, () =>
        measureLabelUtility(truth, rowBits(800, drawSubset(800, 200, random)), 'drawn'),
      )
      const values = mixes.map(({ achieved }) => achieved)
      const center = values.reduce((sum, value) => sum + value, 0) / values.length
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length,
      )
      expect(Math.abs(center - mixes[0]!.random)).toBeLessThan(
        (4 * spread) / Math.sqrt(values.length),
      )
    },
  )
})
