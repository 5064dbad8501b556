import type { Worker } from 'node:worker_threads'
import type { TextFacts } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { askWorker, startWorker, type WorkerDeath } from '../threads/index.ts'
import type { EntityDepth } from './entity-reader.ts'

/** Workers that each read one chunk of texts at a time; started when first needed. */
export interface WorkerPool {
  readonly size: number
  /** Reads a chunk on the next free worker; calls beyond the number of workers wait, in order. */
  analyse(texts: readonly string[]): Promise<TextFacts[]>
  dispose(): Promise<void>
}

/** Returns a pool of at most `size` workers. A worker keeps the process alive only while it has work. */
export function createWorkerPool(size: number, entities: EntityDepth): WorkerPool {
  const running: Worker[] = []
  const idle: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  const take = async (): Promise<Worker> => {
    const free = idle.pop()
    if (free !== undefined) return free
    if (running.length >= size) return new Promise((resolve) => waiting.push(resolve))
    const started = startWorker(import.meta.url, 'worker', { entities })
    running.push(started)
    return started
  }
  const give = (worker: Worker): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(worker)
    else next(worker)
  }
  return {
    size,
    analyse: async (texts) => {
      const worker = await take()
      worker.ref()
      try {
        return await readTexts(worker, texts)
      } finally {
        worker.unref()
        give(worker)
      }
    },
    async dispose() {
      idle.length = 0
      await Promise.all(running.splice(0).map((worker) => worker.terminate()))
    },
  }
}

async function readTexts(worker: Worker, texts: readonly string[]): Promise<TextFacts[]> {
  const answer = await askWorker<{ readonly facts: TextFacts[] }>(worker, { texts }, deathOf)
  return answer.facts
}

function deathOf(death: WorkerDeath): HyperError {
  return 'cause' in death
    ? new HyperError('internal/text-analyser', 'text analyser: got an error in a worker', {
        cause: death.cause,
      })
    : new HyperError(
        'internal/text-analyser',
        `text analyser: got a worker that left with status ${death.status}, expected facts`,
      )
}
