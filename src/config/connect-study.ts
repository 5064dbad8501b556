import { homedir } from 'node:os'
import { join } from 'node:path'
import type { StudyWorld } from '../study/index.ts'
import { connectWorld } from './connect.ts'
import { connectEncoders } from './connect-encoders.ts'
import type { ConnectOptions } from './connect-options.ts'
import { poolCells } from './study-pool.ts'

/** Returns the world of a study: that of a run, encoders for every setting, and cells on worker threads. */
export function connectStudy(given: ConnectOptions): {
  readonly world: StudyWorld
  readonly dispose: () => Promise<void>
} {
  const { world, openEmbeddings, dispose } = connectWorld(given)
  const closers: (() => Promise<void> | void)[] = []
  const runCells = poolCells({
    folder: given.store.folder,
    concurrency: given.concurrency,
    signal: given.signal,
  })
  const encodersFor: StudyWorld['encodersFor'] = (encoder) =>
    connectEncoders({
      ...given,
      options: { ...given.options, train: { ...given.options.train, encoder } },
      progress: world.progress,
      cacheFolder: given.env.HYPER_CACHE ?? join(homedir(), '.cache', 'hyper-router'),
      home: given.cwd,
      calledFrom: given.calledFrom ?? given.cwd,
      decoder: given.env.HYPER_DECODER,
      openEmbeddings,
      closeLater: (close) => void closers.push(close),
    }).responseEncoders()
  return {
    world: { ...world, runCells, encodersFor },
    dispose: async () => {
      for (const close of closers.reverse()) await close()
      await dispose()
    },
  }
}
