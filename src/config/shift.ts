import type { JobQueue, StopReason, WorkSummary } from '../backends/index.ts'
import { stopsPurchase } from '../collect/index.ts'
import { HyperError, isHyperError } from '../kit/index.ts'
import { CHUNKS_AT_A_TIME, type ChunkWorker } from './work-on-chunks.ts'

/**
 * Works on a queue until no chunk is left, and returns how it ended. What is wrong with this worker alone (a key that it lacks) ends its own
 * work, and leaves its chunks to others.
 *
 * @throws HyperError of the kind `config`
 */
export async function workShift(
  queue: JobQueue,
  worker: ChunkWorker,
  signal: AbortSignal,
): Promise<WorkSummary> {
  const own = new AbortController()
  const end = (): void => own.abort()
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  let fault: unknown
  try {
    const summary = await queue.work(
      async (chunk, context) => {
        try {
          await worker.handle(chunk, context)
        } catch (error) {
          if (isHyperError(error) && error.code.startsWith('config/')) {
            fault ??= error
            end()
          }
          throw error
        }
      },
      { concurrency: CHUNKS_AT_A_TIME, signal: own.signal, stopsAll: stopsPurchase },
    )
    if (fault !== undefined) throw fault
    return summary
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** Why the workers of a purchase end when the command that began it is interrupted. */
export const INTERRUPTED: StopReason = {
  code: 'interrupted/signal',
  message: 'interrupted: what was done is saved',
  hint: 'run the same command again to go on',
}

/** Returns a stop reason as the error that a command ends with. */
export function stopError({ code, message, hint }: StopReason): HyperError {
  const kind = code as ConstructorParameters<typeof HyperError>[0]
  return new HyperError(kind, message, hint === null ? {} : { hint })
}
