import {
  type AbortSignalLike,
  type CallOutcome,
  chargeOf,
  emptyAnswer,
  type LmReply,
  type PaidAnswer,
  type Reservation,
} from '../domain/index.ts'
import { HyperError, type Random } from '../kit/index.ts'
import type { BuyOptions } from './buy-options.ts'
import type { OpenAsk } from './open-asks.ts'
import type { Tally } from './purchase.ts'
import type { Stop } from './stop.ts'
import type { Till } from './till.ts'

/** What the buyers of one purchase share. */
export interface Counter {
  readonly options: BuyOptions & { readonly attempts: number }
  readonly till: Till
  readonly tally: Tally
  readonly stop: Stop
  readonly failedNow: Set<string>
  readonly warn: (message: string) => void
}

/** What follows from one call. */
type Next =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'again'; readonly waitMs: number | null }

/** Buys the answer to one question: reserves, calls and settles until it is answered, has failed, or the purchase stops. */
export async function buyOne(ask: OpenAsk, counter: Counter): Promise<void> {
  const { till, options, stop } = counter
  const boundUsd = options.boundOf?.(ask.request) ?? null
  for (let attempt = 1; ; attempt++) {
    const reservation = await till.reserve(ask.key, boundUsd)
    if (reservation === null) return
    const next = await callOnce(ask, reservation, attempt, counter)
    if (next.kind !== 'again') return
    await options.clock.sleep(
      waitBefore(attempt, next.waitMs, options.random.fork('wait', ask.key, attempt)),
      stop.signal,
    )
  }
}

async function callOnce(
  ask: OpenAsk,
  reservation: Reservation,
  attempt: number,
  counter: Counter,
): Promise<Next> {
  const { options, tally, stop } = counter
  const startedAt = options.clock.now()
  tally.call()
  const outcome = await callSafely(ask, options, stop)
  const record: Attempt = {
    reservation,
    attempt,
    durationMs: Math.max(0, options.clock.now() - startedAt),
  }
  if (outcome.kind === 'reply') return keepReply(outcome.reply, record, counter)
  if (outcome.kind === 'refused') return takeRefusal(outcome, record, counter)
  return takeLoss(outcome, record, counter)
}

interface Attempt {
  readonly reservation: Reservation
  readonly attempt: number
  readonly durationMs: number
}

const NEVER: AbortSignalLike = {
  aborted: false,
  throwIfAborted: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
}

// An endpoint throws only when it is cancelled. Whether its call had gone out nobody knows then: it may have been charged.
async function callSafely(
  ask: OpenAsk,
  { endpoint, abandon = NEVER }: BuyOptions,
  stop: Stop,
): Promise<CallOutcome> {
  try {
    return await endpoint.call(ask.request, abandon)
  } catch (error) {
    stop.because(error)
    return { kind: 'lost', reason: 'the call was given up', again: true }
  }
}

async function keepReply(reply: LmReply, record: Attempt, counter: Counter): Promise<Next> {
  const { till, tally, warn } = counter
  const { key, boundUsd } = record.reservation
  const cost = chargeOf(reply.usage, boundUsd, counter.options.costOf)
  await till.settle(record.reservation, {
    answer: { ...emptyAnswer(key, record.durationMs, record.attempt), reply, ...cost },
  })
  tally.bought(cost.costUsd, cost.estimated)
  if (cost.costUsd !== null && boundUsd !== null && cost.costUsd > boundUsd) {
    warn(
      `an answer cost ${cost.costUsd} USD, expected at most ${boundUsd} USD; the cap cannot be relied on with this endpoint`,
    )
  }
  return { kind: 'done' }
}

async function takeRefusal(
  outcome: Extract<CallOutcome, { kind: 'refused' }>,
  record: Attempt,
  counter: Counter,
): Promise<Next> {
  const { till, stop, options } = counter
  const { reservation, attempt } = record
  const isForAll = outcome.about === 'all'
  if (isForAll) stop.because(refusedAll(outcome, options.endpoint.id))
  if (isForAll || (outcome.again && attempt < options.attempts)) {
    await till.settle(reservation, { released: true })
    return isForAll ? { kind: 'stopped' } : { kind: 'again', waitMs: outcome.waitMs }
  }
  await till.settle(reservation, { answer: failure(record, outcome.reason) })
  return noteFailure(counter, reservation.key, outcome.reason)
}

async function takeLoss(
  outcome: Extract<CallOutcome, { kind: 'lost' }>,
  record: Attempt,
  counter: Counter,
): Promise<Next> {
  const { till, stop, options, tally } = counter
  const { reservation, attempt } = record
  await till.settle(reservation, { lost: outcome.reason })
  tally.lose(reservation.boundUsd)
  if (outcome.again && stop.isWanted()) return { kind: 'stopped' }
  if (outcome.again && attempt < options.attempts) return { kind: 'again', waitMs: null }
  await options.journal.add([failure(record, outcome.reason)])
  return noteFailure(counter, reservation.key, outcome.reason)
}

/** Keeps in mind that a question failed for good in this purchase. */
function noteFailure({ failedNow, tally }: Counter, key: string, reason: string): Next {
  failedNow.add(key)
  tally.fail(reason)
  return { kind: 'done' }
}

function failure({ reservation, durationMs, attempt }: Attempt, reason: string): PaidAnswer {
  return { ...emptyAnswer(reservation.key, durationMs, attempt), failure: reason }
}

function refusedAll(
  { status, reason }: Extract<CallOutcome, { kind: 'refused' }>,
  endpoint: string,
): HyperError {
  return new HyperError(
    'remote/refused',
    `${endpoint}: got ${status === null ? '' : `${status} `}${reason}, expected an endpoint that takes calls`,
    {
      hint: 'set right what the endpoint names and run again: what was bought is kept and not bought again',
      details: { status, reason },
    },
  )
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/** Returns the milliseconds before a question is asked again: what the endpoint asked for, and a wait that doubles, half of it drawn. */
function waitBefore(attempt: number, waitMs: number | null, random: Random): number {
  const doubled = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1))
  return (waitMs ?? 0) + (doubled * (1 + random.next())) / 2
}
