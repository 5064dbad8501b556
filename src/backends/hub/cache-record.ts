import { readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeAtomic } from '../files/index.ts'
import { sha256Of } from '../files/sha256-of.ts'
import { hashFile } from './file-hash.ts'
import type { Hub } from './open-hub.ts'
import type { HubFacts, HubFile } from './resolve-hub-id.ts'

/** What is kept beside a downloaded file. */
export interface FileRecord {
  readonly format: 'hyper/hub-file@1'
  readonly host: string
  readonly repo: string
  readonly path: string
  readonly commit: string
  /** `sha256:HEX` or `git-sha1:HEX`. */
  readonly oid: string
  readonly bytes: number
  readonly etag: string | null
}

/** Returns where a file of a data set lies in the cache: in a folder of its content, so that a changed file never takes the place of another. */
export function cachePath(hub: Hub, repo: string, file: HubFile): string {
  return join(hub.settings.cacheFolder, ...repo.split('/'), file.oid.hex.slice(0, 16), file.name)
}

/** Tells whether a file lies in the cache: its length and the record beside it say so, or its checksum where the record is missing. */
export async function isCached(path: string, file: HubFile): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  if (!facts?.isFile() || facts.size !== file.bytes) return false
  const record = await readJsonFile(recordPath(path))
  if (record?.oid === oidText(file)) return true
  return (await hashFile(path, file.oid.kind, file.bytes)) === file.oid.hex
}

/** Writes the record of a file. */
export async function writeFileRecord(
  path: string,
  record: Omit<FileRecord, 'format' | 'oid' | 'bytes' | 'path'> & { readonly file: HubFile },
): Promise<void> {
  const { host, repo, commit, etag, file } = record
  const whole: FileRecord = {
    format: 'hyper/hub-file@1',
    host,
    repo,
    path: file.path,
    commit,
    oid: oidText(file),
    bytes: file.bytes,
    etag,
  }
  await writeAtomic(recordPath(path), `${JSON.stringify(whole, null, 2)}\n`)
}

function oidText({ oid }: HubFile): string {
  return `${oid.kind}:${oid.hex}`
}

// Hidden, so that a folder of the cache given as data is not read twice.
function recordPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.json`)
}

/** Returns the ETag with which a part was begun, null where none is known. */
export async function readPartEtag(target: string): Promise<string | null> {
  const etag = (await readJsonFile(partRecordPath(target)))?.etag
  return typeof etag === 'string' ? etag : null
}

/** Keeps the ETag of a part; null takes away what was kept. */
export async function writePartEtag(target: string, etag: string | null): Promise<void> {
  const path = partRecordPath(target)
  if (etag === null) await rm(path, { force: true })
  else await writeAtomic(path, JSON.stringify({ etag }))
}

function partRecordPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.part.json`)
}

/** Returns what an id meant when its files were last downloaded, null where they never were. */
export async function readIdRecord(hub: Hub, id: string): Promise<HubFacts | null> {
  const record = await readJsonFile(idRecordPath(hub, id))
  const facts =
    record?.format === 'hyper/hub-id@1' ? (record.facts as HubFacts | undefined) : undefined
  return facts !== undefined && facts.id === id && Array.isArray(facts.files) ? facts : null
}

/** Keeps what an id means. */
export async function writeIdRecord(hub: Hub, facts: HubFacts): Promise<void> {
  const record = { format: 'hyper/hub-id@1', facts }
  await writeAtomic(idRecordPath(hub, facts.id), `${JSON.stringify(record, null, 2)}\n`)
}

function idRecordPath(hub: Hub, id: string): string {
  const name = sha256Of(`${hub.settings.endpoint} ${id}`).slice(0, 24)
  return join(hub.settings.cacheFolder, '.ids', `${name}.json`)
}

async function readJsonFile(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    // Missing or spoilt: as good as not written.
    return null
  }
}
