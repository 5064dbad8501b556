/**
 * Worker threads. Comes in: a module beside another one, and requests. Goes out: threads that run it from source as from the build, and their answers. Refuses to
 * wait for a thread that has died.
 */
export { askWorker, type WorkerDeath } from './ask-worker.ts'
export { startWorker } from './start-worker.ts'
