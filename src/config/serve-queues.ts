import { setTimeout as wait } from 'node:timers/promises'
import { type Database, listJobQueues, openJobQueue } from '../backends/index.ts'
import { INTERRUPTED, stopError, workShift } from './shift.ts'
import type { ChunkWorker } from './work-on-chunks.ts'

/** Beginning of the names of all queues of answers. */
export const QUEUE_PREFIX = 'answers-'

/** What a worker did. */
export interface Served {
  /** Chunks that it completed. */
  readonly chunks: number
  /** Tries that failed. */
  readonly failed: number
}

/** Milliseconds between looks for work, and after which a worker counts as idle. */
const LOOK_MS = 500
const IDLE_MS = 3000

/**
 * Works on the queues of all purchases in a database, the oldest first, until it is told to stop, or until nothing is left.
 *
 * @throws HyperError what stopped all workers of a purchase: `cap/reached`, `remote/refused`; what is wrong with this one: `config/missing-key`
 */
export async function serveQueues(
  database: Database,
  worker: ChunkWorker,
  how: {
    readonly leaseSeconds: number
    readonly untilIdle: boolean
    readonly signal: AbortSignal
  },
): Promise<Served> {
  const { signal, leaseSeconds } = how
  const served = { chunks: 0, failed: 0 }
  let idleMs = 0
  while (!signal.aborted && !(how.untilIdle && idleMs >= IDLE_MS)) {
    const [name] = await listJobQueues(database, QUEUE_PREFIX)
    if (name === undefined) {
      await wait(LOOK_MS, undefined, { signal }).catch(() => {})
      idleMs += LOOK_MS
      continue
    }
    idleMs = 0
    const queue = await openJobQueue({ database, name, leaseSeconds })
    try {
      const { done, failed, stop } = await workShift(queue, worker, signal)
      served.chunks += done
      served.failed += failed
      // A purchase that was interrupted goes on later; others may wait.
      if (stop !== null && stop.code !== INTERRUPTED.code) throw stopError(stop)
    } finally {
      await queue.close()
    }
  }
  return served
}
