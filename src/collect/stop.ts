import type { AbortSignalLike } from '../domain/index.ts'
import type { Cancel } from '../kit/index.ts'

/** Ends a purchase: no new call begins, those in flight are let finish. */
export interface Stop {
  /** Aborted from the first reason on. */
  readonly signal: AbortSignalLike
  /** Stops with an error, unless there is one already. */
  because(error: unknown): void
  /** Tells whether to stop, after asking whoever may cancel. */
  isWanted(): boolean
  /** Throws the first reason, if there is one. */
  throwIfWanted(): void
  /** Lets go of the signal that was listened to. */
  dispose(): void
}

/** Returns a stop that also obeys `cancel`. */
export function createStop(cancel: Cancel | undefined): Stop {
  const controller = new AbortController()
  let reason: { readonly error: unknown } | null = null
  const because = (error: unknown): void => {
    reason ??= { error }
    controller.abort(reason.error)
  }
  const ask = (): void => {
    try {
      cancel?.throwIfAborted()
    } catch (error) {
      because(error)
    }
  }
  const signal = cancel !== undefined && isSignal(cancel) ? cancel : null
  signal?.addEventListener('abort', ask, { once: true })
  return {
    signal: controller.signal,
    because,
    isWanted: () => {
      ask()
      return reason !== null
    },
    throwIfWanted: () => {
      if (reason !== null) throw reason.error
    },
    dispose: () => signal?.removeEventListener('abort', ask),
  }
}

function isSignal(cancel: Cancel): cancel is AbortSignalLike {
  return 'addEventListener' in cancel
}
