import type { Worker } from 'node:worker_threads'
import { askWorker, startWorker } from '../backends/index.ts'
import { HyperError, mapBounded } from '../kit/index.ts'
import type { CellSpec, StudyWorld } from '../study/index.ts'
import type { StudyAnswer, StudyWorkerData } from './study-worker.ts'

/** Returns `StudyWorld.runCells` over worker threads, each of which keeps what it loaded for its next cell. */
export function poolCells(given: {
  readonly folder: string
  readonly concurrency: number
  readonly signal: AbortSignal
}): StudyWorld['runCells'] {
  return async (options, cells, onResult) => {
    const workers: Worker[] = []
    const idle: Worker[] = []
    const stop = (): void => {
      for (const worker of workers.splice(0)) void worker.terminate()
    }
    given.signal.addEventListener('abort', stop)
    try {
      await mapBounded(
        cells,
        given.concurrency,
        async (cell) => {
          const worker = idle.pop() ?? openWorker({ options, folder: given.folder }, workers)
          const answer = await runInWorker(worker, cell, given.signal)
          idle.push(worker)
          await onResult(cell, answer)
        },
        given.signal,
      )
    } finally {
      given.signal.removeEventListener('abort', stop)
      stop()
    }
  }
}

type Result = Extract<StudyAnswer, { result: unknown }>['result']

async function runInWorker(worker: Worker, cell: CellSpec, signal: AbortSignal): Promise<Result> {
  const answer = await askWorker<StudyAnswer>(worker, cell, (death) => {
    if ('cause' in death) return death.cause
    if (signal.aborted) return signal.reason
    return new HyperError(
      'internal/study-worker',
      `study: got a worker that left with status ${death.status}, expected the result of a cell`,
    )
  })
  if ('result' in answer) return answer.result
  throw toError(answer.error)
}

function toError({
  code,
  message,
  hint,
  stack,
}: Extract<StudyAnswer, { error: unknown }>['error']): Error {
  if (code === null) return Object.assign(new Error(message), { stack })
  return new HyperError(code as 'internal/cell', message, hint === null ? {} : { hint })
}

function openWorker(workerData: StudyWorkerData, workers: Worker[]): Worker {
  const worker = startWorker(import.meta.url, 'study-worker', workerData)
  worker.setMaxListeners(32)
  workers.push(worker)
  return worker
}
