import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  cachedAnalyser,
  type EntityDepth,
  openRecordCache,
  openTextAnalyser,
} from '../backends/index.ts'
import type { TextAnalyser } from '../domain/index.ts'

/** What a text analyser is opened with. */
export interface AnalyserSetting {
  readonly workers: number
  /** How far named entities are looked for. */
  readonly entities: EntityDepth
  /** Folder of all caches. */
  readonly cacheFolder: string
  /** Takes what must be let go of at the end. */
  readonly closeLater: (close: () => Promise<void> | void) => void
}

/** Returns the folder of all caches: what `HYPER_CACHE` says, or one of the user's home. */
export function cacheFolderOf(env: Readonly<Record<string, string | undefined>>): string {
  return env.HYPER_CACHE ?? join(homedir(), '.cache', 'hyper-router')
}

/** Returns a text analyser that remembers the facts of texts on disk. */
export async function openCachedAnalyser(setting: AnalyserSetting): Promise<TextAnalyser> {
  const { workers, entities, cacheFolder, closeLater } = setting
  const analyser = await openTextAnalyser({ workers, entities })
  const cache = openRecordCache({ folder: cacheFolder, name: 'text-facts' })
  closeLater(() => analyser.dispose())
  closeLater(() => cache.close())
  return cachedAnalyser(analyser, cache)
}
