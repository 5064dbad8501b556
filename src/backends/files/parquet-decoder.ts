import { Worker } from 'node:worker_threads'
import type { ParquetAnswer, ParquetRequest } from './parquet-protocol.ts'

/** Memory the decoder's thread may use for objects, in MiB. */
const LARGEST_HEAP_MB = 2048

/** Decodes Parquet in a thread of its own, one request at a time. */
export interface ParquetDecoder {
  /** Returns the answer; a request that runs, or grows, without end is answered with a failure. */
  ask(request: ParquetRequest): Promise<ParquetAnswer>
  close(): Promise<void>
}

/** Returns a decoder; its thread starts with the first request, and again after one that had to be ended. */
export function createParquetDecoder(timeoutMs: number): ParquetDecoder {
  let worker: Worker | null = null
  const end = async (): Promise<void> => {
    const ended = worker
    worker = null
    await ended?.terminate()
  }
  return {
    ask: async (request) => {
      worker ??= startWorker().on('error', () => {})
      const answered = await askWorker(worker, request, timeoutMs)
      if (answered.lost) await end()
      return answered.answer
    },
    close: end,
  }
}

function askWorker(
  worker: Worker,
  request: ParquetRequest,
  timeoutMs: number,
): Promise<{ readonly answer: ParquetAnswer; readonly lost: boolean }> {
  return new Promise((resolve) => {
    const settle = (answer: ParquetAnswer, lost: boolean): void => {
      clearTimeout(timer)
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve({ answer, lost })
    }
    const onMessage = (answer: ParquetAnswer): void => settle(answer, false)
    const onError = (error: Error): void => settle({ failure: error.message }, true)
    const onExit = (): void => settle({ failure: 'the decoder ended' }, true)
    const timer = setTimeout(
      () => settle({ failure: `decoding took more than ${timeoutMs} ms` }, true),
      timeoutMs,
    )
    worker.on('message', onMessage)
    worker.on('exit', onExit)
    worker.on('error', onError)
    worker.postMessage(request)
  })
}

/** From the sources (tests, `tsx`) the thread first loads TypeScript; the built package has JavaScript beside this file. */
function startWorker(): Worker {
  const options = { resourceLimits: { maxOldGenerationSizeMb: LARGEST_HEAP_MB }, stderr: true }
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./parquet-worker.js', import.meta.url), options)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL('./parquet-worker.ts', import.meta.url).href)
  const start = `import(${loader}).then((api) => { api.register(); return import(${entry}) })`
  return new Worker(start, { ...options, eval: true })
}
