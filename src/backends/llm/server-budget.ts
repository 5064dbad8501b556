import type { BudgetHeader } from './limit-headers.ts'

/** What an endpoint says is left of a limit of its own. */
export interface ServerBudget {
  /** Takes what a response said; fields that are null leave the budget as it is. */
  note(header: BudgetHeader, now: number): void
  /** Counts an amount that goes out now. */
  take(amount: number): void
  /** Returns milliseconds until an amount is likely to be let through; 0 for now. */
  msUntil(amount: number, now: number): number
}

/**
 * Returns a budget that knows nothing yet. Vendors say when their bucket will be full again, not when the next call fits; between the two it is taken
 * to fill evenly, which is how their buckets work. Where a vendor counts otherwise, its refusal corrects the guess.
 */
export function createServerBudget(): ServerBudget {
  let left = Number.POSITIVE_INFINITY
  let seenAt = 0
  let fullAt = 0
  let perMs = 0
  return {
    note: (header, now) => {
      if (header.remaining === null || header.resetMs === null) return
      left = header.remaining
      seenAt = now
      fullAt = now + header.resetMs
      const missing = header.limit === null ? 0 : Math.max(0, header.limit - header.remaining)
      perMs = header.resetMs > 0 ? missing / header.resetMs : 0
    },
    take: (amount) => {
      left -= amount
    },
    msUntil: (amount, now) => {
      if (now >= fullAt) return 0
      const short = amount - left - perMs * (now - seenAt)
      if (short <= 0) return 0
      return perMs > 0 ? Math.min(fullAt - now, Math.ceil(short / perMs)) : fullAt - now
    },
  }
}
