import { describe, expect, it } from 'vitest'
import { durationMs, readLimitHeaders } from '../../../src/backends/llm/limit-headers.ts'
import { createServerBudget } from '../../../src/backends/llm/server-budget.ts'

const START = Date.UTC(2026, 4, 1, 10, 0, 0)

describe('a duration in a header', () => {
  it.each([
    ['20', 20_000],
    ['1.5', 1_500],
    ['0', 0],
    ['120ms', 120],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['1d', 86_400_000],
    ['2m59.56s', 179_560],
    ['2026-05-01T10:00:30Z', 30_000],
    ['2026-05-01T12:00:30+02:00', 30_000],
    ['2026-05-01T09:00:00Z', 0],
    ['Fri, 01 May 2026 10:01:00 GMT', 60_000],
    [String(START / 1_000 + 7), 7_000],
    [String(START + 7_000), 7_000],
  ])('%s', (text, expected) => {
    expect(durationMs(text, START)).toBeCloseTo(expected, 6)
  })

  it.each([[undefined], [''], ['soon'], ['-5'], ['5 apples'], ['NaN'], ['1e9s']])(
    '%s is not understood',
    (text) => {
      expect(durationMs(text, START)).toBeNull()
    },
  )
})

describe('limit headers', () => {
  it('are read in the form of OpenAI', () => {
    const headers = {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-limit-tokens': '30000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    }
    expect(readLimitHeaders(headers, START)).toEqual({
      retryMs: null,
      requests: { limit: 500, remaining: 499, resetMs: 120 },
      tokens: { limit: 30_000, remaining: 0, resetMs: 360_000 },
    })
  })

  it('are read in the form of Anthropic, dates counted from the date of the response', () => {
    const headers = {
      date: 'Fri, 01 May 2026 10:00:00 GMT',
      'retry-after': '3',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-05-01T10:00:20Z',
      'anthropic-ratelimit-input-tokens-limit': '40000',
      'anthropic-ratelimit-input-tokens-remaining': '39000',
      'anthropic-ratelimit-input-tokens-reset': '2026-05-01T10:00:02Z',
    }
    // Our clock is wrong by an hour; the waits are right all the same.
    expect(readLimitHeaders(headers, START + 3_600_000)).toEqual({
      retryMs: 3_000,
      requests: { limit: 50, remaining: 0, resetMs: 20_000 },
      tokens: { limit: 40_000, remaining: 39_000, resetMs: 2_000 },
    })
  })

  it('prefer retry-after-ms, and say nothing where there are none', () => {
    const both = { 'retry-after-ms': '250', 'retry-after': '1' }
    expect(readLimitHeaders(both, START).retryMs).toBe(250)
    expect(readLimitHeaders({}, START)).toEqual({
      retryMs: null,
      requests: { limit: null, remaining: null, resetMs: null },
      tokens: { limit: null, remaining: null, resetMs: null },
    })
  })
})

describe('the budget that an endpoint tells of', () => {
  it('fills evenly between what is left and the moment when it is whole', () => {
    const budget = createServerBudget()
    expect(budget.msUntil(1e9, 0)).toBe(0)
    // 900 of 1,000 tokens are missing and come back within 60 s: 15 a second.
    budget.note({ limit: 1_000, remaining: 100, resetMs: 60_000 }, 0)
    expect(budget.msUntil(100, 0)).toBe(0)
    expect(budget.msUntil(250, 0)).toBe(10_000)
    expect(budget.msUntil(250, 10_000)).toBe(0)
    budget.take(100)
    expect(budget.msUntil(150, 0)).toBe(10_000)
    // More than the whole: nothing to wait for beyond the moment when it is whole.
    expect(budget.msUntil(5_000, 0)).toBe(60_000)
    expect(budget.msUntil(5_000, 60_000)).toBe(0)
  })

  it('waits for the reset where the endpoint does not say of how much', () => {
    const budget = createServerBudget()
    budget.note({ limit: null, remaining: 0, resetMs: 4_000 }, 1_000)
    expect(budget.msUntil(1, 1_000)).toBe(4_000)
    expect(budget.msUntil(1, 5_000)).toBe(0)
  })
})
