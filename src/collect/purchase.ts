import { fromNanoDollars, toNanoDollars } from '../domain/index.ts'

/** What became of the questions of one purchase. Sums do not depend on the order in which calls ended. */
export interface Purchase {
  /** Questions taken, repeated ones included. */
  readonly asked: number
  /** Of them: nothing to buy when their turn came, because they were answered before or equal an earlier question of this purchase. */
  readonly answeredBefore: number
  /** Failed in an earlier purchase, and not asked again. */
  readonly failedBefore: number
  readonly bought: number
  readonly failures: number
  /** Failures by their reason; after a hundred different ones the rest stands under `other reasons`. */
  readonly failed: Readonly<Record<string, number>>
  /** Taken, and left open because the purchase stopped. */
  readonly open: number
  /** Calls made, those included that were refused or gave no answer. */
  readonly calls: number
  /** Calls that gave no answer and may have been charged. */
  readonly lost: number
  /** Charged for the answers; null where the price is not known. */
  readonly spentUsd: number | null
  /** Upper bounds of the lost calls; null where the price is not known. */
  readonly uncertainUsd: number | null
  /** Answers whose cost is their upper bound, because the endpoint did not say what it charged. */
  readonly estimated: number
  readonly seconds: number
}

/** Counts a purchase while it runs. */
export interface Tally {
  take(): void
  answeredBefore(): void
  failedBefore(): void
  call(): void
  lose(boundUsd: number | null): void
  bought(costUsd: number | null, estimated: boolean): void
  fail(reason: string): void
  /** Questions that are done with. */
  done(): number
  purchase(seconds: number): Purchase
}

const MOST_REASONS = 100

/** Returns an empty tally. */
export function createTally(priced: boolean): Tally {
  const counts = {
    asked: 0,
    answeredBefore: 0,
    failedBefore: 0,
    bought: 0,
    failures: 0,
    calls: 0,
    lost: 0,
    estimated: 0,
  }
  const failed = new Map<string, number>()
  let [spent, uncertain] = [0, 0]
  const done = (): number =>
    counts.answeredBefore + counts.failedBefore + counts.bought + counts.failures
  const usd = (nano: number): number | null => (priced ? fromNanoDollars(nano) : null)
  return {
    take: () => void counts.asked++,
    answeredBefore: () => void counts.answeredBefore++,
    failedBefore: () => void counts.failedBefore++,
    call: () => void counts.calls++,
    lose: (boundUsd) => {
      counts.lost++
      uncertain += toNanoDollars(boundUsd)
    },
    bought: (costUsd, estimated) => {
      counts.bought++
      spent += toNanoDollars(costUsd)
      if (estimated) counts.estimated++
    },
    fail: (reason) => {
      counts.failures++
      const name = failed.has(reason) || failed.size < MOST_REASONS ? reason : 'other reasons'
      failed.set(name, (failed.get(name) ?? 0) + 1)
    },
    done,
    purchase: (seconds) => ({
      ...counts,
      failed: Object.fromEntries([...failed].sort(([a], [b]) => (a < b ? -1 : 1))),
      open: counts.asked - done(),
      spentUsd: usd(spent),
      uncertainUsd: usd(uncertain),
      seconds,
    }),
  }
}
