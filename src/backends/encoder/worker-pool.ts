import { Worker } from 'node:worker_threads'
import { HyperError } from '../../kit/index.ts'
import {
  unpackError,
  type WorkerAnswer,
  type WorkerRequest,
  type WorkerSetup,
  type WorkerValues,
} from './worker-protocol.ts'

/** Threads that answer requests, each one at a time. */
export interface WorkerPool {
  /** Number of threads at most; they start when there is work for them. */
  readonly size: number
  /** Answers a request on the next free thread. @throws HyperError of the worker; `internal/worker-died` when it died */
  ask(request: WorkerRequest): Promise<WorkerValues>
  /** Ends the threads; what waits is refused with `internal/encoder-closed`. */
  close(): Promise<void>
}

interface Task {
  readonly request: WorkerRequest
  resolve(values: WorkerValues): void
  reject(error: Error): void
}

/** Returns a pool; no thread runs yet. A pool without work does not keep the process alive. */
export function createWorkerPool(size: number, setup: WorkerSetup): WorkerPool {
  const waiting: Task[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Task>()
  let closed = false

  const settle = (worker: Worker, end: (task: Task) => void): void => {
    const task = busy.get(worker)
    busy.delete(worker)
    if (task !== undefined) end(task)
  }
  const start = (): Worker => {
    const worker = startWorker(setup)
    worker.on('message', (answer: WorkerAnswer) => {
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
        task.reject(deathOf(task.request, cause))
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
      const worker = idle.pop() ?? (busy.size < size ? start() : undefined)
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

// From source (tests, tsx) a thread needs the loader that reads TypeScript, and on Node 20 `--import` does not bring it there.
function startWorker(setup: WorkerSetup): Worker {
  const options = { workerData: setup }
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), options)
  }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href)
  const start = `import(${loader}).then((api) => { api.register(); return import(${entry}) })`
  return new Worker(start, { ...options, eval: true })
}

function deathOf(request: WorkerRequest, cause: unknown): HyperError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new HyperError(
    'internal/worker-died',
    `encoder worker (${request.kind}): got ${reason}, expected an answer`,
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
