import type { Random } from '../../kit/index.ts'
import { createAdaptiveWindow } from './adaptive-window.ts'
import type { EndpointLimits } from './endpoint-options.ts'
import type { LimitHeaders } from './limit-headers.ts'
import { createRateWindow, type RateEntry } from './rate-window.ts'
import { createServerBudget } from './server-budget.ts'

/** A call that a key let through. */
export interface PaceTicket {
  readonly call: number
  readonly tokens: RateEntry
}

/** The pace of one key. */
export interface KeyPace {
  inFlight(): number
  /** Milliseconds until a call of so many tokens may go out, places in flight left aside; Infinity where it never may. */
  msUntil(tokens: number, now: number): number
  hasRoom(): boolean
  start(tokens: number, now: number): PaceTicket
  /** Ends a call; `usedTokens` replaces the guess where the endpoint said it. */
  end(ticket: PaceTicket, usedTokens: number | null): void
  /** Takes what a response says about limits. */
  note(headers: LimitHeaders, now: number): void
  /** Counts an answer: backoff ends, more calls may be in flight. */
  succeed(): void
  /** Counts a refusal for too many calls and blocks the key; returns milliseconds until it is free. */
  throttle(ticket: PaceTicket, askedMs: number | null, now: number): number
}

/** First wait after a refusal that names none. */
export const BACKOFF_FIRST_MS = 500
/** Longest wait after refusals that name none. */
export const BACKOFF_LONGEST_MS = 60_000

/** Returns the pace of one key under the limits of an endpoint. */
export function createKeyPace(limits: EndpointLimits, random: Random): KeyPace {
  const requests = createRateWindow(limits.requestsPerMinute)
  const tokens = createRateWindow(limits.tokensPerMinute)
  const server = { requests: createServerBudget(), tokens: createServerBudget() }
  const window = createAdaptiveWindow(limits.concurrency)
  let inFlight = 0
  let blockedUntil = 0
  let refusals = 0
  return {
    inFlight: () => inFlight,
    hasRoom: () => inFlight < window.size(),
    msUntil: (amount, now) =>
      Math.max(
        blockedUntil - now,
        requests.msUntil(1, now),
        tokens.msUntil(amount, now),
        server.requests.msUntil(1, now),
        server.tokens.msUntil(amount, now),
        0,
      ),
    start: (amount, now) => {
      inFlight++
      requests.take(1, now)
      server.requests.take(1)
      server.tokens.take(amount)
      return { call: window.start(), tokens: tokens.take(amount, now) }
    },
    end: (ticket, usedTokens) => {
      inFlight--
      if (usedTokens !== null) tokens.correct(ticket.tokens, usedTokens)
    },
    note: (headers, now) => {
      server.requests.note(headers.requests, now)
      server.tokens.note(headers.tokens, now)
    },
    succeed: () => {
      refusals = 0
      window.grow()
    },
    throttle: (ticket, askedMs, now) => {
      if (window.shrink(ticket.call) || refusals === 0) refusals++
      const wait = askedMs === null || askedMs === 0 ? backoffMs(refusals, random) : late(askedMs)
      blockedUntil = Math.max(blockedUntil, now + wait)
      return blockedUntil - now
    },
  }
  // A little later than asked, so that those who were told the same moment do not come at the same moment.
  function late(askedMs: number): number {
    return askedMs + random.next() * Math.min(1_000, askedMs / 10)
  }
}

/** Returns the wait after the n-th refusal in a row: twice the one before, up to a minute, between half and all of it by chance. */
export function backoffMs(refusals: number, random: Random): number {
  const full = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(30, refusals - 1))
  return full * (0.5 + random.next() / 2)
}
