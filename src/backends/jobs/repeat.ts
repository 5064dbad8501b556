/** Repeats work with pauses and returns what ends it; work that fails is tried again at its next turn. */
export function repeat(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  const ended = new AbortController()
  const running = (async () => {
    for (;;) {
      await sleep(everyMs, ended.signal)
      if (ended.signal.aborted) return
      await work().catch(() => {})
    }
  })()
  return async () => {
    ended.abort()
    await running
  }
}

/** Resolves after some time, or at once when the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
