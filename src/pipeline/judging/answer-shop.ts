import { type Ask, buyAnswers, type Purchase, type WaitingClock } from '../../collect/index.ts'
import type { AnswerJournal, LmEndpoint, TokenPrice } from '../../domain/index.ts'
import { boundOf, costOf, type PlanLimits, type PurchasePlan } from '../../judge/index.ts'
import type { Cancel, Progress, Random } from '../../kit/index.ts'

/** Where answers are bought: one journal, and so one wallet, for all who are asked. */
export interface AnswerShop {
  readonly journal: AnswerJournal
  readonly clock: WaitingClock
  /** Waits are spread by it, and the calls that an estimate counts are drawn from it; no answer depends on it. */
  readonly random: Random
  readonly cancel: Cancel
  readonly progress: Progress
  /** Whether questions that failed before are asked again. */
  readonly retryFailed: boolean
  /** Returns the content key of an identity: SHA-256, hex. */
  hash(identity: string): string
  /** The real tokenizer. */
  countTokens(text: string): number
  /** Lets the user agree to a purchase. @throws HyperError `usage/not-confirmed` */
  approve(plan: PurchasePlan): Promise<void>
}

/** A model at an endpoint, with what it costs and how fast it may be asked. */
export interface AnswerSource {
  readonly endpoint: LmEndpoint
  /** Null where it is not known. */
  readonly price: TokenPrice | null
  /** Of all its keys together. */
  readonly limits: PlanLimits
  /** Calls for one question at most. */
  readonly attempts: number
  /** Looks for what a call needs before money is set aside for the first: keys. Absent where it needs nothing. */
  readonly ready?: () => void
}

/** Buys what the journal lacks of the questions; see `buyAnswers`. */
export function buyFrom(
  { endpoint, price, limits, attempts }: AnswerSource,
  asks: AsyncIterable<Ask> | Iterable<Ask>,
  shop: AnswerShop,
  run: { readonly stage: string; readonly total: number },
): Promise<Purchase> {
  const { journal, clock, random, cancel, progress, retryFailed } = shop
  return buyAnswers(asks, {
    ...{ journal, endpoint, attempts, retryFailed, clock, random, cancel, progress },
    ...run,
    concurrency: limits.concurrency,
    costOf: price === null ? null : (usage) => costOf(usage, price),
    boundOf: price === null ? null : (request) => boundOf(request, price),
    hash: (identity) => shop.hash(identity),
  })
}
