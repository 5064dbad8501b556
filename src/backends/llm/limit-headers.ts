import type { IncomingHttpHeaders } from 'node:http'

/** One limit of an endpoint as its headers tell it; null for what they do not. */
export interface BudgetHeader {
  readonly limit: number | null
  readonly remaining: number | null
  /** Milliseconds until the limit is whole again. */
  readonly resetMs: number | null
}

/** What the headers of a response say about limits. */
export interface LimitHeaders {
  /** Milliseconds that the endpoint asks to wait before any further call. */
  readonly retryMs: number | null
  readonly requests: BudgetHeader
  readonly tokens: BudgetHeader
}

/**
 * Reads the headers that tell of limits: `retry-after-ms`, `Retry-After` (RFC 9110, seconds or a date), `x-ratelimit-*-requests` and `-tokens`,
 * `anthropic-ratelimit-*`, and the plain `x-ratelimit-*` and `ratelimit-*` as requests. What is not understood is null. Dates count from the
 * response's own `Date`, so that a wrong clock on either side does no harm.
 */
export function readLimitHeaders(headers: IncomingHttpHeaders, now: number): LimitHeaders {
  const one = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const stated = Date.parse(one('date') ?? '')
  const start = Number.isNaN(stated) ? now : stated
  const budget = (names: readonly (readonly [string, string])[]): BudgetHeader => {
    const found = names.find(([before, after]) => one(`${before}remaining${after}`) !== undefined)
    const [before, after] = found ?? names[0]!
    return {
      limit: countOf(one(`${before}limit${after}`)),
      remaining: countOf(one(`${before}remaining${after}`)),
      resetMs: durationMs(one(`${before}reset${after}`), start),
    }
  }
  const anthropic = (what: string): BudgetHeader => ({
    limit: countOf(one(`anthropic-ratelimit-${what}-limit`)),
    remaining: countOf(one(`anthropic-ratelimit-${what}-remaining`)),
    resetMs: durationMs(one(`anthropic-ratelimit-${what}-reset`), start),
  })
  const known = (...all: readonly BudgetHeader[]): BudgetHeader =>
    all.find((each) => each.remaining !== null) ?? all[0]!
  return {
    retryMs: countOf(one('retry-after-ms')) ?? durationMs(one('retry-after'), start),
    requests: known(
      budget([
        ['x-ratelimit-', '-requests'],
        ['x-ratelimit-', ''],
        ['ratelimit-', ''],
      ]),
      anthropic('requests'),
    ),
    tokens: known(
      budget([['x-ratelimit-', '-tokens']]),
      anthropic('tokens'),
      anthropic('input-tokens'),
    ),
  }
}

function countOf(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) && value >= 0 ? value : null
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * Returns the milliseconds of a duration: plain seconds (`20`, `1.5`), units (`6m0s`, `120ms`, `1h2m3.5s`), a moment in seconds or milliseconds since
 * the epoch, or a date (RFC 9110 or RFC 3339) counted from `start`. A moment that has passed is 0; null where it is none of these.
 */
export function durationMs(text: string | undefined, start: number): number | null {
  const trimmed = text?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(trimmed)) return numberMs(Number(trimmed), start)
  if (/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) {
    let total = 0
    for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
      total += Number(amount) * UNIT_MS[unit!]!
    }
    return total
  }
  // Dates begin with a weekday or a year; anything looser `Date.parse` would guess at.
  const moment = /^([A-Z][a-z]{2,8}, |\d{4}-\d\d-\d\d)/.test(trimmed)
    ? Date.parse(trimmed)
    : Number.NaN
  return Number.isNaN(moment) ? null : Math.max(0, moment - start)
}

// No endpoint asks to wait for thirty years: such a number is a moment.
function numberMs(value: number, start: number): number {
  if (value > 1e12) return Math.max(0, value - start)
  if (value > 1e9) return Math.max(0, value * 1_000 - start)
  return value * 1_000
}
