import type { LmReply, LmUsage } from './language-model.ts'

/** An answer that was paid for, or the failure that stands in its place. */
export interface PaidAnswer {
  /** Content key of the question: SHA-256, hex. */
  readonly key: string
  /** Null where the question failed. */
  readonly reply: LmReply | null
  /** Why it failed, one line without a secret; null where there is a reply. */
  readonly failure: string | null
  /** Money charged for the reply, USD; null where the price is not known. 0 for a failure. */
  readonly costUsd: number | null
  /** True where the endpoint did not say what it charged, so that `costUsd` was computed from the reservation's upper bound. */
  readonly estimated: boolean
  /** NaN where it is not known (an answer from a batch file). */
  readonly durationMs: number
  /** Calls made for it, failed ones included. */
  readonly attempts: number
}

/** Returns an answer without a reply and without a cost, to be filled. */
export function emptyAnswer(key: string, durationMs: number, attempts: number): PaidAnswer {
  return { key, reply: null, failure: null, costUsd: 0, estimated: false, durationMs, attempts }
}

/**
 * Returns what a reply cost, USD: by its usage, or the upper bound of its call where the endpoint does not tell what it charged or tells what cannot be. Null
 * where the price is not known.
 */
export function chargeOf(
  usage: LmUsage | null,
  boundUsd: number | null,
  costOf: ((usage: LmUsage) => number) | null,
): Pick<PaidAnswer, 'costUsd' | 'estimated'> {
  if (costOf === null) return { costUsd: null, estimated: false }
  const costUsd = usage === null ? Number.NaN : costOf(usage)
  if (Number.isFinite(costUsd) && costUsd >= 0) return { costUsd, estimated: false }
  return { costUsd: boundUsd, estimated: boundUsd !== null }
}

/** Returns a paid answer that went through JSON, where an unknown time is null. */
export function reviveAnswer(answer: PaidAnswer): PaidAnswer {
  return { ...answer, durationMs: answer.durationMs ?? Number.NaN }
}

/** What is known of a question: answered, failed (asked again only on demand), or open. */
export type AnswerState = 'answered' | 'failed' | 'open'

/** Tells whether a question of this state is to be asked. */
export function isToAsk(state: AnswerState, retryFailed: boolean): boolean {
  return state === 'open' || (state === 'failed' && retryFailed)
}

/** Money set aside for one call before it is made. */
export interface Reservation {
  /** Unique among all reservations of a journal. */
  readonly id: string
  readonly key: string
  /** The most that the call can cost, USD; null where the price is not known. */
  readonly boundUsd: number | null
}

/** How a call that was reserved for ended. */
export type Settlement =
  /** Its answer (or the failure of its question) is written and flushed, its money released but for the answer's cost. */
  | { readonly answer: PaidAnswer }
  /** The call was refused: nothing was charged, all its money is released. */
  | { readonly released: true }
  /** No answer came: it may have been charged, its bound stays counted. */
  | { readonly lost: string }

/** Money of a journal, USD. What counts against a cap is the sum of the first three. */
export interface WalletTotals {
  /** Charged for answers. */
  readonly spentUsd: number
  /** Upper bounds of calls that may have been charged and gave no answer; those in flight when a process died are among them. */
  readonly uncertainUsd: number
  /** Upper bounds of calls in flight. */
  readonly reservedUsd: number
  /** Null for no cap. */
  readonly capUsd: number | null
  readonly answers: number
  readonly failures: number
  /** Calls that gave no answer and may have been charged. */
  readonly lost: number
  /** Answers whose price is not known. */
  readonly unpriced: number
}

/**
 * Keeps paid answers for good, and the money that they cost: the wallet is what the journal says. An answer is on disk before a promise
 * of `settle` resolves; a reservation is on disk before a promise of `reserve` does. Several processes may share one where it says so.
 */
export interface AnswerJournal {
  /** Returns what is known of each key. */
  states(keys: readonly string[]): Promise<AnswerState[]>
  /** Returns the answer (or failure) of each key; undefined where the question is open. */
  read(keys: readonly string[]): Promise<(PaidAnswer | undefined)[]>
  /** Sets money aside; null when the cap leaves no room for it at this moment. */
  reserve(key: string, boundUsd: number | null): Promise<Reservation | null>
  settle(reservation: Reservation, settlement: Settlement): Promise<void>
  /** Writes answers that were bought elsewhere (a batch file); a key that is answered stays as it is. */
  add(answers: readonly PaidAnswer[]): Promise<void>
  totals(): Promise<WalletTotals>
  close(): Promise<void>
}
