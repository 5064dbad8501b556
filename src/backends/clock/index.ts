import type { AbortSignalLike, Clock } from '../../domain/index.ts'

/** The clock of this machine; it can also wait. Comes in: milliseconds. Goes out: the time, and promises that a signal ends early. */
export const systemClock: Clock & {
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignalLike): Promise<void>
} = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end, { once: true })
    }),
}
