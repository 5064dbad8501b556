import type { Worker } from 'node:worker_threads'
import { HyperError } from '../../kit/index.ts'
import { startWorker } from '../threads/index.ts'
import { unpackError, type WorkerError } from './worker-protocol.ts'

/** Which worker a pool starts. */
export interface WorkerStart {
  /** `import.meta.url` of a module beside the `worker` module. */
  readonly beside: string
  /** What the worker is started with. */
  readonly setup: unknown
}

/** Threads that answer requests, each one at a time. */
export interface WorkerPool<Request, Values> {
  /** Number of threads at most; they start when there is work for them. */
  readonly size: number
  /** Answers a request on the next free thread. @throws HyperError of the worker; `internal/worker-died` when it died */
  ask(request: Request): Promise<Values>
  /** Ends the threads; what waits is refused with `internal/encoder-closed`. */
  close(): Promise<void>
}

interface Task<Request, Values> {
  readonly request: Request
  resolve(values: Values): void
  reject(error: Error): void
}

type Answer<Values> = Values | { readonly error: WorkerError }

/** Returns a pool; no thread runs yet. A pool without work does not keep the process alive. */
export function createWorkerPool<Request extends { readonly kind: string }, Values extends object>(
  size: number,
  start: WorkerStart,
): WorkerPool<Request, Values> {
  const waiting: Task<Request, Values>[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Task<Request, Values>>()
  let closed = false

  const settle = (worker: Worker, end: (task: Task<Request, Values>) => void): void => {
    const task = busy.get(worker)
    busy.delete(worker)
    if (task !== undefined) end(task)
  }
  const open = (): Worker => {
    const worker = startWorker(start.beside, 'worker', start.setup)
    worker.on('message', (answer: Answer<Values>) => {
      settle(worker, (task) => {
        worker.unref()
        idle.push(worker)
        if ('error' in answer) task.reject(unpackError(answer.error))
        else task.resolve(answer)
      })
      advance()
    })
    const died = (cause: unknown): void => {
      const at = idle.indexOf(worker)
      if (at >= 0) idle.splice(at, 1)
      settle(worker, (task) => {
        task.reject(deathOf(task.request.kind, cause))
      })
      advance()
    }
    worker.on('error', died)
    worker.on('exit', (code) => {
      died(`exit code ${code}`)
    })
    return worker
  }
  const advance = (): void => {
    while (!closed && waiting.length > 0) {
      const worker = idle.pop() ?? (busy.size < size ? open() : undefined)
      if (worker === undefined) return
      const task = waiting.shift()!
      busy.set(worker, task)
      worker.ref()
      worker.postMessage(task.request)
    }
  }
  return {
    size,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(closedError())
          return
        }
        waiting.push({ request, resolve, reject })
        advance()
      }),
    close: async () => {
      closed = true
      for (const task of waiting.splice(0)) task.reject(closedError())
      const workers = [...idle.splice(0), ...busy.keys()]
      for (const worker of workers) {
        settle(worker, (task) => {
          task.reject(closedError())
        })
      }
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function deathOf(kind: string, cause: unknown): HyperError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new HyperError(
    'internal/worker-died',
    `encoder worker (${kind}): got ${reason}, expected an answer`,
    {
      hint: 'memory may have run out; try fewer workers (-j 1)',
      ...(cause instanceof Error ? { cause } : {}),
    },
  )
}

function closedError(): HyperError {
  return new HyperError(
    'internal/encoder-closed',
    'encoder: got a request, expected none after dispose',
  )
}
