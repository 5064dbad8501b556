import { describe, expect, it } from 'vitest'
import type { SuiteRow } from '../../src/domain/index.ts'
import {
  bootstrapScores,
  createSuite,
  pairedDifference,
  scoreInterval,
  scoreRows,
  scoreSds,
} from '../../src/evaluate/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { drawMargins, drawRows } from './made-suite.ts'

function flatRows(count: number, perGroup: number): SuiteRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    subset: 's',
    category: 'c',
    prompt: '',
    chosen: '',
    rejected: '',
    group: String(Math.floor(index / perGroup)),
    meta: {},
  }))
}

describe('bootstrap of scores', () => {
  it('has the standard error of a share', () => {
    const random = createRandom(5)
    const suite = createSuite(flatRows(400, 1))
    const margins = drawMargins(1, 400, random)
    const rows = scoreRows('accuracy', margins, { marginScales: Float64Array.of(1), k: 1 })
    const samples = bootstrapScores(suite, rows, { resamples: 4000 }, random.fork('bootstrap'))
    const mean = rows.values.reduce((sum, value) => sum + value, 0) / 400
    const variance = rows.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400
    const found = scoreInterval(samples, 0, 'overall')
    expect(found.value).toBeCloseTo(mean, 10)
    expect(found.sd / Math.sqrt(variance / 400)).toBeGreaterThan(0.95)
    expect(found.sd / Math.sqrt(variance / 400)).toBeLessThan(1.05)
    expect(found.lo).toBeLessThan(mean)
    expect(found.hi).toBeGreaterThan(mean)
  })

  it('draws whole groups: equal rows in groups of four double the standard error', () => {
    const margins = Float32Array.from({ length: 400 }, (_, index) =>
      Math.floor(index / 4) % 2 === 0 ? 1 : -1,
    )
    const sdOf = (perGroup: number): number => {
      const rows = scoreRows('accuracy', margins, { marginScales: Float64Array.of(1), k: 1 })
      const suite = createSuite(flatRows(400, perGroup))
      return scoreSds(bootstrapScores(suite, rows, { resamples: 4000 }, createRandom(1)), 0)[0]!
    }
    expect(sdOf(4) / sdOf(1)).toBeGreaterThan(1.85)
    expect(sdOf(4) / sdOf(1)).toBeLessThan(2.15)
  })

  it('pairs: equal heads differ by nothing, and tables of one stream share their resamples', () => {
    const random = createRandom(8)
    const made = drawRows(300, random)
    const suite = createSuite(made)
    const margins = drawMargins(2, 300, random)
    const doubled = Float32Array.from([...margins.subarray(0, 300), ...margins.subarray(0, 300)])
    const stream = createRandom('one stream')
    const draw = (own: Float32Array): ReturnType<typeof bootstrapScores> =>
      bootstrapScores(
        suite,
        scoreRows('soft', own, { marginScales: Float64Array.of(1, 1), k: 2 }),
        { resamples: 100 },
        stream,
      )
    const first = draw(margins)
    const second = draw(doubled)
    const same = pairedDifference(
      { samples: first, heads: [0] },
      { samples: second, heads: [0, 1] },
      'overall',
    )
    expect(same.value).toBeCloseTo(0, 10)
    expect(same.sd).toBeCloseTo(0, 10)
    const other = pairedDifference(
      { samples: first, heads: [0] },
      { samples: first, heads: [1] },
      'chat',
    )
    expect(other.sd).toBeGreaterThan(0)
    expect(other.lo).toBeLessThanOrEqual(other.hi)
    expect(() => scoreInterval(first, 2, 'overall')).toThrow(RangeError)
    expect(() => scoreInterval(first, 0, 'nowhere')).toThrow(RangeError)
  })

  it('covers the true accuracy about as often as it says', () => {
    let covered = 0
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(`cover ${seed}`)
      const margins = Float32Array.from({ length: 200 }, () => (random.next() < 0.7 ? 1 : -1))
      const rows = scoreRows('accuracy', margins, { marginScales: Float64Array.of(1), k: 1 })
      const suite = createSuite(flatRows(200, 1))
      const { lo, hi } = scoreInterval(
        bootstrapScores(suite, rows, { resamples: 300 }, random.fork('b')),
        0,
        'overall',
      )
      if (lo <= 70 && 70 <= hi) covered += 1
    }
    expect(covered / 200).toBeGreaterThan(0.9)
    expect(covered / 200).toBeLessThan(0.99)
  })
})
