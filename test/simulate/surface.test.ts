import { describe, expect, it } from 'vitest'
import { columnSums, countRows, hasFeature, rowBits, selectRows } from '../../src/domain/index.ts'
import { createRandom, drawSubset } from '../../src/kit/index.ts'
import {
  measureLabelUtility,
  shareOfAchievableGain,
  simulateSurface,
  simulateWorld,
} from '../../src/simulate/index.ts'
import { mean, standardDeviation } from '../../src/stats/index.ts'

const kinds = ['linear', 'pairwise', 'saturating'] as const

describe('simulateSurface', () => {
  it('has 27 bins in exhaustive groups, subjects, levels and flags', () => {
    const { matrix } = simulateSurface({ instances: 3000 }, createRandom(1))
    expect(matrix.specs).toHaveLength(90)
    expect(new Set(matrix.specs.map((spec) => spec.id)).size).toBe(90)
    expect(matrix.specs.filter((spec) => spec.kind === 'bin')).toHaveLength(27)
    for (let row = 0; row < 300; row++) {
      for (let group = 0; group < 9; group++) {
        const carried = [0, 1, 2].filter((bin) => hasFeature(matrix, row, 3 * group + bin))
        expect(carried).toHaveLength(1)
      }
    }
    const sums = columnSums(matrix)
    const subjects = matrix.specs.flatMap((spec, column) =>
      spec.group === 'subject' ? [sums[column]! / 3000] : [],
    )
    expect(subjects[0]).toBeCloseTo(0.6, 1)
    expect(subjects.at(-1)).toBeLessThan(0.04)
  })

  it('keeps the features of earlier rows when there are more', () => {
    const small = simulateSurface({ instances: 70, features: 40 }, createRandom(2)).matrix
    const large = simulateSurface({ instances: 400, features: 40 }, createRandom(2)).matrix
    const first = Uint32Array.from({ length: 70 }, (_, row) => row)
    expect(selectRows(large, first)).toEqual(small)
  })

  it('has gains of the stated spread and mean 0', () => {
    const surface = simulateSurface({ instances: 7531 }, createRandom(3))
    expect(mean(surface.trueGains)).toBeCloseTo(0, 12)
    expect(standardDeviation(surface.trueGains)).toBeCloseTo(12 / 7531, 12)
  })

  it('scores a linear mix as the curve plus the gains of its rows', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const surface = simulateSurface({ instances: 500, features: 30 }, random)
      const humans = 1 + seed * 25
      const rows = rowBits(500, drawSubset(500, humans, random))
      let want = surface.randomScore(humans)
      for (const row of drawSubset(500, 500, random)) {
        if ((rows[row >> 5]! >>> (row & 31)) & 1) want += surface.trueGains[row]!
      }
      expect(surface.expectedScore(surface.pointOf(rows))).toBeCloseTo(want, 9)
    }
  })

  it('adds run noise of the stated size', () => {
    const random = createRandom('noise')
    const surface = simulateSurface({ instances: 200, features: 20, noise: 0.7 }, random)
    const point = surface.pointOf(rowBits(200, drawSubset(200, 100, random)))
    const runs = Float64Array.from({ length: 4000 }, () => surface.score(point, random))
    expect(Math.abs(mean(runs) - surface.expectedScore(point))).toBeLessThan(0.05)
    expect(Math.abs(standardDeviation(runs) - 0.7)).toBeLessThan(0.03)
  })

  it.each(kinds)('gives effects that are the slope of the score: %s', (kind) => {
    const random = createRandom(kind)
    const surface = simulateSurface({ instances: 2000, features: 30, kind }, random)
    const point = surface.pointOf(rowBits(2000, drawSubset(2000, 900, random)))
    const { perRow, perFeature } = surface.effects(point)
    const means = columnSums(surface.matrix).map((sum) => sum / 2000)
    for (let column = 0; column < 30; column++) {
      const counts = point.counts.slice()
      counts[column]! += 1e-3
      const moved = surface.expectedScore({ ...point, counts })
      expect((moved - surface.expectedScore(point)) / 1e-3).toBeCloseTo(perFeature[column]!, 5)
    }
    const counts = point.counts.map((count, column) => count + means[column]!)
    const moved = surface.expectedScore({ ...point, humans: 901, counts })
    expect(moved - surface.expectedScore(point)).toBeCloseTo(perRow, 5)
  })

  it.each(kinds)('has an oracle that no drawn mix beats: %s', (kind) => {
    for (let seed = 0; seed < 8; seed++) {
      const random = createRandom(seed)
      const surface = simulateSurface({ instances: 400, features: 24, kind }, random)
      const best = surface.oracle(150, random.fork('oracle'))
      expect(countRows(best.rows)).toBe(150)
      expect(best.score).toBeCloseTo(surface.expectedScore(surface.pointOf(best.rows)), 12)
      for (let draw = 0; draw < 100; draw++) {
        const point = surface.pointOf(rowBits(400, drawSubset(400, 150, random)))
        expect(surface.expectedScore(point)).toBeLessThanOrEqual(best.score)
      }
    }
  })

  it('saturates: the best mix is worth less than three points more than a random one', () => {
    const surface = simulateSurface({ instances: 5000, kind: 'saturating' }, createRandom(9))
    const room = surface.oracle(2500, createRandom(1)).score - surface.randomScore(2500)
    expect(room).toBeGreaterThan(1.5)
    expect(room).toBeLessThanOrEqual(3)
  })
})

describe('the achievable gain', () => {
  it('is 0 for random, 1 for the oracle, NaN where nothing can be gained', () => {
    expect(shareOfAchievableGain({ achieved: 60, random: 60, oracle: 64 })).toBe(0)
    expect(shareOfAchievableGain({ achieved: 64, random: 60, oracle: 64 })).toBe(1)
    expect(shareOfAchievableGain({ achieved: 59, random: 60, oracle: 64 })).toBe(-0.25)
    expect(shareOfAchievableGain({ achieved: 60, random: 60, oracle: 60 })).toBeNaN()
  })

  it('of labels: routing by the expected gain lies between random and the oracle of drawn labels', () => {
    const { truth } = simulateWorld({
      instances: 800,
      suite: 0,
      seedStream: createRandom('utility'),
    })
    const gains = truth.map((row) => row.expectedUtility.human - row.expectedUtility.lm)
    const order = gains.map((_, index) => index).sort((i, j) => gains[j]! - gains[i]!)
    const rows = rowBits(800, order.slice(0, 300))
    const expected = measureLabelUtility(truth, rows, 'expected')
    expect(expected.achieved).toBeCloseTo(expected.oracle, 12)
    expect(shareOfAchievableGain(expected)).toBeCloseTo(1, 9)
    const drawn = shareOfAchievableGain(measureLabelUtility(truth, rows, 'drawn'))
    expect(drawn).toBeGreaterThan(0.3)
    expect(drawn).toBeLessThan(1)
    const all = measureLabelUtility(truth, rowBits(800, order), 'drawn')
    expect([all.random, all.oracle]).toEqual([
      expect.closeTo(all.achieved, 12),
      expect.closeTo(all.achieved, 12),
    ])
  })
})
