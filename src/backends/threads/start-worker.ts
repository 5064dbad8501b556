import { Worker } from 'node:worker_threads'

/**
 * Starts the module `name` that lies beside another module (its `import.meta.url`) as a worker thread. From source (tests, tsx) a thread needs the loader that
 * reads TypeScript: Node 20 cannot, and loaders given on the command line do not reach a thread.
 */
export function startWorker(beside: string, name: string, workerData: unknown): Worker {
  if (!beside.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, beside), { workerData })
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL(`./${name}.ts`, beside).href)
  const start = `import(${loader}).then((api) => { api.register(); return import(${entry}) })`
  return new Worker(start, { workerData, eval: true })
}
