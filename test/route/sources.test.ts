import { describe, expect, it } from 'vitest'
import { createRandom, isHyperError, type Random } from '../../src/kit/index.ts'
import {
  assignSources,
  type LabelSource,
  planSources,
  type SourceAssignment,
} from '../../src/route/index.ts'

interface Case {
  readonly sources: readonly LabelSource[]
  readonly values: readonly Float64Array[]
  readonly budgetUsd: number
}

const PRICES = [0, 0.002, 0.02, 0.5, 0.5, 5]

/** Draws a case whose values are sums of powers of two, so that every order of adding them gives the same number. */
function drawCase(seed: number): Case {
  const random = createRandom('sources').fork(seed)
  const total = Math.floor(random.next() * 9)
  const count = 1 + Math.floor(random.next() * 4)
  const scale = [4, 65536, 64][seed % 3]!
  const value = (): number => Math.floor(random.next() * scale) / 16 - 2
  const values = Array.from({ length: count }, () => Float64Array.from({ length: total }, value))
  const sources = Array.from({ length: count }, (_, index) => drawSource(index, total, random))
  const dearest = Math.max(...sources.map(({ priceUsd }) => priceUsd!))
  return { sources, values, budgetUsd: Math.round(random.next() * total * dearest * 100) / 100 }
}

function drawSource(index: number, total: number, random: Random): LabelSource {
  const listed = PRICES[Math.floor(random.next() * (PRICES.length + 1))]
  return {
    id: `source-${index}`,
    priceUsd: listed ?? Math.round(random.next() * 100) / 100,
    cap: random.next() < 0.5 ? null : Math.floor(random.next() * (total + 1)),
  }
}

/** Best value and least price over every way to share out. */
function tryAll({ sources, values, budgetUsd }: Case): { best: number | null; least: number } {
  const total = values[0]!.length
  const counts = sources.map(() => 0)
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  const place = (row: number, sum: number): void => {
    if (row === total) {
      const paid = counts.reduce((price, count, at) => price + count * sources[at]!.priceUsd!, 0)
      least = Math.min(least, paid)
      if (paid <= budgetUsd + 1e-9 && (best === null || sum > best)) best = sum
      return
    }
    sources.forEach(({ cap }, at) => {
      if (cap !== null && counts[at]! >= cap) return
      counts[at]!++
      place(row + 1, sum + values[at]![row]!)
      counts[at]!--
    })
  }
  place(0, 0)
  return { best, least }
}

/** Caps and money kept, every row once, all figures those of the assignment. */
function requireSound({ sources, values, budgetUsd }: Case, found: SourceAssignment): void {
  const counts = sources.map(() => 0)
  let value = 0
  found.sourceOf.forEach((source, row) => {
    counts[source]!++
    value += values[source]![row]!
  })
  expect(found.counts).toEqual(counts)
  expect(found.value).toBeCloseTo(value, 6)
  const paid = counts.reduce((price, count, at) => price + count * sources[at]!.priceUsd!, 0)
  expect(found.priceUsd).toBeCloseTo(paid, 9)
  expect(found.priceUsd).toBeLessThanOrEqual(budgetUsd * (1 + 1e-9) + 1e-9)
  sources.forEach(({ cap }, at) => {
    expect(counts[at]!).toBeLessThanOrEqual(cap ?? Number.POSITIVE_INFINITY)
  })
  expect(found.bound).toBeGreaterThanOrEqual(found.value - 1e-9 * Math.max(1, Math.abs(value)))
}

/** Rows whose change to another source would gain, with the money and the places that are left. */
function missedChanges({ sources, values, budgetUsd }: Case, found: SourceAssignment): number[] {
  return Array.from(found.sourceOf.keys()).filter((row) =>
    sources.some(({ priceUsd, cap }, to) => {
      const at = found.sourceOf[row]!
      const paid = found.priceUsd + priceUsd! - sources[at]!.priceUsd!
      const fits = to !== at && found.counts[to]! < (cap ?? Number.POSITIVE_INFINITY)
      return fits && paid <= budgetUsd && values[to]![row]! > values[at]![row]! + 1e-9
    }),
  )
}

