import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, shuffleInPlace } from '../../src/kit/index.ts'
import { rewardGapBand } from '../../src/route/index.ts'
import { normalQuantile } from '../../src/stats/index.ts'

/** A curve of straight pieces through corners (row, gap). */
function polyline(corners: readonly (readonly [number, number])[]): Float64Array {
  const last = corners[corners.length - 1]![0]
  return Float64Array.from({ length: last + 1 }, (_, row) => {
    const to = corners.findIndex(([at]) => at >= row)
    const [x1, y1] = corners[to]!
    if (to === 0) return y1
    const [x0, y0] = corners[to - 1]!
    return y0 + ((y1 - y0) * (row - x0)) / (x1 - x0)
  })
}

describe('rewardGapBand', () => {
  it('finds the corners of a curve of straight pieces, in whatever order its rows come', () => {
    const curve = polyline([
      [0, -9],
      [100, -1],
      [900, 1.5],
      [999, 3],
    ])
    const band = rewardGapBand(shuffleInPlace(Float64Array.from(curve), createRandom(1)))
    expect(band.knee).toBeCloseTo(-1, 12)
    expect(band.elbow).toBeCloseTo(1.5, 12)
    expect(band.mirror).toBeCloseTo(-1.5, 12)
    // From -9 the curve climbs 0.08 a row: -1.5 is reached after 93.75 rows, -1 after 100.
    expect(band).toMatchObject({ contradicted: 94, doubtful: 6, kept: 900, unknown: 0 })
  })

  it('finds the corners of a normal curve where the slopes of curve and chord are equal', () => {
    const size = 20_001
    const gaps = Float64Array.from({ length: size }, (_, row) => normalQuantile((row + 0.5) / size))
    const { knee, elbow } = rewardGapBand(gaps)
    // Slope of the chord from the lowest gap z0 to the median: 2 |z0|; of the curve: 1 / density.
    const corner = Math.sqrt(-2 * Math.log((0.5 * Math.sqrt(2 * Math.PI)) / -gaps[0]!))
    expect(knee).toBeCloseTo(-corner, 2)
    expect(elbow).toBeCloseTo(corner, 2)
  })

  it('agrees with a plain search on curves as probes give them (50 pools)', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom('gaps').fork(seed)
      const gaps = Float64Array.from({ length: 400 }, () =>
        random.next() < 0.2 ? -1 + drawNormal(random) : 1.5 + drawNormal(random),
      )
      const { knee, elbow } = rewardGapBand(gaps)
      const plain = plainCorners(gaps)
      expect([knee, elbow]).toEqual([plain.knee, plain.elbow])
    }
  })

  it('moves and stretches with the gaps, and its parts make up the pool (100 pools)', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom('laws').fork(seed)
      const gaps = Float64Array.from({ length: 200 }, () => 1 + 2 * drawNormal(random))
      const band = rewardGapBand(gaps)
      const moved = rewardGapBand(gaps.map((gap) => 3 * gap - 2))
      expect(moved.knee).toBeCloseTo(3 * band.knee - 2, 9)
      expect(moved.elbow).toBeCloseTo(3 * band.elbow - 2, 9)
      expect(band.knee).toBeLessThanOrEqual(band.elbow)
      expect(band.mirror).toBeLessThanOrEqual(band.knee)
      expect(band.contradicted + band.doubtful + band.kept).toBe(200)
      expect(band.contradicted).toBe(gaps.filter((gap) => gap < band.mirror).length)
      expect(band.kept).toBe(gaps.filter((gap) => gap >= band.knee).length)
    }
  })

  it('has no band where the curve has no corner, and leaves unknown gaps out', () => {
    const straight = Float64Array.from({ length: 101 }, (_, row) => row - 50)
    expect(rewardGapBand(straight)).toMatchObject({
      knee: -50,
      elbow: 50,
      contradicted: 0,
      doubtful: 0,
    })
    expect(rewardGapBand(new Float64Array(7).fill(0.4))).toMatchObject({ knee: 0.4, kept: 7 })
    expect(rewardGapBand(Float64Array.of(Number.NaN, 2))).toMatchObject({
      knee: 2,
      elbow: 2,
      kept: 1,
      unknown: 1,
    })
    const none = rewardGapBand(new Float64Array(3).fill(Number.NaN))
    expect(none).toMatchObject({ kept: 0, unknown: 3 })
    expect(none.elbow).toBeNaN()
  })
})

/** The same rule by other means: every window, and distances at right angles to the chord in a square of side 1. */
function plainCorners(gaps: Float64Array): { knee: number; elbow: number } {
  const sorted = [...gaps].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const lengths = sorted.slice(half).map((high, start) => high - sorted[start]!)
  const cut = lengths.indexOf(Math.min(...lengths)) + Math.floor(half / 2)
  const corner = (from: number, to: number, side: number): number => {
    const distances = sorted.slice(from, to + 1).map((gap, step) => {
      const x = step / (to - from)
      const y = (gap - sorted[from]!) / (sorted[to]! - sorted[from]!)
      return (side * (y - x)) / Math.SQRT2
    })
    return sorted[from + distances.indexOf(Math.max(...distances))]!
  }
  return { knee: corner(0, cut, 1), elbow: corner(cut, sorted.length - 1, -1) }
}
