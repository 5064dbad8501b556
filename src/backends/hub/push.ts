import { stat } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { HyperError } from '../../kit/index.ts'
import { explainFailure } from './explain-failure.ts'
import type { Hub } from './open-hub.ts'
import { noToken, type PushFile, type PushPlan } from './plan-push.ts'

/** The words of a commit. */
export interface PushMessage {
  readonly title: string
  readonly description?: string
}

/** What a push did. */
export interface Pushed {
  readonly repo: string
  readonly url: string
  /** Commit that the data set is at now; the one before where nothing differed. */
  readonly commit: string
  /** Files that were written. */
  readonly files: number
  readonly bytes: number
}

// The library insists on a token that looks like one; ours is put in its place where the call leaves for the hub.
const PLACEHOLDER = 'hf_'

/**
 * Carries a plan out: makes the data set where it is not there, and writes all files that differ in one commit, large and binary ones to the large
 * file storage, as the hub wants it. Asks nobody. Progress comes as stage `upload`, in kilobytes.
 *
 * @throws HyperError `remote/changed-meanwhile` where somebody wrote to the data set after the plan was made, `data/changed-file` where a file of the
 * folder is no longer as it was, `remote/no-token`, and as `pinRevision`
 */
export async function push(hub: Hub, plan: PushPlan, message: PushMessage): Promise<Pushed> {
  const { repo, url, bytes } = plan
  if (hub.settings.token === null && !hub.settings.offline) throw noToken(repo)
  const files = plan.files.filter(({ change }) => change !== 'same')
  if (files.length === 0 && plan.parentCommit !== null)
    return { repo, url, commit: plan.parentCommit, files: 0, bytes: 0 }
  for (const file of files) await checkUnchanged(file)
  try {
    if (!plan.exists) await createRepo(hub, plan)
    const commit = await commitFiles(hub, plan, files, message)
    return { repo, url, commit, files: files.length, bytes }
  } catch (error) {
    throw await explainFailure(hub, error, { repo, revision: null, writes: true })
  }
}

async function checkUnchanged({ source, bytes }: PushFile): Promise<void> {
  const now = await stat(source).catch(() => null)
  if (now?.size === bytes) return
  throw new HyperError(
    'data/changed-file',
    `${source}: got ${now === null ? 'no file' : `${now.size} bytes`}, expected ${bytes} bytes as planned`,
    { hint: 'make the plan again' },
  )
}

async function createRepo(hub: Hub, plan: PushPlan): Promise<void> {
  const library = await import('@huggingface/hub')
  await library.createRepo({
    repo: { type: 'dataset', name: plan.repo },
    visibility: plan.visibility,
    accessToken: PLACEHOLDER,
    hubUrl: hub.settings.endpoint,
    fetch: hub.libraryFetch,
  })
}

async function commitFiles(
  hub: Hub,
  plan: PushPlan,
  files: readonly PushFile[],
  { title, description }: PushMessage,
): Promise<string> {
  const { commitIter } = await import('@huggingface/hub')
  const startedAt = hub.clock.now()
  const tell = startUpload(hub, files)
  const steps = commitIter({
    repo: { type: 'dataset', name: plan.repo },
    title,
    ...(description === undefined ? {} : { description }),
    ...(plan.parentCommit === null ? {} : { parentCommit: plan.parentCommit }),
    operations: files.map(({ path, source }) => ({
      operation: 'addOrUpdate',
      path,
      content: pathToFileURL(source),
    })),
    hubUrl: hub.settings.endpoint,
    fetch: hub.libraryFetch,
    abortSignal: hub.signal,
    useXet: false,
  })
  let step = await steps.next()
  for (; !step.done; step = await steps.next()) {
    const event = step.value
    if (event.event === 'fileProgress' && event.state === 'uploading')
      tell(event.path, event.progress)
  }
  const seconds = (hub.clock.now() - startedAt) / 1_000
  const counts = { files: files.length, kB: Math.ceil(plan.bytes / 1_000) }
  hub.progress({ type: 'stage-end', stage: 'upload', seconds, counts })
  const commit = step.value?.commit.oid
  if (typeof commit === 'string') return commit
  throw new TypeError('an answer without a commit')
}

/** Tells the start of an upload and returns what tells how far it is: the share of a file that has gone out. */
function startUpload(hub: Hub, files: readonly PushFile[]): (path: string, share: number) => void {
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]))
  const total = Math.ceil([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) / 1_000)
  const shares = new Map<string, number>()
  hub.progress({ type: 'stage-start', stage: 'upload', total, unit: 'kB' })
  return (path, share) => {
    shares.set(path, share)
    const sent = [...shares].reduce((sum, [one, part]) => sum + (sizes.get(one) ?? 0) * part, 0)
    const done = Math.ceil(sent / 1_000)
    hub.progress({ type: 'stage-advance', stage: 'upload', done, total, unit: 'kB' })
  }
}
