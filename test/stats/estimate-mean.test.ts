import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, drawSubset, type Random } from '../../src/kit/index.ts'
import { estimateMean, type MeanOptions, type PropensitySample } from '../../src/stats/index.ts'

const NAMES = ['horvitzThompson', 'hajek', 'doublyRobust'] as const

/** 200 rows: 20 are always seen, 80 with a chance of 0.2, 100 with one of 0.6. The chance falls where the value is high, so a plain mean is wrong. */
const world = (() => {
  const random = createRandom('population')
  const signal = Float64Array.from({ length: 200 }, () => random.next()).sort()
  const values = signal.map((x) => 2 + 3 * x + 0.5 * drawNormal(random))
  return {
    values,
    predicted: signal.map((x) => 1.5 + 3 * x),
    propensities: signal.map((_, rank) => (rank >= 180 ? 1 : rank >= 100 ? 0.2 : 0.6)),
    truth: values.reduce((sum, value) => sum + value, 0) / 200,
  }
})()

function draw(design: MeanOptions['design'], random: Random): PropensitySample {
  const { values, propensities, predicted } = world
  const isSeen = new Uint8Array(200)
  if (design === 'independent')
    for (let row = 0; row < 200; row++) isSeen[row] = Number(random.next() < propensities[row]!)
  else {
    for (const chance of [0.2, 0.6, 1]) {
      const rows = Array.from(values.keys()).filter((row) => propensities[row] === chance)
      const size = Math.round(chance * rows.length)
      for (const at of drawSubset(rows.length, size, random)) isSeen[rows[at]!] = 1
    }
  }
  return { values: values.map((v, row) => (isSeen[row] ? v : Number.NaN)), propensities, predicted }
}

describe('estimateMean', () => {
  it('gives the estimates worked out by hand', () => {
    const { horvitzThompson, hajek, doublyRobust, observed } = estimateMean({
      values: Float64Array.of(2, Number.NaN, 6, 4),
      propensities: Float64Array.of(0.5, 0.5, 0.25, 1),
      predicted: Float64Array.of(3, 3, 5, 4),
    })
    expect(observed).toBe(3)
    expect(horvitzThompson.value).toBeCloseTo((4 + 24 + 4) / 4, 12)
    expect(hajek.value).toBeCloseTo((4 + 24 + 4) / 7, 12)
    expect(doublyRobust!.value).toBeCloseTo((15 + (-2 + 4)) / 4, 12)
    // Sum of (1 - p) / p^2 y^2: 2 x 4 + 12 x 36.
    expect(horvitzThompson.sd).toBeCloseTo(Math.sqrt(2 * 4 + 12 * 36) / 4, 12)
    expect(doublyRobust!.sd).toBeCloseTo(Math.sqrt(2 * 1 + 12 * 1) / 4, 12)
  })

  it('gives the textbook interval of a simple random sample', () => {
    const values = Float64Array.of(1, Number.NaN, 3, Number.NaN, 8, Number.NaN)
    const sample = { values, propensities: new Float64Array(6).fill(0.5) }
    const { horvitzThompson, hajek } = estimateMean(sample, { design: 'fixed-size' })
    expect(horvitzThompson.value).toBe(4)
    // Variance of 1, 3, 8 is 13; (1 - 3 / 6) 13 / 3; 97.5 % point of t with 2 degrees of freedom.
    const sd = Math.sqrt((0.5 * 13) / 3)
    expect(horvitzThompson.sd).toBeCloseTo(sd, 12)
    expect(hajek.sd).toBeCloseTo(sd, 12)
    expect(horvitzThompson.hi).toBeCloseTo(4 + 4.302652729696142 * sd, 8)
  })

  it('is exact where everything is observed', () => {
    const values = Float64Array.of(1, 2, 6)
    const all = estimateMean({
      values,
      propensities: new Float64Array(3).fill(1),
      predicted: values,
    })
    for (const name of NAMES) expect(all[name]).toEqual({ value: 3, lo: 3, hi: 3, sd: 0 })
  })

  it.each(['independent', 'fixed-size'] as const)(
    'is unbiased and covers the truth: %s draws',
    (design) => {
      const draws = 1500
      const sums = { horvitzThompson: 0, hajek: 0, doublyRobust: 0 }
      const held = { ...sums }
      const spread = { ...sums }
      for (let seed = 0; seed < draws; seed++) {
        const found = estimateMean(draw(design, createRandom(design).fork(seed)), { design })
        for (const name of NAMES) {
          const { value, lo, hi } = found[name]!
          sums[name] += value / draws
          spread[name] += (value - world.truth) ** 2 / draws
          held[name] += Number(lo <= world.truth && world.truth <= hi) / draws
        }
      }
      for (const name of NAMES) {
        // Four standard errors; Hajek's bias is of the order of its variance over the mean.
        const slack = 4 * Math.sqrt(spread[name] / draws) + (name === 'hajek' ? 0.02 : 0)
        expect(Math.abs(sums[name] - world.truth), name).toBeLessThan(slack)
        expect(held[name], name).toBeGreaterThan(0.92)
        expect(held[name], name).toBeLessThan(0.98)
      }
      expect(spread.doublyRobust).toBeLessThan(0.9 * spread.hajek)
    },
  )

  it('says nothing of rows that could not be observed', () => {
    const found = estimateMean({
      values: Float64Array.of(1, Number.NaN),
      propensities: Float64Array.of(1, 0),
      predicted: Float64Array.of(1, 5),
    })
    expect(found.unreachable).toBe(1)
    expect(found.horvitzThompson.value).toBeNaN()
    expect(found.hajek.value).toBeNaN()
    expect(found.doublyRobust!.value).toBe(3)
    expect(found.doublyRobust!.hi).toBeNaN()
  })

  it('refuses samples that cannot be', () => {
    const of = (value: number, propensity: number) => () =>
      estimateMean({ values: Float64Array.of(value), propensities: Float64Array.of(propensity) })
    expect(of(1, 0)).toThrow(RangeError)
    expect(of(Number.NaN, 1)).toThrow(RangeError)
    expect(of(1, 1.1)).toThrow(RangeError)
    expect(() =>
      estimateMean({ values: new Float64Array(2), propensities: new Float64Array(3) }),
    ).toThrow(RangeError)
  })
})
