import type {
  AbortSignalLike,
  AnswerJournal,
  Clock,
  LmEndpoint,
  LmRequest,
  LmUsage,
} from '../domain/index.ts'
import type { Cancel, Progress, Random } from '../kit/index.ts'

/** One question that is to be answered. */
export interface Ask {
  /** Canonical text of everything that makes the question what it is; equal identities are one question. */
  readonly identity: string
  readonly request: LmRequest
}

/** A clock that can also wait. */
export interface WaitingClock extends Clock {
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignalLike): Promise<void>
}

/** How answers are bought. */
export interface BuyOptions {
  readonly journal: AnswerJournal
  readonly endpoint: LmEndpoint
  /** Calls in flight at most. */
  readonly concurrency: number
  /** Calls for one question at most, 5 by default; 1 never tries again. */
  readonly attempts?: number
  /** Whether questions that failed in an earlier purchase are asked again. */
  readonly retryFailed?: boolean
  /** Returns what a usage costs, USD; null where the price is not known (then `boundOf` is null too). */
  readonly costOf: ((usage: LmUsage) => number) | null
  /** Returns the most that one call can cost, USD. */
  readonly boundOf: ((request: LmRequest) => number) | null
  /** Returns the content key of an identity: SHA-256, hex. */
  readonly hash: (identity: string) => string
  readonly clock: WaitingClock
  /** Spreads the waits before a question is asked again. */
  readonly random: Random
  /** Stops new calls when it throws; an `AbortSignal` also ends waits at once. */
  readonly cancel?: Cancel
  readonly progress?: Progress
  /** Name of the stage in progress events. */
  readonly stage?: string
  /** Questions in all, where it is known: for progress and for what is left when a cap stops the purchase. */
  readonly total?: number
}
