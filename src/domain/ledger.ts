import type { AnswerState, WalletTotals } from './answer-journal.ts'

/** What an answer (or a failure) adds to the money of a journal. */
export interface Charge {
  readonly failed: boolean
  /** Null where the price is not known. */
  readonly costUsd: number | null
}

/** The money of a journal while it is open: the rules of the wallet, without the disk. */
export interface Ledger {
  /** Sets a bound aside; false where the cap leaves no room for it. */
  reserve(boundUsd: number | null): boolean
  /** Sets a bound aside whatever the cap: its call was made already. */
  hold(boundUsd: number | null): void
  /** Gives a bound back: its call was not charged, or its charge is counted by `charge`. */
  release(boundUsd: number | null): void
  /** Keeps a bound counted for good: its call may have been charged. */
  lose(boundUsd: number | null): void
  /** Counts what an answer cost; `before` is what was known of its question. */
  charge(charge: Charge, before: AnswerState): void
  totals(): WalletTotals
}

const NANO = 1e9

/** Relative distance within which a product counts as the whole number that its decimal form means: 0.0011 x 1e9 is not 1,100,000. */
const ROUNDING = 1e-12

/**
 * Returns USD in whole nano-dollars, rounded up, so that a sum of bounds is never below what it stands for; 0 where the price is not known.
 *
 * @throws RangeError for a negative or infinite amount
 */
export function toNanoDollars(usd: number | null): number {
  if (usd === null) return 0
  return whole(usd, Math.ceil)
}

/** Returns nano-dollars in USD. */
export function fromNanoDollars(nano: number): number {
  return nano / NANO
}

function whole(usd: number, otherwise: (value: number) => number): number {
  if (!(usd >= 0 && usd < Number.MAX_SAFE_INTEGER / NANO)) {
    throw new RangeError(`money: got ${usd} USD, expected 0 to ${Number.MAX_SAFE_INTEGER / NANO}`)
  }
  const nano = usd * NANO
  const nearest = Math.round(nano)
  return Math.abs(nano - nearest) <= nearest * ROUNDING ? nearest : otherwise(nano)
}

/**
 * Returns an empty ledger. Sums are kept in whole nano-dollars (exact up to 9 million USD), so that neither their order nor their number
 * can move them across the cap.
 *
 * @throws RangeError for a cap that is negative or not finite
 */
export function createLedger(capUsd: number | null): Ledger {
  const cap = capUsd === null ? Number.POSITIVE_INFINITY : whole(capUsd, Math.floor)
  let [spent, uncertain, reserved] = [0, 0, 0]
  let [answers, failures, lost, unpriced] = [0, 0, 0, 0]
  return {
    reserve: (boundUsd) => {
      const bound = toNanoDollars(boundUsd)
      if (spent + uncertain + reserved + bound > cap) return false
      reserved += bound
      return true
    },
    hold: (boundUsd) => {
      reserved += toNanoDollars(boundUsd)
    },
    release: (boundUsd) => {
      reserved -= toNanoDollars(boundUsd)
    },
    lose: (boundUsd) => {
      const bound = toNanoDollars(boundUsd)
      reserved -= bound
      uncertain += bound
      lost++
    },
    charge: ({ failed, costUsd }, before) => {
      spent += toNanoDollars(costUsd)
      if (before === 'answered') return
      if (before === 'failed') failures--
      if (failed) failures++
      else answers++
      if (!failed && costUsd === null) unpriced++
    },
    totals: () => ({
      spentUsd: fromNanoDollars(spent),
      uncertainUsd: fromNanoDollars(uncertain),
      reservedUsd: fromNanoDollars(reserved),
      capUsd,
      answers,
      failures,
      lost,
      unpriced,
    }),
  }
}
