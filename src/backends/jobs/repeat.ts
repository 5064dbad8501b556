import { waitingClock } from '../clock/index.ts'

/** Repeats work with pauses and returns what ends it; work that fails is tried again at its next turn. */
export function repeat(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  const ended = new AbortController()
  const running = (async () => {
    for (;;) {
      await waitingClock.sleep(everyMs, ended.signal)
      if (ended.signal.aborted) return
      await work().catch(() => {})
    }
  })()
  return async () => {
    ended.abort()
    await running
  }
}
