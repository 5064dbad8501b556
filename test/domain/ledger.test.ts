import { describe, expect, it } from 'vitest'
import { createLedger, fromNanoDollars, toNanoDollars } from '../../src/domain/index.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'

describe('toNanoDollars', () => {
  it('takes decimal amounts as they are written, and rounds what is finer up', () => {
    // 0.0011 x 1e9 is 1100000.0000000002 in binary.
    expect(toNanoDollars(0.0011)).toBe(1_100_000)
    expect(toNanoDollars(1234.567891234)).toBe(1_234_567_891_234)
    expect(toNanoDollars(1e-12)).toBe(1)
    expect(toNanoDollars(2.5e-9)).toBe(3)
    expect(toNanoDollars(0)).toBe(0)
    expect(toNanoDollars(null)).toBe(0)
  })

  it('gives back every whole number of nano-dollars', () => {
    const random = createRandom(4)
    for (let draw = 0; draw < 20_000; draw++) {
      const nano = drawIndex(10 ** (1 + drawIndex(14, random)), random)
      expect(toNanoDollars(fromNanoDollars(nano))).toBe(nano)
    }
  })

  it('refuses what is no amount', () => {
    for (const usd of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e8])
      expect(() => toNanoDollars(usd)).toThrow(RangeError)
  })
})

describe('createLedger', () => {
  it('takes bounds to the cap and not past it, in any order of releases', () => {
    const ledger = createLedger(0.3)
    expect(ledger.reserve(0.1)).toBe(true)
    expect(ledger.reserve(0.2)).toBe(true)
    expect(ledger.reserve(1e-9)).toBe(false)
    ledger.release(0.1)
    expect(ledger.reserve(0.1)).toBe(true)
    ledger.lose(0.2)
    ledger.release(0.1)
    ledger.charge({ failed: false, costUsd: 0.05 }, 'open')
    expect(ledger.reserve(0.05)).toBe(true)
    expect(ledger.reserve(1e-9)).toBe(false)
    expect(ledger.totals()).toEqual({
      spentUsd: 0.05,
      uncertainUsd: 0.2,
      reservedUsd: 0.05,
      capUsd: 0.3,
      answers: 1,
      failures: 0,
      lost: 1,
      unpriced: 0,
    })
  })

  it('never rounds a cap up', () => {
    expect(createLedger(1.5e-9).reserve(2e-9)).toBe(false)
    expect(createLedger(1.5e-9).reserve(1e-9)).toBe(true)
    expect(() => createLedger(-1)).toThrow(RangeError)
  })

  it('counts each question once, by the best that is known of it', () => {
    const ledger = createLedger(null)
    ledger.charge({ failed: true, costUsd: 0 }, 'open')
    ledger.charge({ failed: true, costUsd: 0 }, 'failed')
    expect(ledger.totals()).toMatchObject({ answers: 0, failures: 1 })
    ledger.charge({ failed: false, costUsd: null }, 'failed')
    ledger.charge({ failed: false, costUsd: 0.1 }, 'answered')
    ledger.charge({ failed: true, costUsd: 0 }, 'answered')
    expect(ledger.totals()).toMatchObject({ answers: 1, failures: 0, unpriced: 1, spentUsd: 0.1 })
  })
})
