import { Worker } from 'node:worker_threads'
import type { TextFacts } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
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
    const started = startWorker(entities)
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
        return await askWorker(worker, texts)
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

function askWorker(worker: Worker, texts: readonly string[]): Promise<TextFacts[]> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      finish()
    }
    const fail = (message: string, cause?: unknown): void =>
      settle(() => reject(new HyperError('internal/text-analyser', message, { cause })))
    const onMessage = ({ facts }: { readonly facts: TextFacts[] }): void =>
      settle(() => resolve(facts))
    const onError = (cause: unknown): void => fail('text analyser: got an error in a worker', cause)
    const onExit = (status: number): void =>
      fail(`text analyser: got a worker that left with status ${status}, expected facts`)
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage({ texts })
  })
}

function startWorker(entities: EntityDepth): Worker {
  const options = { workerData: { entities } }
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), options)
  }
  // A worker of Node 20 cannot read TypeScript, and loaders given on the command line do not reach it.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href)
  const start = `import(${loader}).then((api) => { api.register(); return import(${entry}) })`
  return new Worker(start, { ...options, eval: true })
}
