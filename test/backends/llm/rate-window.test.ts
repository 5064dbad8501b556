import { describe, expect, it } from 'vitest'
import { createRateWindow } from '../../../src/backends/llm/rate-window.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'

interface Taken {
  readonly at: number
  readonly amount: number
}

/** The most that any stretch of a minute holds. */
function fullestMinute(taken: readonly Taken[]): number {
  let most = 0
  for (const { at } of taken) {
    const inside = taken.filter((each) => each.at >= at && each.at < at + 60_000)
    most = Math.max(
      most,
      inside.reduce((total, each) => total + each.amount, 0),
    )
  }
  return most
}

describe('a rate window', () => {
  it('never holds more than its limit in any minute, for amounts and rests of any size', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom(seed)
      const limit = 1 + drawIndex(200, random)
      const window = createRateWindow(limit)
      const taken: Taken[] = []
      for (let now = 0; taken.length < 300; ) {
        const amount = 1 + drawIndex(Math.max(1, limit >> 2), random)
        now += window.msUntil(amount, now)
        expect(window.msUntil(amount, now)).toBe(0)
        window.take(amount, now)
        taken.push({ at: now, amount })
        if (random.next() < 0.05) now += drawIndex(200_000, random)
        else now += drawIndex(50, random)
      }
      expect(fullestMinute(taken)).toBeLessThanOrEqual(limit)
    }
  })

  it('lets a caller who never rests use 98 % of the limit', () => {
    const window = createRateWindow(120)
    let calls = 0
    for (let now = 0; now < 600_000; calls++) {
      now += window.msUntil(1, now)
      window.take(1, now)
    }
    expect(calls).toBeGreaterThanOrEqual(0.98 * 120 * 10)
  })

  it('counts what was used in the place of what was guessed', () => {
    const window = createRateWindow(100)
    const entry = window.take(90, 0)
    expect(window.msUntil(50, 10)).toBeGreaterThan(50_000)
    window.correct(entry, 20)
    expect(window.msUntil(80, 10)).toBe(0)
    expect(window.msUntil(81, 10)).toBeGreaterThan(0)
    // Its minute is over: it takes no part any more.
    expect(window.msUntil(100, 61_000)).toBe(0)
    window.correct(entry, 1_000)
    expect(window.msUntil(100, 61_000)).toBe(0)
  })

  it('never lets through what is larger than the limit, and never waits without one', () => {
    expect(createRateWindow(100).msUntil(101, 0)).toBe(Number.POSITIVE_INFINITY)
    const free = createRateWindow(null)
    for (let call = 0; call < 10; call++) free.take(1e9, 0)
    expect(free.msUntil(1e9, 0)).toBe(0)
  })
})
