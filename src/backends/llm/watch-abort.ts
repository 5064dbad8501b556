import type { AbortSignalLike } from '../../domain/index.ts'

const watchers = new WeakMap<AbortSignalLike, Set<() => void>>()

/**
 * Runs an action once when a signal aborts; returns the function that takes it back. All actions share one listener: Node warns of a leak where hundreds of
 * calls each add their own.
 */
export function watchAbort(signal: AbortSignalLike, action: () => void): () => void {
  const known = watchers.get(signal)
  const actions = known ?? new Set<() => void>()
  if (known === undefined) {
    watchers.set(signal, actions)
    const onAbort = (): void => {
      for (const each of [...actions]) each()
      actions.clear()
    }
    signal.addEventListener('abort', onAbort, { once: true })
  }
  actions.add(action)
  return () => {
    actions.delete(action)
  }
}

/** Returns what a signal was aborted with. */
export function abortReason(signal: AbortSignalLike): unknown {
  try {
    signal.throwIfAborted()
  } catch (error) {
    return error
  }
  return new Error('aborted')
}
