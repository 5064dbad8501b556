import { crc32, inflateRawSync } from 'node:zlib'
import { damaged } from './errors.ts'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** Bytes of the last record, and the longest comment after it. */
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
/** A size or place of this value stands in a record of the 64-bit extension. */
const ELSEWHERE = 0xffff_ffff

/** Tells whether bytes begin as a zip file does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === LOCAL_ENTRY
}

/**
 * Returns the bytes of the one entry of a zip file (a wheel) whose name ends so, stored or deflated, its checksum compared.
 *
 * @throws HyperError `config/decoder-damaged`
 */
export function readZipEntry(bytes: Uint8Array, ending: string): Uint8Array {
  const entries = readDirectory(bytes).filter(({ name }) => name.endsWith(ending))
  const [entry] = entries
  if (entry === undefined || entries.length > 1) {
    throw damaged(`a zip file with ${entries.length} entries *${ending}`, 'exactly one')
  }
  const content = unpackEntry(entry, packedBytes(bytes, entry))
  if (content.length !== entry.size || crc32(content) !== entry.checksum) {
    throw damaged(
      `zip entry ${entry.name} with another size or checksum`,
      'what its directory says',
    )
  }
  return content
}

interface Entry {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly checksum: number
  readonly packedSize: number
  readonly size: number
  /** Where its local header begins. */
  readonly start: number
}

function readDirectory(bytes: Uint8Array): Entry[] {
  const view = viewOf(bytes)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  return Array.from({ length: count }, () => {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw damaged('a zip directory that breaks off', `${count} entries`)
    }
    const nameLength = view.getUint16(at + 28, true)
    const name = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength)
    const entry: Entry = {
      name: Buffer.from(name).toString('utf8'),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    }
    at += ENTRY_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    return entry
  })
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  throw damaged('a zip file without its directory', 'a whole one')
}

function packedBytes(bytes: Uint8Array, entry: Entry): Uint8Array {
  const { name, start, packedSize, size } = entry
  if ([start, packedSize, size].includes(ELSEWHERE)) {
    throw damaged(`zip entry ${name} with 64-bit sizes`, 'a zip file below 4 GB')
  }
  const view = viewOf(bytes)
  if (start + LOCAL_BYTES > bytes.length || view.getUint32(start, true) !== LOCAL_ENTRY) {
    throw damaged(`no zip entry ${name} at byte ${start}`, 'the place that its directory says')
  }
  const from =
    start + LOCAL_BYTES + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
  if (from + packedSize > bytes.length) {
    throw damaged(
      `an end after ${bytes.length} bytes`,
      `zip entry ${name} up to ${from + packedSize}`,
    )
  }
  return bytes.subarray(from, from + packedSize)
}

function unpackEntry({ name, method, size }: Entry, packed: Uint8Array): Uint8Array {
  if (method === 0) return packed
  if (method !== 8)
    throw damaged(`zip entry ${name} packed by method ${method}`, 'stored or deflated')
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
  } catch (cause) {
    throw damaged(`zip entry ${name} that cannot be inflated`, `${size} bytes`, cause)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
