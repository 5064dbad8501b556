import { describe, expect, it } from 'vitest'
import type { InfluenceCertainty, InfluenceTable } from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { chooseByInfluence, type InfluenceRequest } from '../../src/route/index.ts'

const tableOf = (...values: number[]): InfluenceTable => ({
  targets: ['overall'],
  rows: values.length,
  values: Float64Array.from(values),
  scores: Float64Array.of(60),
})
const certaintyOf = (table: InfluenceTable, t: readonly number[]): InfluenceCertainty => ({
  targets: table.targets,
  rows: table.rows,
  resamples: 60,
  mean: table.values,
  sd: table.values.map((value, row) => (value === 0 ? 0 : value / t[row]!)),
  t: Float64Array.from(t),
})
const choose = (request: InfluenceRequest, seed = 1) =>
  chooseByInfluence(request, createRandom(seed))
const humansOf = (request: InfluenceRequest, seed = 1): number[] =>
  [...choose(request, seed).isHuman.entries()].filter(([, bit]) => bit === 1).map(([row]) => row)

//                       0    1  2     3   4    5  6     7
const influences = tableOf(0.3, 0, -0.2, 0.1, 0.5, 0, -0.4, 0.2)
const certainties = certaintyOf(influences, [3, 0, -1, 0.5, 2.5, 0, -3, 1])

describe('chooseByInfluence', () => {
  it('sends the rows to people whose human label raises the target', () => {
    expect(humansOf({ influences })).toEqual([0, 3, 4, 7])
    expect(choose({ influences })).toMatchObject({ counting: 4, needed: 4 })
    expect(choose({ influences }).priority).toEqual(influences.values)
  })

  it('gives the best linear mix of all, and of all within a budget', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom(seed)
      const values = Array.from({ length: 8 }, () => (random.next() < 0.3 ? 0 : drawNormal(random)))
      const worth = (mask: number): number =>
        values.reduce((sum, value, row) => sum + ((mask >> row) & 1) * value, 0)
      for (const budget of [0, 1, 3, 8]) {
        const masks = [...Array(256).keys()].filter(
          (mask) => mask.toString(2).replaceAll('0', '').length <= budget,
        )
        const best = Math.max(...masks.map(worth))
        const chosen = humansOf({ influences: tableOf(...values), budget }).reduce(
          (sum, row) => sum | (1 << row),
          0,
        )
        expect(worth(chosen)).toBeCloseTo(best, 12)
      }
    }
  })

  it('takes the most valuable rows of a small budget and no more than are worth it of a large one', () => {
    expect(humansOf({ influences, budget: 2 })).toEqual([0, 4])
    expect(humansOf({ influences, budget: 0 })).toEqual([])
    expect(humansOf({ influences, budget: 8 })).toEqual([0, 3, 4, 7])
  })

  it('keeps only sure rows', () => {
    expect(humansOf({ influences, certainties, certainty: 2 })).toEqual([0, 4])
    expect(humansOf({ influences, certainties, certainty: 0 })).toEqual([0, 3, 4, 7])
    expect(humansOf({ influences, certainties })).toEqual([0, 3, 4, 7])
  })

  it('fills a budget exactly: with rows on which nothing hangs, then by influence, sure losses last', () => {
    const of = (budget: number, seed: number): number[] =>
      humansOf({ influences, certainties, certainty: 2, budget, fill: true }, seed)
    const fillers = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      const chosen = of(3, seed)
      expect(chosen).toHaveLength(3)
      const filler = chosen.filter((row) => row !== 0 && row !== 4)
      expect(filler).toHaveLength(1)
      fillers.add(filler[0]!)
    }
    expect([...fillers].sort()).toEqual([1, 5])
    expect(of(4, 1)).toEqual([0, 1, 4, 5])
    expect(of(5, 1)).toEqual([0, 1, 4, 5, 7])
    expect(of(7, 1)).toEqual([0, 1, 2, 3, 4, 5, 7])
    expect(of(8, 1)).toHaveLength(8)
    for (let budget = 0; budget <= 8; budget++) expect(of(budget, 2)).toHaveLength(budget)
  })

  it('draws every set of fillers equally often', () => {
    const table = tableOf(1, 0, 0, 0, 0, -1)
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 3000; seed++) {
      const key = humansOf({ influences: table, budget: 3, fill: true }, seed).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    let chi = 0
    for (const count of counts.values()) chi += (count - 500) ** 2 / 500
    // 99.9 % point of chi-squared with 5 degrees of freedom.
    expect(chi).toBeLessThan(20.5)
  })

  it('gives people what does not matter where they are cheaper', () => {
    const prices = { human: 0.01, lm: 0.02 }
    expect(humansOf({ influences, prices })).toEqual([0, 1, 3, 4, 5, 7])
    expect(humansOf({ influences, certainties, certainty: 2, prices })).toEqual([
      0, 1, 2, 3, 4, 5, 7,
    ])
    expect(humansOf({ influences, prices, budget: 2 })).toEqual([0, 4])
    expect(humansOf({ influences, prices: { human: null, lm: 0.02 } })).toEqual([0, 3, 4, 7])
  })

  it('leaves rows of unknown influence to the judge and says so', () => {
    const table = tableOf(0.3, Number.NaN, 0, -0.1)
    const { isHuman, priority, notes } = choose({ influences: table })
    expect([...isHuman]).toEqual([1, 0, 0, 0])
    expect(priority[1]).toBeNaN()
    expect(notes.join()).toContain('1 rows lack a label')
    expect(humansOf({ influences: table, budget: 3, fill: true })).toEqual([0, 1, 2])
  })

  it('weighs several targets by the rule', () => {
    const several: InfluenceTable = {
      targets: ['suite', 'human'],
      rows: 3,
      values: Float64Array.of(3, 3, -3, 1, -0.5, 2),
      scores: new Float64Array(2),
    }
    expect(humansOf({ influences: several })).toEqual([0, 1, 2])
    expect(humansOf({ influences: several, rule: 'smallest' })).toEqual([0])
    expect(choose({ influences: several, rule: 'smallest' }).notes[0]).toContain(
      'each of 2 targets',
    )
  })

  it('says in sentences how many rows count and what only fills', () => {
    const { notes } = choose({ influences, certainties, certainty: 2, budget: 5, fill: true })
    expect(notes).toEqual([
      '2 of the 6 rows whose label changes something count: the human label raises, with t above 2, "overall"',
      '3 human labels are needed, 37.5 % of the pool; what does not matter goes to the cheaper source (lm)',
      '2 human labels only fill the budget: on these rows nothing hangs, and which they are was drawn at random',
      '1 human labels fill the budget on rows that do not count: the target may be lower than with a smaller budget',
    ])
    expect(choose({ influences, budget: 1 }).notes).toContain(
      'the budget holds 1 of the 4 rows that count: the most valuable ones',
    )
  })

  it('refuses budgets and cuts that cannot be', () => {
    expect(() => choose({ influences, budget: 9 })).toThrow(/budget: got 9/)
    expect(() => choose({ influences, budget: 1.5 })).toThrow(/budget: got 1.5/)
    expect(() => choose({ influences, fill: true })).toThrow(/no budget/)
    expect(() => choose({ influences, certainty: 2 })).toThrow(/without certainties/)
    expect(() => choose({ influences, certainties, certainty: -1 })).toThrow(/certainty: got -1/)
  })

  it('takes an empty pool', () => {
    const { isHuman, counting } = choose({ influences: tableOf() })
    expect([isHuman.length, counting]).toEqual([0, 0])
  })
})
