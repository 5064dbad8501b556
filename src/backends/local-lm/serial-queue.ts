import { ApiError } from './api-error.ts'

/** Does one task after the other. */
export interface SerialQueue {
  /** Does the task when all before it have ended. @throws ApiError 429 while it is full; the reason of a signal that is aborted before its turn */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** Ends when nothing is running or waiting. */
  idle(): Promise<void>
}

/** Returns an empty queue that holds so many tasks, the running one included. */
export function createSerialQueue(limit: number): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  let held = 0
  return {
    run: (task, signal) => {
      if (held >= limit)
        throw new ApiError(
          `queue: got one more than ${limit} questions, expected fewer at a time`,
          {
            status: 429,
            code: 'rate_limit_exceeded',
            retryAfter: 1,
          },
        )
      held++
      const turn = last.then(async () => {
        try {
          signal.throwIfAborted()
          return await task()
        } finally {
          held--
        }
      })
      last = turn.catch(() => {})
      return turn
    },
    idle: async () => {
      await last
    },
  }
}
