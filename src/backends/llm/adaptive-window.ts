/** How many calls may be in flight, found out by trying. */
export interface AdaptiveWindow {
  /** Calls that may be in flight now; at least 1. */
  size(): number
  /** Counts an answer: the window grows. */
  grow(): void
  /** Counts a refusal for too many calls; the window halves, once for all calls that were in flight at that moment. True where it did. */
  shrink(call: number): boolean
  /** Returns the number of a call that starts now. */
  start(): number
}

// Fewer than most endpoints allow, so that the first second meets no wall.
const FIRST_SIZE = 8

/**
 * Returns a window under a ceiling: additive increase by one for a round of answers, multiplicative decrease by half (Chiu and Jain 1989); until the first
 * refusal every answer adds one, so that a fast endpoint is used in a few rounds.
 */
export function createAdaptiveWindow(ceiling: number): AdaptiveWindow {
  let size = Math.min(ceiling, FIRST_SIZE)
  let started = 0
  let shrunkAt = 0
  return {
    size: () => Math.max(1, Math.floor(size)),
    grow: () => {
      size = Math.min(ceiling, size + (shrunkAt === 0 ? 1 : 1 / size))
    },
    shrink: (call) => {
      if (call <= shrunkAt) return false
      shrunkAt = started
      size = Math.max(1, size / 2)
      return true
    },
    start: () => ++started,
  }
}
