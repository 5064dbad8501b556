import type { StudyWorld } from '../study/index.ts'
import { type ConnectOptions, connectWorld } from './connect.ts'
import { poolCells } from './study-pool.ts'

/** Returns the world of a study: that of a run, and cells on worker threads. */
export function connectStudy(given: ConnectOptions): {
  readonly world: StudyWorld
  readonly dispose: () => Promise<void>
} {
  const { world, dispose } = connectWorld(given)
  const runCells = poolCells({
    folder: given.store.folder,
    concurrency: given.concurrency,
    signal: given.signal,
  })
  return { world: { ...world, runCells }, dispose }
}