describe('assignSources', () => {
  it('is worth exactly what the best of all ways is worth, on 3,000 small cases', () => {
    let feasible = 0
    for (let seed = 0; seed < 3000; seed++) {
      const made = drawCase(seed)
      const { best, least } = tryAll(made)
      if (best === null) {
        const code = Number.isFinite(least) ? 'config/bad-budget' : 'config/bad-caps'
        let thrown: unknown
        try {
          assignSources(made)
        } catch (error) {
          thrown = error
        }
        expect(isHyperError(thrown, code)).toBe(true)
        if (isHyperError(thrown, 'config/bad-budget'))
          expect(thrown.details.leastUsd).toBeCloseTo(least, 12)
        continue
      }
      feasible++
      const found = assignSources(made)
      expect(found.value).toBe(best)
      expect(found.isOptimal).toBe(true)
      requireSound(made, found)
    }
    expect(feasible).toBeGreaterThan(1500)
  })

  it('is optimal without a money limit, caps alone deciding', () => {
    for (let seed = 0; seed < 300; seed++) {
      const { sources, values } = drawCase(seed)
      const free = { sources, values, budgetUsd: Number.POSITIVE_INFINITY }
      const { best } = tryAll(free)
      if (best === null) continue
      expect(assignSources({ ...free, budgetUsd: null }).value).toBe(best)
    }
  })

  it.each([
    [300, 3],
    [3000, 4],
    [60_000, 4],
  ])('loses less than one change of one row on %i rows and %i sources', (total, count) => {
    for (let seed = 0; seed < (total > 10_000 ? 2 : 12); seed++) {
      const random = createRandom('large').fork(total, seed)
      const sources = [0.002, 0.03, 0.4, 4].slice(0, count).map((priceUsd, index) => ({
        id: `source-${index}`,
        priceUsd,
        cap: index > 0 && random.next() < 0.5 ? Math.ceil(total * 0.3 * random.next()) : null,
      }))
      const ties = seed % 2 === 0
      const values = sources.map((_, index) =>
        Float64Array.from({ length: total }, () => {
          const value = 0.5 + 0.1 * index + 0.3 * random.next()
          return ties ? Math.round(20 * value) / 20 : value
        }),
      )
      const made = { sources, values, budgetUsd: total * (0.05 + 0.3 * random.next()) }
      const found = assignSources(made)
      requireSound(made, found)
      if (total <= 3000) expect(missedChanges(made, found)).toEqual([])
      const change = Math.max(
        ...Array.from({ length: total }, (_, row) => {
          const own = values.map((column) => column[row]!)
          return Math.max(...own) - Math.min(...own)
        }).slice(0, 5000),
      )
      expect(found.bound - found.value).toBeLessThanOrEqual(change)
    }
  })

  it('gives the same as the exchange of all rows when only rows near a border are exchanged', () => {
    const total = 30_000
    const random = createRandom('borders')
    const column = (): Float64Array => Float64Array.from({ length: total }, () => random.next())
    const values = [column(), column()]
    // Two sources: the best is known by sorting.
    const sources = [
      { id: 'judge', priceUsd: 0, cap: null },
      { id: 'crowd', priceUsd: 1, cap: null },
    ]
    const found = assignSources({ sources, values, budgetUsd: 6000 })
    const gains = values[1]!
      .map((value, row) => value - values[0]![row]!)
      .sort()
      .reverse()
    const best = values[0]!.reduce((sum, value) => sum + value, 0)
    const extra = gains.slice(0, 6000).reduce((sum, value) => sum + value, 0)
    expect(found.value).toBeCloseTo(best + extra, 6)
    expect(found.counts).toEqual([24_000, 6000])
    expect(found.multipliers.money).toBeGreaterThanOrEqual(gains[6000]!)
    expect(found.multipliers.money).toBeLessThanOrEqual(gains[5999]!)
  })

  it('says what another USD and another place would buy', () => {
    const values = [Float64Array.of(0, 0, 0, 0), Float64Array.of(8, 6, 4, 2)]
    const source = (cap: number | null): LabelSource[] => [
      { id: 'judge', priceUsd: 0, cap: null },
      { id: 'crowd', priceUsd: 2, cap },
    ]
    const money = assignSources({ sources: source(null), values, budgetUsd: 4 })
    expect(money).toMatchObject({ counts: [2, 2], value: 14, priceUsd: 4, isOptimal: true })
    expect(money.multipliers.money).toBeGreaterThanOrEqual(2)
    expect(money.multipliers.money).toBeLessThanOrEqual(3)
    const cap = assignSources({ sources: source(1), values, budgetUsd: 100 })
    expect(cap).toMatchObject({ counts: [3, 1], value: 8, isOptimal: true })
    expect(cap.multipliers.money).toBe(0)
    expect(cap.multipliers.caps[1]).toBeGreaterThanOrEqual(6)
    expect(cap.multipliers.caps[1]).toBeLessThanOrEqual(8)
  })

  it('breaks ties by row', () => {
    const values = [new Float64Array(6), new Float64Array(6).fill(1)]
    const sources = [
      { id: 'judge', priceUsd: 0, cap: null },
      { id: 'crowd', priceUsd: 1, cap: null },
    ]
    const { sourceOf } = assignSources({ sources, values, budgetUsd: 2 })
    expect([...sourceOf]).toEqual([1, 1, 0, 0, 0, 0])
  })

  it('refuses unknown prices, and values that are not numbers', () => {
    const sources = [
      { id: 'judge', priceUsd: null, cap: null },
      { id: 'crowd', priceUsd: 1, cap: null },
    ]
    const values = [new Float64Array(2), new Float64Array(2)]
    expect(() => assignSources({ sources, values, budgetUsd: 5 })).toThrow(/no price for "judge"/)
    const priced = sources.map((source) => ({ ...source, priceUsd: 1 }))
    const holed = [Float64Array.of(0, Number.NaN), values[1]!]
    expect(() => assignSources({ sources: priced, values: holed, budgetUsd: 5 })).toThrow(
      RangeError,
    )
    expect(() => assignSources({ sources: priced, values, budgetUsd: 1.5 })).toThrow(
      /at least usd:2/,
    )
    const short = [new Float64Array(2), new Float64Array(3)]
    expect(() => assignSources({ sources: priced, values: short, budgetUsd: 5 })).toThrow(
      RangeError,
    )
  })
})

