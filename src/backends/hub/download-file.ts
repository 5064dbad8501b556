import type { Hash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { Response } from 'undici'
import { HyperError, isHyperError } from '../../kit/index.ts'
import { readPartEtag, writeFileRecord, writePartEtag } from './cache-record.ts'
import { explainFailure } from './explain-failure.ts'
import { hashHead, startFileHash } from './file-hash.ts'
import { HubFailure } from './hub-failure.ts'
import { fileAddress } from './list-repo.ts'
import type { Hub } from './open-hub.ts'
import { claimPart, dropFreeParts, restPart } from './part-file.ts'
import type { HubFile } from './resolve-hub-id.ts'
import { explainWriteError } from './write-error.ts'

/** Answers in a row that bring no new byte, and answers in all, before a download is given up. */
const MOST_EMPTY_ANSWERS = 5
const MOST_ANSWERS = 100

/** A file to be fetched and where it goes. */
export interface Download {
  readonly repo: string
  readonly commit: string
  readonly file: HubFile
  /** Path in the cache. */
  readonly target: string
  /** Told of bytes that came in; negative where some were thrown away. */
  readonly onBytes: (bytes: number) => void
}

/**
 * Downloads a file into the cache. It grows in a part of its own beside the target, goes on from what an earlier try left (`Range`, `If-Range`), is
 * checked against the checksum of the listing, and takes its place in one step. What was read stays for the next try when this one fails.
 *
 * @throws HyperError `remote/cut-off`, `remote/wrong-checksum`, `data/disk-full`, `data/unwritable-file`, and as `pinRevision`
 */
export async function downloadFile(hub: Hub, download: Download): Promise<void> {
  const { target, repo, commit, file } = download
  let part: string | undefined
  try {
    part = await claimPart(target, hub.clock.now())
    const etag = await fillPart(hub, download, part)
    await rename(part, target)
    await writeFileRecord(target, { host: hub.host, repo, commit, etag, file })
    await writePartEtag(target, null)
    await dropFreeParts(target, hub.clock.now())
  } catch (error) {
    if (isHyperError(error, 'remote/wrong-checksum') && part !== undefined)
      await rm(part, { force: true })
    else if (part !== undefined) await restPart(part, target)
    throw explainWriteError(error, target, hub.settings.cacheFolder)
  }
}

/** A part while it grows. */
interface Growing {
  readonly handle: FileHandle
  readonly path: string
  hash: Hash
  bytes: number
  etag: string | null
}

/** Fills a part up to the whole file and checks it; returns the ETag of the last answer. */
async function fillPart(hub: Hub, download: Download, path: string): Promise<string | null> {
  const { file, target, onBytes } = download
  const handle = await open(path, 'a+')
  try {
    const bytes = (await handle.stat()).size
    const hash = startFileHash(file.oid.kind, file.bytes)
    const part: Growing = { handle, path, hash, bytes, etag: await readPartEtag(target) }
    onBytes(bytes)
    if (bytes > file.bytes) await startAgain(part, download)
    else await hashHead(hash, path, bytes)
    const isResumed = part.bytes > 0
    await fetchAndCheck(hub, download, part).catch(async (error: unknown) => {
      if (!isResumed || !isHyperError(error, 'remote/wrong-checksum')) throw error
      await startAgain(part, download)
      await fetchAndCheck(hub, download, part)
    })
    await handle.sync()
    return part.etag
  } finally {
    await handle.close()
  }
}

async function fetchAndCheck(hub: Hub, download: Download, part: Growing): Promise<void> {
  await fetchAll(hub, download, part)
  const got = part.hash.digest('hex')
  if (got !== download.file.oid.hex) throw wrongChecksum(download, got)
}

async function startAgain(part: Growing, { file, onBytes }: Download): Promise<void> {
  onBytes(-part.bytes)
  await part.handle.truncate(0)
  part.bytes = 0
  part.etag = null
  part.hash = startFileHash(file.oid.kind, file.bytes)
}

/** Asks for what is missing until nothing is. */
async function fetchAll(hub: Hub, download: Download, part: Growing): Promise<void> {
  let emptyAnswers = 0
  for (let answers = 0; part.bytes < download.file.bytes; answers++) {
    const before = part.bytes
    if (answers === MOST_ANSWERS || emptyAnswers === MOST_EMPTY_ANSWERS)
      throw cutOff(hub, download, before)
    if (emptyAnswers > 0) await hub.clock.sleep(1_000 * 2 ** (emptyAnswers - 1), hub.signal)
    hub.signal.throwIfAborted()
    await fetchMore(hub, download, part)
    emptyAnswers = part.bytes > before ? 0 : emptyAnswers + 1
  }
}

async function fetchMore(hub: Hub, download: Download, part: Growing): Promise<void> {
  const answer = await askFrom(hub, download, part)
  if (answer === null) return startAgain(part, download)
  const start = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1]
  if (answer.status === 206 && Number(start) !== part.bytes) {
    await answer.body?.cancel()
    return startAgain(part, download)
  }
  // The file is another one than the part was begun with, or the other side knows no ranges.
  if (answer.status !== 206 && part.bytes > 0) await startAgain(part, download)
  const etag = answer.headers.get('etag')
  if (part.bytes === 0) await writePartEtag(download.target, etag)
  part.etag = etag
  await appendBody(hub, download, part, answer)
}

