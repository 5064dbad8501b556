import type { Worker } from 'node:worker_threads'

/** How a worker ended instead of answering: with something thrown, or with an exit status. */
export type WorkerDeath = { readonly cause: unknown } | { readonly status: number }

/** Returns the next message of a worker after a request; rejects with what `deathOf` makes of its death. */
export function askWorker<Answer>(
  worker: Worker,
  request: unknown,
  deathOf: (death: WorkerDeath) => unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      finish()
    }
    const onMessage = (answer: Answer): void => settle(() => resolve(answer))
    const onError = (cause: unknown): void => settle(() => reject(deathOf({ cause })))
    const onExit = (status: number): void => settle(() => reject(deathOf({ status })))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage(request)
  })
}
