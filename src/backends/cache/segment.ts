import { randomUUID } from 'node:crypto'
import { fstatSync, readSync } from 'node:fs'
import { hostname } from 'node:os'
import { crc32 } from 'node:zlib'

/** Bytes of a key: a SHA-256. */
export const KEY_BYTES = 32
/** Header: length of the payload, checksum of the payload, key, checksum of all this. */
export const HEADER_BYTES: number = 4 + 4 + KEY_BYTES + 4
/** Largest payload; a length beyond it is damage. */
export const LARGEST_PAYLOAD: number = 2 ** 28

const READ_AHEAD = 2 ** 20

/** Where a record's payload lies in its segment. */
export interface RecordPlace {
  readonly offset: number
  readonly length: number
  /** Checksum of the payload. */
  readonly checksum: number
}

/** Returns a file name for a segment that this process is going to write. */
export function nameSegment(): string {
  return `${hostTag()}_${process.pid}_${randomUUID().slice(0, 8)}.segment`
}

/** Tells whether the process that writes a segment is surely gone; false for one of another machine. */
export function isAbandoned(name: string): boolean {
  const [host, pid] = name.split('_')
  if (host !== hostTag() || !/^\d+$/.test(pid ?? '') || Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function hostTag(): string {
  return hostname().replace(/[^\w.-]|_/g, '-')
}

/** Returns the bytes of one record as a segment holds them. */
export function packRecord(key: Uint8Array, payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + payload.length)
  const view = new DataView(record.buffer)
  view.setUint32(0, payload.length, true)
  view.setUint32(4, crc32(payload), true)
  record.set(key, 8)
  view.setUint32(8 + KEY_BYTES, crc32(record.subarray(0, 8 + KEY_BYTES)), true)
  record.set(payload, HEADER_BYTES)
  return record
}

/**
 * Walks the headers of a segment from its start and tells every whole record. Ends without complaint at the first header that is cut
 * off or damaged, or whose payload is: a process killed while it wrote leaves exactly that. Payloads are not read.
 */
export function scanSegment(file: number, found: (key: Buffer, place: RecordPlace) => void): void {
  const { size } = fstatSync(file)
  const buffer = Buffer.alloc(READ_AHEAD)
  let bufferStart = 0
  let bufferEnd = 0
  let at = 0
  while (at + HEADER_BYTES <= size) {
    if (at < bufferStart || at + HEADER_BYTES > bufferEnd) {
      bufferStart = at
      bufferEnd = at + readSync(file, buffer, 0, READ_AHEAD, at)
      if (at + HEADER_BYTES > bufferEnd) return
    }
    const header = buffer.subarray(at - bufferStart, at - bufferStart + HEADER_BYTES)
    const length = header.readUInt32LE(0)
    const sound = header.readUInt32LE(8 + KEY_BYTES) === crc32(header.subarray(0, 8 + KEY_BYTES))
    const offset = at + HEADER_BYTES
    if (!sound || length > LARGEST_PAYLOAD || offset + length > size) return
    found(header.subarray(8, 8 + KEY_BYTES), { offset, length, checksum: header.readUInt32LE(4) })
    at = offset + length
  }
}

/** Returns the payload at a place; undefined when its checksum differs or the file is shorter now. */
export function readPayload(file: number, place: RecordPlace): Uint8Array | undefined {
  const payload = new Uint8Array(place.length)
  const read = readSync(file, payload, 0, place.length, place.offset)
  return read === place.length && crc32(payload) === place.checksum ? payload : undefined
}
