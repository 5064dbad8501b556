import { nearestName } from '../../kit/index.ts'
import type { Hub } from './open-hub.ts'

/** Data sets of one owner that are looked through. */
const MOST_NAMES = 500

/** Returns the data set of the same owner whose name is nearest, null where none is near or the hub does not say. */
export async function nearestDataSets(hub: Hub, repo: string): Promise<string | null> {
  try {
    const { listDatasets } = await import('@huggingface/hub')
    const names: string[] = []
    const listed = listDatasets({
      search: { owner: repo.split('/')[0] ?? '' },
      limit: MOST_NAMES,
      hubUrl: hub.settings.endpoint,
      fetch: hub.libraryFetch,
    })
    for await (const { name } of listed) names.push(name)
    return nearestName(repo, names) ?? null
  } catch {
    hub.signal.throwIfAborted()
    return null
  }
}

/** Returns branches and tags of a data set, and the one nearest to a name; none where the hub does not say. */
export async function nearestRevisions(
  hub: Hub,
  repo: string,
  revision: string,
): Promise<{ readonly near: string | null; readonly all: readonly string[] }> {
  try {
    const answer = await hub.fetch(`${hub.settings.endpoint}/api/datasets/${repo}/refs`)
    const said = (await answer.json()) as Readonly<Record<string, unknown>>
    const all = ['branches', 'tags'].flatMap((kind) => namesOf(said[kind]))
    return { near: nearestName(revision, all) ?? null, all }
  } catch {
    hub.signal.throwIfAborted()
    return { near: null, all: [] }
  }
}

function namesOf(entries: unknown): string[] {
  if (!Array.isArray(entries)) return []
  return entries
    .map((entry: { readonly name?: unknown } | null) => entry?.name)
    .filter((name) => typeof name === 'string')
}
