import { mkdir, statfs } from 'node:fs/promises'
import { HyperError, mapBounded } from '../../kit/index.ts'
import { sha256Of } from '../files/sha256-of.ts'
import { cachePath, isCached, readIdRecord, writeIdRecord } from './cache-record.ts'
import { downloadFile } from './download-file.ts'
import { formatHubId, type HubId } from './hub-id.ts'
import { type Hub, type HubOptions, openHub } from './open-hub.ts'
import { countRestingBytes } from './part-file.ts'
import { type HubFacts, type HubFile, resolveHubId } from './resolve-hub-id.ts'
import { diskFull, explainWriteError } from './write-error.ts'

/** Files that are downloaded side by side. */
const CONCURRENT_DOWNLOADS = 4

/** Files that can be read by path. */
export interface HubFiles {
  /** In the order of the ids and of their shards; a path ends in the name. */
  readonly files: readonly { readonly path: string; readonly name: string }[]
  /** What each id was, in their order. */
  readonly facts: readonly HubFacts[]
}

/**
 * Returns the files of data sets on a hub as files in the cache: those that are missing there are downloaded, the others are not asked for again. An
 * id with a full commit whose files are there needs no network at all; with `HF_HUB_OFFLINE=1` no id does. Progress comes as stage `download`, in
 * kilobytes.
 *
 * @throws HyperError as `openHub`, `resolveHubId` and `downloadFile`
 */
export async function openHubFiles(ids: readonly HubId[], options: HubOptions): Promise<HubFiles> {
  const hub = openHub(options)
  const texts = [...new Set(ids.map(formatHubId))]
  const facts: HubFacts[] = []
  for (const text of texts) {
    const id = ids.find((one) => formatHubId(one) === text)
    if (id !== undefined) facts.push(await findFacts(hub, id, text))
  }
  for (const { id, warnings } of facts)
    for (const warning of warnings)
      hub.progress({ type: 'warning', stage: 'hub', message: `${id}: ${warning}` })
  return { files: await downloadHubFiles(hub, facts), facts }
}

async function findFacts(hub: Hub, id: HubId, text: string): Promise<HubFacts> {
  const isFixed = /^[0-9a-f]{40}$/.test(id.revision ?? '')
  const known = isFixed || hub.settings.offline ? await readIdRecord(hub, text) : null
  if (known !== null) return known
  if (!hub.settings.offline) return resolveHubId(hub, id)
  throw notCached(hub, text)
}

/** Returns the files of ids that are resolved, after those that are missing in the cache were downloaded. */
export async function downloadHubFiles(
  hub: Hub,
  facts: readonly HubFacts[],
): Promise<HubFiles['files']> {
  const wanted = new Map<string, { readonly of: HubFacts; readonly file: HubFile }>()
  const taken = namesTaken(facts)
  for (const of of facts) {
    for (const file of of.files) {
      const name = (taken.get(file.name)?.size ?? 0) > 1 ? tellApart(of, file) : file.name
      wanted.set(cachePath(hub, of.repo, { ...file, name }), { of, file: { ...file, name } })
    }
  }
  const missing = await findMissing(hub, wanted)
  const [first] = missing
  if (first !== undefined && hub.settings.offline) throw notCached(hub, first.of.id)
  await download(hub, missing, wanted.size)
  for (const one of facts) if (!hub.settings.offline) await writeIdRecord(hub, one)
  return [...wanted].map(([path, { file }]) => ({ path, name: file.name }))
}

type Missing = { readonly of: HubFacts; readonly file: HubFile; readonly target: string }

async function findMissing(
  hub: Hub,
  wanted: ReadonlyMap<string, { readonly of: HubFacts; readonly file: HubFile }>,
): Promise<Missing[]> {
  const missing: Missing[] = []
  for (const [target, { of, file }] of wanted) {
    hub.signal.throwIfAborted()
    if (!(await isCached(target, file))) missing.push({ of, file, target })
  }
  return missing
}

async function download(hub: Hub, missing: readonly Missing[], wanted: number): Promise<void> {
  const stage = 'download'
  if (missing.length === 0) {
    hub.progress({ type: 'stage-skip', stage, reason: `${wanted} files are in the cache` })
    return
  }
  const bytes = missing.reduce((sum, { file }) => sum + file.bytes, 0)
  await checkRoom(hub, missing, bytes)
  const startedAt = hub.clock.now()
  const total = kilobytes(bytes)
  hub.progress({ type: 'stage-start', stage, total, unit: 'kB' })
  let done = 0
  let told = 0
  const onBytes = (more: number): void => {
    done += more
    if (kilobytes(done) === told) return
    told = kilobytes(done)
    hub.progress({ type: 'stage-advance', stage, done: told, total, unit: 'kB' })
  }
  await mapBounded(
    missing,
    CONCURRENT_DOWNLOADS,
    ({ of, file, target }) =>
      downloadFile(hub, { repo: of.repo, commit: of.commit, file, target, onBytes }),
    hub.signal,
  )
  const seconds = (hub.clock.now() - startedAt) / 1_000
  hub.progress({ type: 'stage-end', stage, seconds, counts: { files: missing.length, kB: total } })
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1_000)
}

async function checkRoom(hub: Hub, missing: readonly Missing[], bytes: number): Promise<void> {
  const { cacheFolder } = hub.settings
  await mkdir(cacheFolder, { recursive: true }).catch((error: unknown) => {
    throw explainWriteError(error, cacheFolder, cacheFolder)
  })
  let needed = bytes
  for (const { target } of missing) needed -= await countRestingBytes(target, hub.clock.now())
  const disk = await statfs(cacheFolder).catch(() => null)
  // Some file systems do not say how large they are.
  if (disk === null || disk.blocks === 0) return
  const free = disk.bavail * disk.bsize
  if (free < needed)
    throw diskFull('download', cacheFolder, `${free} bytes free for ${needed} bytes of files`)
}

/** The files of each name, by what tells them apart. */
function namesTaken(facts: readonly HubFacts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>()
  for (const of of facts)
    for (const file of of.files)
      taken.set(file.name, (taken.get(file.name) ?? new Set()).add(identityOf(of, file)))
  return taken
}

function identityOf({ repo, config, split }: HubFacts, { path, oid }: HubFile): string {
  return [repo, config, split, path, oid.hex].join('\n')
}

function tellApart(of: HubFacts, file: HubFile): string {
  const mark = sha256Of(identityOf(of, file)).slice(0, 8)
  return file.name.replace(/(?=\.|$)/, `-${mark}`)
}

function notCached(hub: Hub, id: string): HyperError {
  return new HyperError(
    'remote/offline',
    `${id}: got HF_HUB_OFFLINE=1, expected its files in ${hub.settings.cacheFolder}`,
    { hint: 'unset HF_HUB_OFFLINE once to download them, or give paths of files' },
  )
}
