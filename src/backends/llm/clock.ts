import type { Clock } from '../../domain/index.ts'

/** A clock that can also wake: what the pace of an endpoint is kept by. */
export interface TimerClock extends Clock {
  /** Runs an action once after some milliseconds, and returns the function that takes it back. */
  after(ms: number, action: () => void): () => void
}

// setTimeout fires at once when it is asked to wait longer than this.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The clock of the machine. */
export const systemClock: TimerClock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, Math.min(Math.max(0, ms), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
}
