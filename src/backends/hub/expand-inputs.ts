import { basename } from 'node:path'
import { expandPaths } from '../files/expand-paths.ts'
import { isHubId, parseHubId } from './hub-id.ts'
import type { HubOptions } from './open-hub.ts'
import { openHubFiles } from './open-hub-files.ts'
import type { HubFacts } from './resolve-hub-id.ts'

/** Files that can be read, and what is known of those that came from a hub. */
export interface ExpandedInputs {
  /** Local files as `expandPaths` has them, then files of the hub in the order of their ids. */
  readonly paths: readonly string[]
  /** What a file of the hub belongs to, by its name without folder. */
  readonly hub: ReadonlyMap<string, HubFacts>
}

/**
 * Returns the files that patterns name: local files, folders and globs, `-`, and data sets of a hub (`hf:OWNER/NAME`), which are downloaded
 * where they are not in the cache.
 *
 * @throws HyperError `data/no-files`, `usage/bad-hub-id`, and as `openHubFiles`
 */
export async function expandInputs(
  patterns: readonly string[],
  cwd: string,
  options: HubOptions,
): Promise<ExpandedInputs> {
  const local = patterns.filter((pattern) => !isHubId(pattern))
  const paths = await expandPaths(local, cwd)
  const ids = patterns.filter(isHubId).map(parseHubId)
  if (ids.length === 0) return { paths, hub: new Map() }
  const hub = new Map<string, HubFacts>()
  for (const id of ids) {
    const opened = await openHubFiles([id], options)
    for (const { path } of opened.files) {
      const facts = opened.facts[0]
      if (facts !== undefined) hub.set(basename(path), facts)
      paths.push(path)
    }
  }
  return { paths: [...new Set(paths)], hub }
}
