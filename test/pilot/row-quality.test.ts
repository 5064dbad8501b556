import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { measureRowQuality } from '../../src/pilot/index.ts'
import { ranks } from '../../src/stats/index.ts'

/** Groups in which predictions and targets have something in common each, but nothing with each other. */
function drawNoise(groups: number, perGroup: number, seed: number, signal = 0) {
  const random = createRandom(`rows ${seed}`)
  const x: number[] = []
  const y: number[] = []
  const of: number[] = []
  for (let group = 0; group < groups; group++) {
    const [a, b] = [drawNormal(random), drawNormal(random)]
    for (let row = 0; row < perGroup; row++) {
      x.push(a + 0.5 * drawNormal(random))
      y.push(signal * a + b + 0.5 * drawNormal(random))
      of.push(group)
    }
  }
  return { x, y, of }
}

describe('the quality of predictions of rows', () => {
  it('is the rank correlation of the rows that have both', () => {
    const x = Array.from({ length: 24 }, (_, i) => (7 * i) % 10)
    const y = x.map((value, i) => ((i * i + 3 * i) % 13) + Math.floor(value / 2))
    const groups = x.map((_, i) => i)
    const whole = measureRowQuality(x, y, groups, createRandom(1))
    // scipy.stats.spearmanr.
    expect(whole.spearman.value).toBeCloseTo(0.6618281209738552, 12)
    expect([whole.rows, whole.groups]).toEqual([24, 24])
    const gaps = measureRowQuality(
      [...x, Number.NaN, 3],
      [...y, 4, Number.NaN],
      [...groups, 24, 25],
      createRandom(1),
    )
    expect(gaps).toEqual(whole)
  })

  it.each([
    ['all signs of few groups', 9, 0],
    ['random signs of more', 11, 1 / 1000],
  ])('has the chance of %s', (_name, groups, resolution) => {
    for (let seed = 0; seed < 12; seed++) {
      const { x, y, of } = drawNoise(groups, 3, seed, (seed % 3) / 2)
      const [rx, ry] = [ranks(x), ranks(y)]
      const parts = new Array<number>(groups).fill(0)
      of.forEach((group, row) => {
        const middle = (3 * groups + 1) / 2
        parts[group]! += (rx[row]! - middle) * (ry[row]! - middle)
      })
      const totals = Array.from({ length: 2 ** groups }, (_, mask) =>
        parts.reduce((sum, part, group) => sum + ((mask >> group) & 1 ? -part : part), 0),
      )
      const exact = totals.filter((total) => total >= totals[0]! - 1e-9).length / totals.length
      const { signalP } = measureRowQuality(x, y, of, createRandom(seed))
      const error = resolution === 0 ? 1e-12 : 4 * Math.sqrt((exact * (1 - exact)) / 999)
      expect(Math.abs(signalP - exact)).toBeLessThan(error + resolution)
    }
  })

  it('is called usable without signal no more often than stated, however alike the rows of a group are', () => {
    const trials = 600
    let [byChance, byInterval, small] = [0, 0, 0]
    for (let seed = 0; seed < trials; seed++) {
      const { x, y, of } = drawNoise(12, 4, seed)
      const quality = measureRowQuality(x, y, of, createRandom(seed))
      byChance += Number(quality.usable)
      byInterval += Number(quality.spearman.lo > 0)
      small += Number(quality.signalP <= 0.25)
      expect(quality.usable).toBe(quality.signalP <= 0.025)
    }
    const within = (chance: number): number => 3.3 * Math.sqrt((chance * (1 - chance)) / trials)
    expect(byChance / trials).toBeLessThan(0.025 + within(0.025))
    expect(Math.abs(small / trials - 0.25)).toBeLessThan(within(0.25))
    // What the signs are there for: the interval of the resampled groups alone would be wrong more often.
    expect(byInterval).toBeGreaterThan(byChance)
  })

  it('is usable where there is signal, and never from five groups', () => {
    let found = 0
    for (let seed = 0; seed < 60; seed++) {
      const many = drawNoise(60, 3, seed, 1)
      found += Number(measureRowQuality(many.x, many.y, many.of, createRandom(seed)).usable)
      const few = drawNoise(5, 20, seed, 20)
      expect(measureRowQuality(few.x, few.y, few.of, createRandom(seed)).usable).toBe(false)
    }
    expect(found).toBeGreaterThan(55)
  })

  it('is no evidence where predictions do not vary, turn the order round, or are not there', () => {
    const { x, y, of } = drawNoise(30, 3, 1, 3)
    const constant = measureRowQuality(new Float64Array(90), y, of, createRandom(1))
    expect([constant.spearman.value, constant.signalP, constant.usable]).toEqual([
      Number.NaN,
      1,
      false,
    ])
    const turned = measureRowQuality(
      x.map((value) => -value),
      y,
      of,
      createRandom(1),
    )
    expect(turned.usable).toBe(false)
    expect(turned.signalP).toBeGreaterThan(0.99)
    const blank = measureRowQuality(new Float64Array(90).fill(Number.NaN), y, of, createRandom(1))
    expect([blank.rows, blank.groups, blank.usable]).toEqual([0, 0, false])
  })
})
