import { resolve } from 'node:path'
import { HyperError, show } from '../../kit/index.ts'
import { hashFile } from './file-hash.ts'
import { parseHubId } from './hub-id.ts'
import { type LocalFile, listFolder } from './list-folder.ts'
import { listRepoFiles, pinWhereThere } from './list-repo.ts'
import type { Hub } from './open-hub.ts'
import type { RepoFile } from './repo-file.ts'

/** What is to be pushed. */
export interface PushRequest {
  /** `OWNER/NAME`, with or without `hf:`. */
  readonly repo: string
  readonly folder: string
  /** Paths below the folder, with `/`, of which alone the push consists; by default all that is there. */
  readonly only?: readonly string[]
  /** How a data set that is made is shown; default private. One that is there stays as it is. */
  readonly visibility?: 'private' | 'public'
}

/** A file of the folder and what becomes of it. */
export interface PushFile extends LocalFile {
  readonly change: 'new' | 'replaced' | 'same'
}

/** What a push will do; nothing has been written yet. */
export interface PushPlan {
  /** `OWNER/NAME`. */
  readonly repo: string
  /** Page of the data set. */
  readonly url: string
  /** False where it will be made. */
  readonly exists: boolean
  /** Who will be able to see it: as it is now where it exists. */
  readonly visibility: 'private' | 'public'
  readonly files: readonly PushFile[]
  /** Bytes of the files that change. */
  readonly bytes: number
  /** What of the folder is not pushed: everything hidden, links, and what is not among the wanted paths. */
  readonly leftOut: readonly string[]
  /** Commit that was looked at: a push onto another one is refused. Null where there is none. */
  readonly parentCommit: string | null
}

/**
 * Returns what pushing a folder would do. Files of the data set that the folder lacks stay.
 *
 * @throws HyperError `usage/bad-hub-id`, `remote/no-token`, `remote/offline`, `data/no-files`, `data/unreadable-file`, and as `pinRevision`
 */
export async function planPush(hub: Hub, request: PushRequest): Promise<PushPlan> {
  const repo = readRepo(request.repo)
  if (hub.settings.token === null && !hub.settings.offline) throw noToken(repo)
  const listed = await listFolder(resolve(request.folder))
  const isWanted = ({ path }: LocalFile): boolean => request.only?.includes(path) ?? true
  const files = listed.files.filter(isWanted)
  const pinned = await pinWhereThere(hub, repo, 'main')
  const exists = 'commit' in pinned
  const there = exists ? await listRepoFiles(hub, repo, pinned.commit) : []
  const known = new Map(there.map((file) => [file.path, file]))
  const planned: PushFile[] = []
  for (const file of files) {
    hub.signal.throwIfAborted()
    planned.push({ ...file, change: await changeOf(file, known.get(file.path)) })
  }
  return {
    repo,
    url: `${hub.settings.endpoint}/datasets/${repo}`,
    exists,
    visibility: exists
      ? pinned.isPrivate
        ? 'private'
        : 'public'
      : (request.visibility ?? 'private'),
    files: planned,
    bytes: planned
      .filter(({ change }) => change !== 'same')
      .reduce((sum, file) => sum + file.bytes, 0),
    leftOut: [
      ...listed.leftOut,
      ...listed.files.filter((file) => !isWanted(file)).map(({ path }) => path),
    ].sort(),
    parentCommit: exists ? pinned.commit : null,
  }
}

function readRepo(text: string): string {
  const id = parseHubId(/^hf:/i.test(text) ? text : `hf:${text}`)
  if (id.revision === null && id.config === null && id.split === null)
    return `${id.owner}/${id.name}`
  throw new HyperError(
    'usage/bad-hub-id',
    `data set to push to: got ${show(text)}, expected OWNER/NAME alone`,
  )
}

async function changeOf(file: LocalFile, there: RepoFile | undefined): Promise<PushFile['change']> {
  if (there === undefined) return 'new'
  if (there.bytes !== file.bytes) return 'replaced'
  const hex = await hashFile(file.source, there.oid.kind, file.bytes)
  return hex === there.oid.hex ? 'same' : 'replaced'
}

/** Returns the error of a push without a token. */
export function noToken(repo: string): HyperError {
  return new HyperError('remote/no-token', `${repo}: got no token, expected one that may write`, {
    hint: 'set HF_TOKEN to a token with the right to write',
  })
}
