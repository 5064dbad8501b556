import type { AbortSignalLike } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import type { TimerClock } from './clock.ts'
import type { EndpointKey, EndpointLimits } from './endpoint-options.ts'
import { createKeyPace, type KeyPace, type PaceTicket } from './key-pace.ts'

/** A key (null: none is needed) with its pace. */
export interface RingKey {
  readonly key: EndpointKey | null
  readonly pace: KeyPace
}

/** Leave to send one call. */
export interface KeyLease {
  readonly holder: RingKey
  readonly ticket: PaceTicket
}

/** Why no call can go out. */
export type NoLease =
  /** Every key was refused. */
  | { readonly none: 'retired' }
  /** The soonest key is free only after longer than anybody wants to wait. */
  | { readonly none: 'late'; readonly waitMs: number }
  /** The call alone is larger than the limit of tokens in a minute. */
  | { readonly none: 'too-large' }
  /** The endpoint was closed. */
  | { readonly none: 'closed' }

/** The keys of an endpoint and those who wait for one. */
export interface KeyRing {
  /** Resolves when a call of so many tokens may go out, in the order of asking. Rejects with the signal's reason as soon as it aborts. */
  acquire(tokens: number, signal: AbortSignalLike): Promise<KeyLease | NoLease>
  release(lease: KeyLease, usedTokens: number | null): void
  /** Takes a key out for good; true where it was still in. */
  retire(holder: RingKey): boolean
  usable(): number
  /** Milliseconds until some key lets a small call out; Infinity where none is left. */
  msUntilFree(): number
  close(): void
}

interface Waiter {
  readonly tokens: number
  readonly settle: (lease: KeyLease | NoLease) => void
}

/** Returns the ring of an endpoint: the usable key with the fewest calls in flight is taken, the first of several. */
export function createKeyRing(
  keys: readonly EndpointKey[],
  limits: EndpointLimits,
  clock: TimerClock,
  random: Random,
): KeyRing {
  const slots: readonly (EndpointKey | null)[] = keys.length === 0 ? [null] : keys
  let holders: RingKey[] = slots.map((key, index) => ({
    key,
    pace: createKeyPace(limits, random.fork('key', index)),
  }))
  const waiters: Waiter[] = []
  let inFlight = 0
  let closed = false
  let stopTimer: (() => void) | null = null

  const decide = (tokens: number): KeyLease | NoLease | { readonly wait: number | null } => {
    if (closed) return { none: 'closed' }
    if (holders.length === 0) return { none: 'retired' }
    const now = clock.now()
    const waits = holders.map(({ pace }) => pace.msUntil(tokens, now))
    const free = holders.filter((_, index) => waits[index] === 0)
    const soonest = Math.min(...waits)
    if (soonest === Number.POSITIVE_INFINITY) return { none: 'too-large' }
    if (soonest > limits.longestWaitSeconds * 1_000) return { none: 'late', waitMs: soonest }
    const holder = leastLoaded(free.filter(({ pace }) => pace.hasRoom()))
    if (holder === null || inFlight >= limits.concurrency) {
      return { wait: free.length === 0 ? soonest : null }
    }
    inFlight++
    return { holder, ticket: holder.pace.start(tokens, now) }
  }

  const pump = (): void => {
    stopTimer?.()
    stopTimer = null
    while (waiters.length > 0) {
      const decision = decide(waiters[0]!.tokens)
      if ('wait' in decision) {
        // With all keys busy but free to send, the next release pumps.
        if (decision.wait !== null) stopTimer = clock.after(Math.ceil(decision.wait), pump)
        return
      }
      waiters.shift()!.settle(decision)
    }
  }

  return {
    acquire: (tokens, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiters.splice(waiters.indexOf(waiter), 1)
          reject(abortReason(signal))
          pump()
        }
        const waiter: Waiter = {
          tokens,
          settle: (lease) => {
            signal.removeEventListener('abort', onAbort)
            resolve(lease)
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiters.push(waiter)
        if (waiters.length === 1) pump()
      }),
    release: ({ holder, ticket }, usedTokens) => {
      inFlight--
      holder.pace.end(ticket, usedTokens)
      pump()
    },
    retire: (holder) => {
      const known = holders.includes(holder)
      holders = holders.filter((each) => each !== holder)
      pump()
      return known
    },
    usable: () => holders.length,
    msUntilFree: () => Math.min(...holders.map(({ pace }) => pace.msUntil(0, clock.now()))),
    close: () => {
      closed = true
      pump()
    },
  }
}

function leastLoaded(holders: readonly RingKey[]): RingKey | null {
  let best: RingKey | null = null
  for (const holder of holders) {
    if (best === null || holder.pace.inFlight() < best.pace.inFlight()) best = holder
  }
  return best
}

function abortReason(signal: AbortSignalLike): unknown {
  try {
    signal.throwIfAborted()
  } catch (error) {
    return error
  }
  return new Error('aborted')
}
