import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, type Random } from '../../src/kit/index.ts'
import { bootstrapInterval, mean, standardDeviation } from '../../src/stats/index.ts'

function meanOf(x: Float64Array): (indices: Uint32Array) => number {
  return (indices) => {
    let total = 0
    for (const index of indices) total += x[index]!
    return total / indices.length
  }
}

function drawClustered(clusters: number, size: number, random: Random): Float64Array {
  const x = new Float64Array(clusters * size)
  for (let cluster = 0; cluster < clusters; cluster++) {
    const shift = drawNormal(random)
    for (let i = 0; i < size; i++) x[cluster * size + i] = shift + 0.3 * drawNormal(random)
  }
  return x
}

describe('bootstrapInterval', () => {
  it('is a function of its seed', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i))
    const run = (seed: string): unknown =>
      bootstrapInterval(meanOf(x), 50, { resamples: 200, random: createRandom(seed) })
    expect(run('one')).toEqual(run('one'))
    expect(run('one')).not.toEqual(run('two'))
  })

  it('covers the mean of normal draws about as often as it says', () => {
    let covered = 0
    for (let seed = 0; seed < 400; seed++) {
      const random = createRandom(seed)
      const x = Float64Array.from({ length: 60 }, () => 5 + 2 * drawNormal(random))
      const { lo, hi } = bootstrapInterval(meanOf(x), 60, { resamples: 300, level: 0.9, random })
      covered += Number(lo <= 5 && 5 <= hi)
    }
    // 0.9 with 400 runs has a standard error of 0.015; percentile intervals of 60 draws run about 0.01 short.
    expect(covered / 400).toBeGreaterThan(0.845)
    expect(covered / 400).toBeLessThan(0.945)
  })

  it('covers clustered data only when whole groups are drawn', () => {
    const groups = Uint32Array.from({ length: 400 }, (_, i) => Math.floor(i / 10))
    let byRow = 0
    let byGroup = 0
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed)
      const x = drawClustered(40, 10, random)
      const covers = (grouped: boolean): boolean => {
        const options = { resamples: 200, level: 0.9, random: random.fork(String(grouped)) }
        const { lo, hi } = bootstrapInterval(
          meanOf(x),
          400,
          grouped ? { ...options, groups } : options,
        )
        return lo <= 0 && 0 <= hi
      }
      byRow += Number(covers(false))
      byGroup += Number(covers(true))
    }
    expect(byRow / 200).toBeLessThan(0.6)
    expect(byGroup / 200).toBeGreaterThan(0.82)
  })

  it('has the standard error of the mean, and leaves out resamples without a value', () => {
    const random = createRandom('error')
    const x = Float64Array.from({ length: 500 }, () => drawNormal(random))
    const { sd } = bootstrapInterval(meanOf(x), 500, { resamples: 2000, random })
    expect(sd).toBeCloseTo(standardDeviation(x) / Math.sqrt(500), 2)
    let calls = 0
    const patchy = (indices: Uint32Array): number => (calls++ % 2 ? Number.NaN : mean(indices))
    const result = bootstrapInterval(patchy, 10, { resamples: 100, random })
    expect(Number.isFinite(result.lo) && Number.isFinite(result.hi)).toBe(true)
  })

  it('gives NaN ends for no rows and refuses groups of another length', () => {
    const random = createRandom(1)
    expect(bootstrapInterval(() => Number.NaN, 0, { random }).lo).toBeNaN()
    const groups = new Uint32Array(3)
    expect(() => bootstrapInterval(() => 0, 4, { random, groups })).toThrow(/got 3, expected 4/)
  })
})
