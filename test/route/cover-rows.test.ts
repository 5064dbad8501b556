import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, drawSubset, type Random } from '../../src/kit/index.ts'
import { coverRows, type EvidenceVectors } from '../../src/route/index.ts'

/** Rows around a few random directions, with vectors of all lengths. */
function drawVectors(
  total: number,
  dimension: number,
  random: Random,
  clusters = 12,
): EvidenceVectors {
  const centers = Array.from({ length: clusters }, () =>
    Array.from({ length: dimension }, () => drawNormal(random)),
  )
  const values = Float32Array.from({ length: total * dimension })
  for (let row = 0; row < total; row++) {
    // Few rows stand around the last directions: random choices miss them.
    const center = centers[Math.floor(clusters * random.next() ** 4)]!
    const length = 0.1 + random.next()
    for (let k = 0; k < dimension; k++) {
      values[row * dimension + k] = length * (center[k]! + 0.3 * drawNormal(random))
    }
  }
  return { values, dimension }
}

/** Distances of all pairs of unit vectors. */
function distancesOf({ values, dimension }: EvidenceVectors): number[][] {
  const rows = Array.from({ length: values.length / dimension }, (_, row) => {
    const vector = [...values.slice(row * dimension, (row + 1) * dimension)]
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  })
  return rows.map((a) => rows.map((b) => Math.hypot(...a.map((value, k) => value - b[k]!))))
}

function nearestTo(distances: readonly (readonly number[])[], chosen: readonly number[]): number[] {
  return distances.map((row) => Math.min(...chosen.map((other) => row[other]!)))
}

describe('coverRows', () => {
  it('is the exact greedy choice on small pools (every distance looked at, 40 pools)', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom('greedy').fork(seed)
      const vectors = drawVectors(50, 5, random)
      const distances = distancesOf(vectors)
      const { order, radius, cells } = coverRows(vectors, 1 + (seed % 50), {}, random)
      expect(cells).toBe(1)
      expect(new Set(order).size).toBe(1 + (seed % 50))
      for (let place = 1; place < order.length; place++) {
        const nearest = nearestTo(distances, [...order.subarray(0, place)])
        expect(nearest[order[place]!]!).toBeGreaterThanOrEqual(Math.max(...nearest) - 1e-6)
      }
      expect(radius).toBeCloseTo(Math.max(...nearestTo(distances, [...order])), 5)
    }
  })

  it('takes one row of each direction before any copy, and copies from the lowest row on', () => {
    const values = Float32Array.from({ length: 24 }, (_, at) =>
      Number(at % 3 === Math.floor(at / 3) % 3),
    )
    for (let seed = 0; seed < 20; seed++) {
      const { order } = coverRows({ values, dimension: 3 }, 8, {}, createRandom(seed))
      const [first] = order
      const others = [0, 1, 2].filter((row) => row !== first! % 3)
      const copies = [...Array(8).keys()].filter((row) => row !== first && !others.includes(row))
      expect([...order]).toEqual([first, ...others, ...copies])
    }
  })

  it.each([
    ['exact', Number.POSITIVE_INFINITY, 60],
    ['in cells', 1, 180],
  ])('covers better than random rows do, %s (law over 25 pools)', (_name, work, count) => {
    let better = 0
    for (let seed = 0; seed < 25; seed++) {
      const random = createRandom('cover').fork(seed)
      const vectors = drawVectors(360, 6, random)
      const distances = distancesOf(vectors)
      const { order, radius, cells } = coverRows(vectors, count, { work }, random)
      const reach = (rows: Uint32Array): number => Math.max(...nearestTo(distances, [...rows]))
      expect(reach(order)).toBeLessThanOrEqual(radius + 1e-5)
      expect(cells > 5).toBe(work === 1)
      if (reach(order) < reach(drawSubset(360, count, random))) better++
    }
    expect(better).toBe(25)
  })

  it('stays within a factor of two of the best cover (every set tried, 30 pools)', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom('best').fork(seed)
      const vectors = drawVectors(11, 3, random, 4)
      const distances = distancesOf(vectors)
      let best = Number.POSITIVE_INFINITY
      for (let a = 0; a < 11; a++) {
        for (let b = a + 1; b < 11; b++) {
          for (let c = b + 1; c < 11; c++) {
            best = Math.min(best, Math.max(...nearestTo(distances, [a, b, c])))
          }
        }
      }
      expect(coverRows(vectors, 3, {}, random).radius).toBeLessThanOrEqual(2 * best + 1e-5)
    }
  })

  it('cuts copies of one vector into cells too', () => {
    const copies = { values: new Float32Array(3000).fill(1), dimension: 3 }
    const { order, radius, cells } = coverRows(copies, 900, { work: 1 }, createRandom(3))
    expect(new Set(order).size).toBe(900)
    expect(radius).toBe(0)
    expect(cells).toBeGreaterThan(10)
  })

  it('leaves out rows without a direction', () => {
    const values = Float32Array.of(1, 0, 0, 0, Number.NaN, 1, 0, 2)
    const cover = coverRows({ values, dimension: 2 }, 4, {}, createRandom(1))
    expect([...cover.order].sort()).toEqual([0, 3])
    expect(cover.unknown).toBe(2)
    expect([...cover.nearest]).toEqual([2, Number.NaN, Number.NaN, 2])
    expect(coverRows({ values, dimension: 2 }, 0, {}, createRandom(1)).order.length).toBe(0)
  })

  it('starts anywhere and does not depend on anything but the stream', () => {
    const vectors = drawVectors(40, 4, createRandom('start'))
    const starts = Array.from(
      { length: 4000 },
      (_, seed) => coverRows(vectors, 1, {}, createRandom(seed)).order[0]!,
    )
    const counts = new Float64Array(40)
    for (const row of starts) counts[row]!++
    // Chi-squared with 39 degrees of freedom: 99.9 % point 72.1.
    expect(counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0)).toBeLessThan(72.1)
    const again = () => coverRows(vectors, 15, {}, createRandom(5))
    expect(again()).toEqual(again())
  })
})
