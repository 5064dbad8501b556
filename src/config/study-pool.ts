import { Worker } from 'node:worker_threads'
import { HyperError, mapBounded } from '../kit/index.ts'
import type { CellSpec, StudyOptions, StudyWorld } from '../study/index.ts'
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
          const worker = idle.pop() ?? startWorker({ options, folder: given.folder }, workers)
          const answer = await askWorker(worker, cell, given.signal)
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

function askWorker(worker: Worker, cell: CellSpec, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      finish()
    }
    const onMessage = (answer: StudyAnswer): void =>
      settle(() => ('result' in answer ? resolve(answer.result) : reject(toError(answer.error))))
    const onError = (cause: unknown): void => settle(() => reject(cause))
    const onExit = (status: number): void =>
      settle(() =>
        reject(
          signal.aborted
            ? signal.reason
            : new HyperError(
                'internal/study-worker',
                `study: got a worker that left with status ${status}, expected the result of a cell`,
              ),
        ),
      )
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage(cell)
  })
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

function startWorker(workerData: StudyWorkerData, workers: Worker[]): Worker {
  const worker = openWorker(workerData)
  worker.setMaxListeners(32)
  workers.push(worker)
  return worker
}

function openWorker(workerData: {
  readonly options: StudyOptions
  readonly folder: string
}): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./study-worker.js', import.meta.url), { workerData })
  }
  // A worker of Node 20 cannot read TypeScript, and loaders given on the command line do not reach it.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL('./study-worker.ts', import.meta.url).href)
  const start = `import(${loader}).then((api) => { api.register(); return import(${entry}) })`
  return new Worker(start, { workerData, eval: true })
}
