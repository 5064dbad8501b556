import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex, drawNormal } from '../../src/kit/index.ts'
import {
  argsort,
  fitIsotonic,
  kendallTauB,
  kthLargest,
  quantile,
  ranks,
  selectTop,
  spearman,
} from '../../src/stats/index.ts'

const seeds = Array.from({ length: 200 }, (_, seed) => seed)
const drawTied = (seed: number, size: number): Float64Array => {
  const random = createRandom(seed)
  return Float64Array.from({ length: size }, () => drawIndex(9, random) - 4)
}

describe('selectTop', () => {
  it('picks what a stable sort picks, for every count', () => {
    for (const seed of seeds) {
      const x = drawTied(seed, 1 + (seed % 40))
      if (seed % 5 === 0) x[0] = Number.NaN
      if (seed % 7 === 0) x[x.length - 1] = Number.NEGATIVE_INFINITY
      const readable = x.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value))
      for (let count = 0; count <= x.length + 1; count++) {
        const want = argsort(readable, 'descending').slice(0, count).sort()
        expect([...selectTop(x, count)]).toEqual([...want])
      }
    }
  })

  it('picks the same among many values of every shape: spread, tied, skewed, infinite, missing', () => {
    const random = createRandom('shapes')
    const shapes: Readonly<Record<string, () => number>> = {
      spread: () => drawNormal(random),
      tied: () => drawIndex(7, random),
      skewed: () => Math.exp(40 * drawNormal(random)),
      narrow: () => 1e9 + 1e-7 * drawIndex(3, random),
      infinite: () =>
        [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 2][drawIndex(4, random)]!,
      missing: () => (random.next() < 0.3 ? Number.NaN : drawNormal(random)),
      huge: () => (random.next() < 0.5 ? Number.MAX_VALUE : -Number.MAX_VALUE),
    }
    for (const draw of Object.values(shapes)) {
      const x = Float64Array.from({ length: 3000 }, draw)
      const readable = x.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value))
      const order = argsort(readable, 'descending')
      for (const count of [1, 2, 700, 1500, 2100, 2999, 3000]) {
        expect([...selectTop(x, count)]).toEqual([...order.slice(0, count).sort()])
        expect(kthLargest(x, count)).toBe(readable[order[count - 1]!])
      }
    }
  })

  it('finds the k-th largest of sorted, reversed and constant values', () => {
    const ascending = Float64Array.from({ length: 1001 }, (_, i) => i)
    for (const k of [1, 2, 500, 1000, 1001]) {
      expect(kthLargest(ascending, k)).toBe(1001 - k)
      expect(kthLargest(ascending.slice().reverse(), k)).toBe(1001 - k)
      expect(kthLargest(new Float64Array(1001).fill(3), k)).toBe(3)
    }
    expect(() => kthLargest(ascending, 0)).toThrow(RangeError)
  })
})

describe('order', () => {
  it('sorts stably in both directions with NaN last', () => {
    expect([...argsort([2, Number.NaN, 1, 2])]).toEqual([2, 0, 3, 1])
    expect([...argsort([2, Number.NaN, 1, 2], 'descending')]).toEqual([0, 3, 2, 1])
  })

  it('gives ranks that sum to n (n + 1) / 2 and ignore monotone maps', () => {
    for (const seed of seeds) {
      const x = drawTied(seed, 30)
      const r = ranks(x)
      expect(r.reduce((total, rank) => total + rank, 0)).toBe(465)
      expect([...ranks(x.map((value) => value ** 3))]).toEqual([...r])
    }
  })

  it('gives tau-b equal to the count over all pairs', () => {
    for (const seed of seeds.slice(0, 60)) {
      const x = drawTied(seed, 25)
      const y = drawTied(seed + 1000, 25)
      let difference = 0
      let untiedX = 0
      let untiedY = 0
      for (let i = 0; i < 25; i++) {
        for (let j = 0; j < i; j++) {
          difference += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!)
          untiedX += Number(x[i] !== x[j])
          untiedY += Number(y[i] !== y[j])
        }
      }
      expect(kendallTauB(x, y)).toBeCloseTo(difference / Math.sqrt(untiedX * untiedY), 12)
      expect(spearman(x, x)).toBeCloseTo(1, 12)
    }
  })

  it('gives quantiles that grow with q and stay inside the sample', () => {
    for (const seed of seeds) {
      const x = drawTied(seed, 1 + (seed % 12))
      const values = [0, 0.2, 0.5, 0.77, 1].map((q) => quantile(x, q, 'hazen'))
      expect(values).toEqual([...values].sort((a, b) => a - b))
      expect(values[0]).toBe(Math.min(...x))
      expect(values[4]).toBe(Math.max(...x))
    }
    expect(quantile([], 0.5)).toBeNaN()
    expect(quantile([1, Number.NaN], 0.5)).toBeNaN()
  })
})

describe('isotonic regression', () => {
  it('is monotone, keeps the weighted mean and leaves monotone data alone', () => {
    for (const seed of seeds.slice(0, 100)) {
      const random = createRandom(seed)
      const x = Float64Array.from({ length: 40 }, () => drawIndex(30, random))
      const y = x.map((value) => value / 10 + drawNormal(random))
      const weights = x.map(() => 0.1 + random.next())
      const fit = fitIsotonic(x, y, weights)
      const fitted = x.map(fit.predict)
      expect([...fit.knotsY]).toEqual([...fit.knotsY].sort((a, b) => a - b))
      const excess = fitted.reduce((total, value, i) => total + weights[i]! * (value - y[i]!), 0)
      expect(excess).toBeCloseTo(0, 9)
      const again = fitIsotonic(x, fitted, weights)
      for (const [i, value] of x.entries()) expect(again.predict(value)).toBeCloseTo(fitted[i]!, 12)
    }
    expect(() => fitIsotonic([1], [1], [0])).toThrow(RangeError)
  })
})
