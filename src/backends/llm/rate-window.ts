/** An amount that was taken from a rate window; its size may be corrected later. */
export interface RateEntry {
  readonly at: number
  amount: number
  /** False once its minute is over. */
  counted: boolean
}

/** Counts amounts over the last minute. */
export interface RateWindow {
  /** Returns milliseconds until an amount fits: 0 for now, Infinity for an amount above the limit. */
  msUntil(amount: number, now: number): number
  take(amount: number, now: number): RateEntry
  /** Replaces what was guessed by what was used. */
  correct(entry: RateEntry, amount: number): void
}

/** Half a second over the minute: calls do not arrive in the rhythm in which they were sent. */
export const RATE_WINDOW_MS = 60_500

/**
 * Returns a window in which no stretch of a minute ever holds more than `perMinute`. It remembers every amount instead of filling a bucket: a bucket of
 * one minute's size lets twice its rate through in the minute after a rest. Null never waits.
 */
export function createRateWindow(perMinute: number | null): RateWindow {
  const limit = perMinute ?? Number.POSITIVE_INFINITY
  let entries: RateEntry[] = []
  let first = 0
  let used = 0
  const forget = (now: number): void => {
    while (first < entries.length && now - entries[first]!.at >= RATE_WINDOW_MS) {
      const entry = entries[first++]!
      used -= entry.amount
      entry.counted = false
    }
    if (first > 1024 && first * 2 > entries.length) {
      entries = entries.slice(first)
      first = 0
    }
  }
  return {
    msUntil: (amount, now) => {
      if (perMinute === null) return 0
      if (amount > limit) return Number.POSITIVE_INFINITY
      forget(now)
      let excess = used + amount - limit
      for (let index = first; excess > 0 && index < entries.length; index++) {
        excess -= entries[index]!.amount
        if (excess <= 0) return Math.max(1, entries[index]!.at + RATE_WINDOW_MS - now)
      }
      return 0
    },
    take: (amount, now) => {
      const entry = { at: now, amount, counted: perMinute !== null }
      if (perMinute === null) return entry
      forget(now)
      entries.push(entry)
      used += amount
      return entry
    },
    correct: (entry, amount) => {
      if (entry.counted) used += amount - entry.amount
      entry.amount = amount
    },
  }
}
