import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type FoundDecoder, findDecoder } from '../../../src/backends/decoder/index.ts'
import { type LocalLm, openLocalLm } from '../../../src/backends/local-lm/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'

const RUNTIME = resolve(import.meta.dirname, '../../../local-lm')

/** What is missing for the real model, to be said in the name of a skipped test; null where nothing is. */
export const missingForLocalLm: string | null = whatIsMissing()

/** Returns the real model behind a real endpoint on a free port, or null where it is not there; the load takes seconds. */
export async function startLocalLm(
  options: { readonly key?: string; readonly queueLimit?: number } = {},
): Promise<LocalLm | null> {
  if (missingForLocalLm !== null) return null
  return await openLocalLm({ file: findModel()!, runtimeFolder: RUNTIME, ...options })
}

function whatIsMissing(): string | null {
  if (!existsSync(join(RUNTIME, 'node_modules', 'node-llama-cpp')))
    return 'needs npm run local-lm:install'
  return findModel() === null ? 'needs npm run fetch:decoder' : null
}

/** Returns the file of the default model, or null. */
export function findModel(): FoundDecoder | null {
  const cache = process.env.HYPER_CACHE ?? join(homedir(), '.cache', 'hyper-router')
  try {
    return findDecoder({ folders: [resolve('.models'), join(cache, 'models')] })
  } catch (error) {
    if (isHyperError(error, 'config/decoder-missing')) return null
    throw error
  }
}
