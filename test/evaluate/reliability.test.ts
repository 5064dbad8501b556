import { describe, expect, it } from 'vitest'
import {
  createSuite,
  measureReliability,
  noiseFloor,
  scoreRows,
  spearmanBrown,
  splitHalfReliability,
} from '../../src/evaluate/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { drawRows } from './made-suite.ts'

const MIXES = 120
const shares = Float64Array.from({ length: MIXES }, (_, index) => index / (MIXES - 1))

/** A common budget curve, a part both halves share, and noise of their own; known correlation of what the budget leaves. */
function drawHalves(shared: number, seed: number): [Float64Array, Float64Array] {
  const random = createRandom(`halves ${seed}`)
  const a = new Float64Array(MIXES)
  const b = new Float64Array(MIXES)
  shares.forEach((share, index) => {
    const curve = 60 + 8 * share - 5 * share * share + 3 * share ** 3
    const common = Math.sqrt(shared) * drawNormal(random)
    const own = Math.sqrt(1 - shared)
    a[index] = curve + common + own * drawNormal(random)
    b[index] = curve + common + own * drawNormal(random)
  })
  return [a, b]
}

describe('reliability', () => {
  it.each([0, 0.3, 0.7])('finds the correlation of what the budget leaves: %d', (shared) => {
    const found = Array.from({ length: 60 }, (_, seed) => {
      const [scoresA, scoresB] = drawHalves(shared, seed)
      return splitHalfReliability({ scoresA, scoresB, shares })!
    })
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length
    expect(Math.abs(mean - shared)).toBeLessThan(0.05)
  })

  it('is null where the budget explains everything, or there are too few mixes', () => {
    const curve = shares.map((share) => 50 + share - share ** 3)
    expect(splitHalfReliability({ scoresA: curve, scoresB: curve, shares })).toBeNull()
    const few = shares.slice(0, 5)
    const scores = Float64Array.of(1, 5, 2, 4, 3)
    expect(splitHalfReliability({ scoresA: scores, scoresB: scores, shares: few })).toBeNull()
  })

  it('one budget only: the curve is a constant', () => {
    const [scoresA, scoresB] = drawHalves(0.5, 1)
    const found = splitHalfReliability({ scoresA, scoresB, shares: shares.map(() => 0.5) })
    expect(found).toBeGreaterThan(0.5)
  })

  it('of a suite: high where mixes really differ, near zero where they only differ by luck', () => {
    const random = createRandom(11)
    const rows = drawRows(400, random)
    const suite = createSuite(rows)
    const measure = (effect: number): number => {
      const margins = new Float32Array(MIXES * rows.length)
      for (let mix = 0; mix < MIXES; mix++) {
        const lift = effect * drawNormal(random)
        for (let row = 0; row < rows.length; row++) {
          margins[mix * rows.length + row] = lift + drawNormal(random)
        }
      }
      const marginScales = new Float64Array(MIXES).fill(1)
      const scores = scoreRows('soft', margins, { marginScales, k: MIXES })
      const [overall] = measureReliability(suite, scores, { shares, halvings: 8 }, random)
      expect(overall).toMatchObject({ target: 'overall', halvings: 8 })
      expect(overall!.wholeSuite).toBeCloseTo(spearmanBrown(overall!.reliability!), 12)
      return overall!.reliability!
    }
    expect(measure(0.5)).toBeGreaterThan(0.9)
    expect(Math.abs(measure(0))).toBeLessThan(0.25)
  })
})

describe('noise floor', () => {
  it('pools repeats within mixes and adds the noise of the rows', () => {
    const found = noiseFloor({ repeats: [[1, 3], [10, 10, 13], [7]], bootstrapSds: [3, 4] })
    expect(found.repeats!.sd).toBeCloseTo(Math.sqrt((2 + 6) / 3), 12)
    expect(found.repeats!.degreesOfFreedom).toBe(3)
    expect(found.bootstrap).toEqual({ sd: Math.sqrt(12.5), mixes: 2 })
    expect(found.sd).toBeCloseTo(Math.sqrt(8 / 3 + 12.5), 12)
  })

  it('is unknown without evidence', () => {
    expect(noiseFloor({})).toEqual({ repeats: null, bootstrap: null, sd: null })
    expect(noiseFloor({ repeats: [[1]] }).sd).toBeNull()
  })
})
