import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, isHyperError } from '../../src/kit/index.ts'
import { planRouting, type RoutingEvidence, type RoutingRequest } from '../../src/route/index.ts'
import { drawMatrix } from './predictors.ts'

const prices = { human: 0.5, lm: 0.01 }
//                             0    1  2     3    4    5  6     7
const value = Float64Array.of(0.3, 0, -0.2, 0.1, 0.5, 0, -0.4, Number.NaN)
const certainty = Float64Array.of(3, 0, -1, 0.5, 2.5, 0, -3, Number.NaN)

function planBy(
  influence: RoutingEvidence['influence'],
  more: Partial<RoutingRequest> = {},
  seed = 1,
) {
  const matrix = drawMatrix(influence?.value.length ?? 8, [0.5], createRandom('matrix'))
  const evidence = influence === undefined ? {} : { influence }
  const request = {
    matrix,
    predictor: null,
    budget: 'free' as const,
    router: 'influence' as const,
    prices,
  }
  return planRouting({ ...request, evidence, ...more }, createRandom(seed))
}

const humansOf = (plan: ReturnType<typeof planBy>): number[] =>
  plan.rows.flatMap(({ source }, row) => (source === 'human' ? [row] : []))

describe('the router by influence', () => {
  it('spends a free budget on the rows whose human label raises the target', () => {
    const plan = planBy({ value, certainty: null })
    expect(humansOf(plan)).toEqual([0, 3, 4])
    expect([plan.human, plan.lm, plan.budget]).toEqual([3, 5, { unit: 'instances', amount: 3 }])
    expect(plan.priceUsd).toBeCloseTo(3 * 0.5 + 5 * 0.01, 12)
  })

  it('lets only sure influences count where a cut is given', () => {
    expect(humansOf(planBy({ value, certainty }, { influenceCut: 2 }))).toEqual([0, 4])
    expect(humansOf(planBy({ value, certainty }, { influenceCut: 0 }))).toEqual([0, 3, 4])
    expect(humansOf(planBy({ value, certainty }))).toEqual([0, 3, 4])
    // An influence whose certainty is unknown is not sure.
    expect(
      humansOf(planBy({ value, certainty: certainty.with(0, Number.NaN) }, { influenceCut: 2 })),
    ).toEqual([4])
  })

  it('fills a fixed budget exactly, sure losses last', () => {
    for (let amount = 0; amount <= 8; amount++) {
      const plan = planBy(
        { value, certainty },
        { budget: { unit: 'instances', amount }, influenceCut: 2 },
      )
      const humans = humansOf(plan)
      expect(humans).toHaveLength(amount)
      if (amount >= 2) expect(humans).toEqual(expect.arrayContaining([0, 4]))
      if (amount < 8) expect(humans).not.toContain(6)
    }
    const half = planBy({ value, certainty: null }, { budget: { unit: 'share', amount: 0.5 } })
    expect(humansOf(half)).toEqual(expect.arrayContaining([0, 3, 4]))
    expect(half.budget).toEqual({ unit: 'share', amount: 0.5 })
  })

  it('draws fillers at random among the rows on which nothing hangs', () => {
    const counts = new Map<number, number>()
    for (let seed = 0; seed < 400; seed++) {
      const plan = planBy(
        { value, certainty: null },
        { budget: { unit: 'instances', amount: 4 } },
        seed,
      )
      const filler = humansOf(plan).find((row) => ![0, 3, 4].includes(row))!
      counts.set(filler, (counts.get(filler) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([1, 5])
    expect(Math.abs(counts.get(1)! - 200)).toBeLessThan(3.3 * 10)
  })

  it('buys the most influence that a budget can buy', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(`worth ${seed}`)
      const own = Float64Array.from({ length: 12 }, () =>
        random.next() < 0.4 ? 0 : drawNormal(random),
      )
      for (const amount of [0, 1, 4, 12]) {
        const plan = planBy(
          { value: own, certainty: null },
          { budget: { unit: 'instances', amount } },
        )
        const worth = humansOf(plan).reduce((sum, row) => sum + own[row]!, 0)
        // A filled budget: the best set of this very size.
        const best = own
          .toSorted()
          .reverse()
          .slice(0, amount)
          .reduce((sum, one) => sum + one, 0)
        expect(worth).toBeCloseTo(best, 12)
      }
    }
  })

  it('ranks by influence, people first, and says what moved a row', () => {
    const { rows } = planBy({ value, certainty: null })
    const order = rows.map((_, row) => row).sort((a, b) => rows[a]!.rank - rows[b]!.rank)
    expect(order.slice(0, 3)).toEqual([4, 0, 3])
    expect(order.at(-1)).toBe(6)
    expect(rows[0]!.why).toEqual([{ feature: 'influence', share: 1 }])
    expect(rows[7]!.why).toEqual([])
    for (const { gain, propensity, source } of rows) {
      expect(gain).toBeNull()
      expect(propensity).toBe(source === 'human' ? 1 : 0)
    }
  })

  it('gives people what does not matter where they are cheaper', () => {
    const plan = planBy({ value, certainty: null }, { prices: { human: 0.01, lm: 0.5 } })
    expect(humansOf(plan)).toEqual([0, 1, 3, 4, 5, 7])
  })

  it('says how many rows count, and that some are unknown', () => {
    const { notes } = planBy({ value, certainty }, { influenceCut: 2 })
    expect(notes[0]).toContain('2 of the 5 rows whose label changes something count')
    expect(notes[0]).toContain('with t above 2')
    expect(notes.join()).toContain('1 rows lack a label')
  })

  it.each<[string, RoutingEvidence['influence'], Partial<RoutingRequest>, string]>([
    ['no influence', undefined, {}, 'got no influence'],
    [
      'influences that are all unknown',
      { value: new Float64Array(3).fill(Number.NaN), certainty: null },
      {},
      'unknown for every row',
    ],
    [
      'a cut without certainties',
      { value, certainty: null },
      { influenceCut: 2 },
      'certainty of the influence',
    ],
  ])('refuses %s', (_name, influence, more, message) => {
    try {
      planBy(influence, more)
      expect.fail('it made a plan')
    } catch (error) {
      expect(isHyperError(error, 'config/router-needs-influence')).toBe(true)
      expect(String(error)).toContain(message)
    }
  })
})
