import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { HyperError } from '../../kit/index.ts'
import { mergeSegments } from './merge-segments.ts'
import { nameSegment, packRecord, type RecordPlace, readPayload, scanSegment } from './segment.ts'

/** Bytes that wait at most before they are written without being asked. */
const LARGEST_PENDING = 8 * 2 ** 20

/** Keeps byte strings under keys on disk, for good. A key means one value for ever: what is there is never replaced. */
export interface RecordCache {
  /** Records that can be had now. */
  readonly size: number
  has(key: string): boolean
  /** Returns the bytes put under a key, in this process or an earlier one; undefined when there are none or they are damaged. */
  get(key: string): Uint8Array | undefined
  /** Takes bytes; they are safe from a kill after `flush`. */
  put(key: string, bytes: Uint8Array): void
  /** Writes what waits. */
  flush(): void
  /** Flushes and lets go of the files; the cache must not be used afterwards. */
  close(): void
}

/** Where a cache lies. */
export interface RecordCacheOptions {
  /** Folder of all caches. */
  readonly folder: string
  /** Name of this one: a subfolder, letters, digits, dot, dash and underscore. */
  readonly name: string
}

interface Held extends RecordPlace {
  readonly file: number
}

/**
 * Opens a cache, made when absent. Every process writes a segment file of its own, only ever at its end, so that several processes may
 * share a folder and a kill at any moment costs what was not flushed and no more. Others' records are seen from the next opening on.
 *
 * @throws HyperError `config/bad-cache` for a name or a folder that cannot be used
 */
export function openRecordCache({ folder, name }: RecordCacheOptions): RecordCache {
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) {
    throw new HyperError(
      'config/bad-cache',
      `cache name: got "${name}", expected letters, digits, ., - and _`,
    )
  }
  const home = join(folder, name)
  const files: number[] = []
  const places = new Map<string, Held>()
  const pending = new Map<string, { readonly digest: Buffer; readonly bytes: Uint8Array }>()
  let pendingBytes = 0
  let own: { readonly file: number; end: number } | undefined

  const readSegments = (): void => {
    mkdirSync(home, { recursive: true })
    mergeSegments(home)
    for (const segment of readdirSync(home).sort()) {
      if (!segment.endsWith('.segment')) continue
      const file = openSync(join(home, segment), 'r')
      files.push(file)
      scanSegment(file, (key, place) => {
        const id = key.toString('latin1')
        const known = places.get(id)
        // A key stands twice where two processes met, or where the first record was found damaged and computed anew.
        if (known !== undefined && readPayload(known.file, known) !== undefined) return
        places.set(id, { file, ...place })
      })
    }
  }
  const openOwn = (): { readonly file: number; end: number } => {
    const file = openSync(join(home, nameSegment()), 'ax+')
    files.push(file)
    return { file, end: 0 }
  }
  const writePending = (): void => {
    const segment = own ?? openOwn()
    // Forgotten while it is written: after a failure the end of the file is not where we think, and the next write takes a new file.
    own = undefined
    const records = [...pending.values()].map(({ digest, bytes }) => packRecord(digest, bytes))
    writeWhole(segment.file, Buffer.concat(records))
    let index = 0
    for (const [id, { bytes }] of pending) {
      const record = records[index++]!
      const offset = segment.end + record.length - bytes.length
      const checksum = new DataView(record.buffer).getUint32(4, true)
      places.set(id, { file: segment.file, offset, length: bytes.length, checksum })
      segment.end += record.length
    }
    own = segment
  }
  const flush = (): void => {
    if (pending.size > 0) writePending()
    pending.clear()
    pendingBytes = 0
  }
  atDisk(home, readSegments)
  return {
    get size() {
      return places.size + pending.size
    },
    has: (key) => {
      const id = digestOf(key).toString('latin1')
      return pending.has(id) || places.has(id)
    },
    get: (key) => {
      const id = digestOf(key).toString('latin1')
      const waiting = pending.get(id)
      if (waiting !== undefined) return waiting.bytes.slice()
      const place = places.get(id)
      if (place === undefined) return undefined
      const payload = atDisk(home, () => readPayload(place.file, place))
      if (payload === undefined) places.delete(id)
      return payload
    },
    put: (key, bytes) => {
      const digest = digestOf(key)
      const id = digest.toString('latin1')
      if (pending.has(id) || places.has(id)) return
      pending.set(id, { digest, bytes: bytes.slice() })
      pendingBytes += bytes.length
      if (pendingBytes > LARGEST_PENDING) atDisk(home, flush)
    },
    flush: () => atDisk(home, flush),
    close: () => {
      atDisk(home, flush)
      for (const file of files.splice(0)) closeSync(file)
      places.clear()
    },
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

function atDisk<T>(home: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new HyperError(
      'config/bad-cache',
      `cache ${home}: got "${(cause as Error).message}", expected a folder that can be read and written`,
      { cause, hint: 'set HYPER_CACHE to a folder of your own, or make room on the disk' },
    )
  }
}
