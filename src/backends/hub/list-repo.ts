import { HyperError } from '../../kit/index.ts'
import { type Attempted, explainFailure } from './explain-failure.ts'
import { HubFailure } from './hub-failure.ts'
import type { Hub } from './open-hub.ts'
import type { RepoFile } from './repo-file.ts'

/** Files of one commit that are listed; data sets of pictures have millions. */
const MOST_FILES = 200_000
const LARGEST_README_BYTES = 4 * 1024 * 1024

/** A revision of a data set, pinned. */
export interface PinnedRevision {
  /** Full name of the commit that the revision is now. */
  readonly commit: string
  readonly isPrivate: boolean
}

/**
 * Returns the commit that a revision is now.
 *
 * @throws HyperError `remote/no-hub`, `remote/no-access`, `remote/no-data-set`, `remote/no-revision`, `remote/hub-busy`, `remote/hub-fault`,
 * `remote/bad-answer`
 */
export async function pinRevision(
  hub: Hub,
  repo: string,
  revision: string,
): Promise<PinnedRevision> {
  const pinned = await pinWhereThere(hub, repo, revision)
  if ('commit' in pinned) return pinned
  throw await explainFailure(hub, pinned.missing, { repo, revision })
}

/** Returns the same, or the failure where the hub answers that there is no such data set or revision (404). */
export async function pinWhereThere(
  hub: Hub,
  repo: string,
  revision: string,
): Promise<PinnedRevision | { readonly missing: HubFailure }> {
  try {
    const { datasetInfo } = await import('@huggingface/hub')
    const info = await datasetInfo({
      name: repo,
      revision,
      additionalFields: ['sha'],
      hubUrl: hub.settings.endpoint,
      fetch: hub.libraryFetch,
    })
    // The type says that it is there; a mirror may leave it out.
    const commit: unknown = info.sha
    if (typeof commit !== 'string' || !/^[0-9a-f]{7,64}$/.test(commit))
      throw new TypeError('an answer without a commit')
    return { commit, isPrivate: info.private === true }
  } catch (error) {
    if (error instanceof HubFailure && error.facts.status === 404) return { missing: error }
    throw await explainFailure(hub, error, { repo, revision })
  }
}

/**
 * Returns all files of a commit, over as many pages as the hub makes of them. Entries without a checksum are left out: they are no files.
 *
 * @throws HyperError `remote/too-many-files`, and as `pinRevision`
 */
export async function listRepoFiles(hub: Hub, repo: string, commit: string): Promise<RepoFile[]> {
  const attempted: Attempted = { repo, revision: commit }
  const files: RepoFile[] = []
  try {
    const { listFiles } = await import('@huggingface/hub')
    const listed = listFiles({
      repo: { type: 'dataset', name: repo },
      revision: commit,
      recursive: true,
      hubUrl: hub.settings.endpoint,
      fetch: hub.libraryFetch,
    })
    for await (const { type, path, size, oid, lfs } of listed) {
      if (type !== 'file') continue
      if (files.length === MOST_FILES) throw tooMany(repo)
      if (lfs !== undefined && lfs !== null)
        files.push({ path, bytes: lfs.size, oid: { kind: 'sha256', hex: shaOf(lfs.oid) } })
      else if (oid !== undefined)
        files.push({ path, bytes: size, oid: { kind: 'git-sha1', hex: oid } })
    }
  } catch (error) {
    throw await explainFailure(hub, error, attempted)
  }
  return files
}

function shaOf(oid: string): string {
  return oid.replace(/^sha256:/, '')
}

function tooMany(repo: string): HyperError {
  return new HyperError(
    'remote/too-many-files',
    `${repo}: got more than ${MOST_FILES} files, expected a data set of rows`,
    { hint: 'download the files that you need by hand and give their paths' },
  )
}

/** Returns the README of a commit, null where there is none. Reads at most its first 4 MiB. */
export async function readReadme(hub: Hub, repo: string, commit: string): Promise<string | null> {
  const address = fileAddress(hub, { repo, commit, path: 'README.md' })
  try {
    const answer = await hub.fetch(address, { headers: { 'accept-encoding': 'identity' } })
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > LARGEST_README_BYTES) break
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    if (error instanceof HubFailure && error.facts.status === 404) return null
    throw await explainFailure(hub, error, { repo, revision: commit })
  }
}

/** Returns the address of a file's bytes. */
export function fileAddress(
  hub: Hub,
  file: { readonly repo: string; readonly commit: string; readonly path: string },
): string {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  return `${hub.settings.endpoint}/datasets/${file.repo}/resolve/${encodeURIComponent(file.commit)}/${path}`
}
