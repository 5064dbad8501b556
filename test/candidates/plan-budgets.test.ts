import { describe, expect, it } from 'vitest'
import { planBudgets } from '../../src/candidates/index.ts'
import { createRandom } from '../../src/kit/index.ts'

const count = (budgets: Uint32Array, value: number): number =>
  budgets.filter((budget) => budget === value).length

describe('planBudgets', () => {
  it('has the corners, replicates at the quarters, and one budget in every stratum of the rest', () => {
    const budgets = planBudgets({ total: 10_000, mixes: 500 }, createRandom(1))
    expect(budgets.length).toBe(500)
    expect([0, 10_000].map((value) => count(budgets, value))).toEqual([1, 1])
    for (const value of [2500, 5000, 7500]) {
      expect(count(budgets, value)).toBeGreaterThanOrEqual(10)
    }
    const rest = Array.from(budgets.slice(32)).sort((a, b) => a - b)
    rest.forEach((budget, stratum) => {
      expect(Math.abs(budget / 10_000 - (stratum + 0.5) / 468)).toBeLessThanOrEqual(
        0.5 / 468 + 1e-4,
      )
    })
  })

  it('gathers the rest near the focus and clips it to the pool', () => {
    const near = planBudgets({ total: 1000, mixes: 100, focus: 0.5 }, createRandom(1)).slice(8)
    expect(near.every((budget) => budget >= 400 && budget <= 600)).toBe(true)
    const low = planBudgets({ total: 1000, mixes: 100, focus: 0.02 }, createRandom(1)).slice(8)
    expect(low.every((budget) => budget >= 0 && budget <= 120)).toBe(true)
  })

  it('works for tiny requests and pools', () => {
    expect(planBudgets({ total: 10, mixes: 0 }, createRandom(1))).toEqual(new Uint32Array(0))
    expect(planBudgets({ total: 10, mixes: 3 }, createRandom(1))).toEqual(Uint32Array.of(0, 10, 5))
    expect(planBudgets({ total: 0, mixes: 20 }, createRandom(1))).toEqual(new Uint32Array(20))
    expect(planBudgets({ total: 1, mixes: 20 }, createRandom(1)).every((b) => b <= 1)).toBe(true)
  })

  it('depends on the seed alone and refuses a focus that is no share', () => {
    const options = { total: 777, mixes: 60 }
    expect(planBudgets(options, createRandom(3))).toEqual(planBudgets(options, createRandom(3)))
    expect(planBudgets(options, createRandom(3))).not.toEqual(planBudgets(options, createRandom(4)))
    expect(() => planBudgets({ ...options, focus: 50 }, createRandom(3))).toThrow(
      'focus: got 50, expected a human share from 0 to 1',
    )
  })
})
