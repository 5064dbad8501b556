import { parentPort, workerData } from 'node:worker_threads'
import { type AnalyseText, loadAnalyser } from './analyse-text.ts'
import type { EntityDepth } from './entity-reader.ts'

/** One chunk of texts on the way to a worker. */
export interface AnalyseRequest {
  readonly texts: readonly string[]
}

const port = parentPort
if (port !== null) {
  let loaded: Promise<AnalyseText> | undefined
  port.on('message', ({ texts }: AnalyseRequest) => {
    loaded ??= loadAnalyser((workerData as { readonly entities: EntityDepth }).entities)
    loaded.then(
      (analyse) => port.postMessage({ facts: texts.map(analyse) }),
      // Rethrown outside the promise so that the worker's "error" event carries it to the caller.
      (error: unknown) =>
        setImmediate(() => {
          throw error
        }),
    )
  })
}