describe('planSources', () => {
  it('names source, price, gain and rank of every row', () => {
    const plan = planSources({
      ids: ['p', 'q', 'r', 's'],
      sources: [
        { id: 'small-judge', kind: 'lm', priceUsd: 0.01, cap: null },
        { id: 'crowd', kind: 'human', priceUsd: 0.51, cap: null },
        { id: 'large-judge', kind: 'lm', priceUsd: 0.06, cap: null },
      ],
      values: [
        Float64Array.of(0.5, 0.5, 0.5, 0.5),
        Float64Array.of(0.5, 0.9, 0.75, 0.5),
        Float64Array.of(0.5, 0.55, 0.5, 0.75),
      ],
      budgetUsd: 1.09,
    })
    expect(
      plan.rows.map(({ id, source, annotator, rank, priceUsd }) => ({
        id,
        source,
        annotator,
        rank,
        priceUsd,
      })),
    ).toEqual([
      { id: 'p', source: 'lm', annotator: 'small-judge', rank: 4, priceUsd: 0.01 },
      { id: 'q', source: 'human', annotator: 'crowd', rank: 2, priceUsd: 0.51 },
      { id: 'r', source: 'human', annotator: 'crowd', rank: 3, priceUsd: 0.51 },
      { id: 's', source: 'lm', annotator: 'large-judge', rank: 1, priceUsd: 0.06 },
    ])
    expect(plan.rows.map(({ gain }) => Number(gain!.value.toFixed(12)))).toEqual([
      0, 0.4, 0.25, 0.25,
    ])
    expect(plan).toMatchObject({ human: 2, lm: 2 })
    expect(plan.priceUsd).toBeCloseTo(1.09, 12)
    expect(plan.notes.join(' ')).toContain('small-judge 1, crowd 2, large-judge 1')
  })
})