/** Returns the answer with the bytes from where the part ends, null where the other side has none there. */
async function askFrom(hub: Hub, download: Download, part: Growing): Promise<Response | null> {
  const { etag, bytes } = part
  const isStrong = etag !== null && /^"[\x21\x23-\x7e]*"$/.test(etag)
  const range = {
    range: `bytes=${bytes}-`,
    ...(isStrong ? { 'if-range': etag } : {}),
  }
  const headers = { 'accept-encoding': 'identity', ...(bytes > 0 ? range : {}) }
  const address = fileAddress(hub, { ...download, path: download.file.path })
  try {
    return await hub.fetch(address, { headers })
  } catch (error) {
    if (bytes > 0 && error instanceof HubFailure && error.facts.status === 416) return null
    const { repo, commit } = download
    throw await explainFailure(hub, error, { repo, revision: commit })
  }
}

async function appendBody(
  hub: Hub,
  download: Download,
  part: Growing,
  answer: Response,
): Promise<void> {
  const body = answer.body?.[Symbol.asyncIterator]()
  for (;;) {
    let next: IteratorResult<Uint8Array> | undefined
    try {
      next = await body?.next()
    } catch {
      // Cut: what came is kept, and the rest is asked for.
      hub.signal.throwIfAborted()
      return
    }
    if (next === undefined || next.done) return
    const room = download.file.bytes - part.bytes
    if (next.value.length > room) {
      await answer.body?.cancel().catch(() => {})
      throw wrongChecksum(download, `more than ${download.file.bytes} bytes`)
    }
    await part.handle.appendFile(next.value)
    part.hash.update(next.value)
    part.bytes += next.value.length
    download.onBytes(next.value.length)
  }
}

function wrongChecksum({ repo, file }: Download, got: string): HyperError {
  const { kind, hex } = file.oid
  return new HyperError(
    'remote/wrong-checksum',
    `${repo}: ${file.path}: got ${got}, expected ${file.bytes} bytes with ${kind} ${hex}`,
    {
      hint: 'what came was thrown away; try again, and if it stays, a proxy or a mirror changes files on their way',
      details: { file: file.path, got, expected: hex },
    },
  )
}

function cutOff(hub: Hub, { repo, file }: Download, bytes: number): HyperError {
  return new HyperError(
    'remote/cut-off',
    `${repo}: ${file.path}: got ${bytes} bytes before ${hub.host} stopped sending, expected ${file.bytes}`,
    { hint: 'run the same again: it goes on from there', details: { file: file.path, bytes } },
  )
}
