import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import {
  airyDomain,
  fitName,
  pixelScale,
  spreadLabels,
  textWidth,
} from '../../src/report/study-layout.ts'
import { parseSetting } from '../../src/report/study-settings.ts'

const cost = (wanted: readonly number[], placed: readonly number[]): number =>
  wanted.reduce((sum, at, index) => sum + (at - placed[index]!) ** 2, 0)

describe('spreadLabels', () => {
  it('leaves labels alone that do not touch', () => {
    expect(spreadLabels([10, 60, 30], { lo: 0, hi: 100, gap: 14 })).toEqual([10, 60, 30])
  })

  it('parts two labels of one place evenly', () => {
    expect(spreadLabels([50, 50], { lo: 0, hi: 100, gap: 14 })).toEqual([43, 57])
  })

  it('keeps gap, order and ends over many draws, and moves labels no farther than random feasible ways', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed)
      const wanted = Array.from({ length: 8 }, () => 200 * random.next())
      const placed = spreadLabels(wanted, { lo: 0, hi: 200, gap: 14 })
      const order = [...wanted.keys()].sort((a, b) => wanted[a]! - wanted[b]!)
      const sorted = order.map((index) => placed[index]!)
      for (let at = 1; at < sorted.length; at++)
        expect(sorted[at]! - sorted[at - 1]!).toBeGreaterThanOrEqual(14 - 1e-9)
      expect(sorted[0]!).toBeGreaterThanOrEqual(0)
      expect(sorted.at(-1)!).toBeLessThanOrEqual(200 + 1e-9)
      for (let draw = 0; draw < 50; draw++) {
        const moved = new Array<number>(8)
        let from = 0
        order.forEach((index, place) => {
          const room = 200 - 14 * (7 - place)
          from = Math.max(from, Math.min(room, placed[index]! + 6 * (random.next() - 0.5)))
          moved[index] = from
          from += 14
        })
        expect(cost(wanted, placed)).toBeLessThanOrEqual(cost(wanted, moved) + 1e-9)
      }
    }
  })

  it('begins at the upper end where there is no room for all', () => {
    expect(spreadLabels([5, 5, 5], { lo: 0, hi: 10, gap: 14 })).toEqual([0, 14, 28])
  })
})

describe('pixelScale', () => {
  it('is linear, with ticks where they have room', () => {
    const { at, ticks } = pixelScale([0, 10, 11, 20], { from: 100, to: 300, room: 30 })
    expect([0, 10, 20].map(at)).toEqual([100, 200, 300])
    expect(ticks).toEqual([0, 10, 20])
  })

  it('spreads by factors only where asked to and where all are positive', () => {
    const values = [1, 10, 100]
    expect(pixelScale(values, { from: 0, to: 200, factors: true }).at(10)).toBeCloseTo(100)
    expect(pixelScale(values, { from: 0, to: 99 }).at(10)).toBeCloseTo(9)
    expect(pixelScale([0, 10, 100], { from: 0, to: 100, factors: true }).at(10)).toBeCloseTo(10)
  })

  it('puts a single value in the middle', () => {
    expect(pixelScale([3], { from: 10, to: 30 }).at(3)).toBe(20)
  })
})

describe('airyDomain', () => {
  it('holds all known values with air, and some span for one value or none', () => {
    expect(airyDomain([0, 10, Number.NaN], 0.1)).toEqual([-1, 11])
    expect(airyDomain([5], 0.1)).toEqual([4.9, 5.1])
    expect(airyDomain([])).toEqual([0, 1])
  })
})

describe('parseSetting', () => {
  it.each([
    ['pilot 5 %', 'pilot', 0.05],
    ['pilot 2.5%', 'pilot', 0.025],
    ['pilot 300 rows', 'pilot rows', 300],
    ['mixes 400', 'mixes', 400],
    ['noise 0.3', 'noise', 0.3],
    ['rest human', 'rest', null],
    ['encoder a b', 'encoder', null],
    ['mixes many', 'other', null],
    ['something else', 'other', null],
  ])('reads %s', (name, kind, amount) => {
    expect(parseSetting(name)).toMatchObject({ kind, amount })
  })
})

describe('fitName', () => {
  it('leaves names that fit and cuts others, wide letters sooner', () => {
    expect(fitName('uncertainty:consistency')).toBe('uncertainty:consistency')
    expect(fitName('published top-k')).toBe('published top-k')
    expect(fitName('x'.repeat(60))).toMatch(/^x{20,26}…$/)
    expect([...fitName('模'.repeat(60))].length).toBeLessThan(18)
    expect(textWidth(fitName('模'.repeat(60)))).toBeLessThanOrEqual(7.2 * 26)
  })
})
