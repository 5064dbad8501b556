import { type ByteCursor, openCursor } from './byte-cursor.ts'
import { PACKINGS } from './dequantise.ts'
import { damaged, unsupported } from './errors.ts'

/** A value of the metadata. */
export type GgufValue = number | boolean | string | readonly GgufValue[]

/** One tensor, still packed. */
export interface GgufTensor {
  readonly name: string
  /** The fastest dimension first, as in the file. */
  readonly shape: readonly number[]
  /** Number of its packing. */
  readonly type: number
  /** Its bytes inside the file; empty where the packing is not known. */
  readonly bytes: Uint8Array
}

/** What a GGUF file holds. */
export interface GgufFile {
  readonly metadata: ReadonlyMap<string, GgufValue>
  readonly tensors: ReadonlyMap<string, GgufTensor>
}

const MAGIC = 'GGUF'
/** Bytes that the shortest entry of the metadata and the shortest tensor description take. */
const LEAST_ENTRY = 13
const LEAST_TENSOR = 32
/** Lists in lists beyond this depth are damage. */
const DEEPEST = 4
/** A list of more values than this is damage. */
const LONGEST_LIST = 2 ** 24
const LIST = 9

const SCALARS: Readonly<
  Record<number, { readonly bytes: number; readonly read: (cursor: ByteCursor) => GgufValue }>
> = {
  0: { bytes: 1, read: (cursor) => cursor.uint8() },
  1: { bytes: 1, read: (cursor) => cursor.int8() },
  2: { bytes: 2, read: (cursor) => cursor.uint16() },
  3: { bytes: 2, read: (cursor) => cursor.int16() },
  4: { bytes: 4, read: (cursor) => cursor.uint32() },
  5: { bytes: 4, read: (cursor) => cursor.int32() },
  6: { bytes: 4, read: (cursor) => cursor.float32() },
  7: { bytes: 1, read: (cursor) => cursor.uint8() !== 0 },
  8: { bytes: 8, read: (cursor) => cursor.text() },
  10: { bytes: 8, read: (cursor) => cursor.uint64() },
  11: { bytes: 8, read: (cursor) => cursor.int64() },
  12: { bytes: 8, read: (cursor) => cursor.float64() },
}

/**
 * Returns metadata and tensors of a GGUF file (versions 2 and 3, little-endian; format: ggml, docs/gguf.md). Tensors are views of the bytes.
 *
 * @throws HyperError `config/decoder-damaged` for anything that is not a whole file
 */
export function readGguf(bytes: Uint8Array): GgufFile {
  const cursor = openCursor(bytes)
  const magic = Buffer.from(cursor.bytes(4)).toString('latin1')
  if (magic !== MAGIC) throw damaged(`${JSON.stringify(magic)} at its start`, JSON.stringify(MAGIC))
  const version = cursor.uint32()
  if (version !== 2 && version !== 3) throw damaged(`GGUF version ${version}`, '2 or 3')
  const tensorCount = cursor.count(LEAST_TENSOR)
  const metadata = readMetadata(cursor, cursor.count(LEAST_ENTRY))
  const infos = Array.from({ length: tensorCount }, () => readInfo(cursor))
  const alignment = metadata.get('general.alignment') ?? 32
  if (typeof alignment !== 'number' || alignment < 8 || alignment % 8 !== 0) {
    throw damaged(`general.alignment ${String(alignment)}`, 'a multiple of 8')
  }
  const start = Math.ceil(cursor.position / alignment) * alignment
  const tensors = new Map<string, GgufTensor>()
  for (const info of infos) {
    if (tensors.has(info.name)) throw damaged(`tensor ${info.name} twice`, 'every tensor once')
    tensors.set(info.name, cutTensor(bytes, start, info))
  }
  return { metadata, tensors }
}

function readMetadata(cursor: ByteCursor, count: number): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>()
  for (let entry = 0; entry < count; entry++) {
    const key = cursor.text()
    if (metadata.has(key)) throw damaged(`key ${JSON.stringify(key)} twice`, 'every key once')
    metadata.set(key, readValue(cursor, cursor.uint32(), 0))
  }
  return metadata
}

function readValue(cursor: ByteCursor, type: number, depth: number): GgufValue {
  const scalar = SCALARS[type]
  if (scalar !== undefined) return scalar.read(cursor)
  if (type !== LIST || depth > DEEPEST) {
    throw damaged(`value type ${type} at byte ${cursor.position}`, '0 to 12, lists not too deep')
  }
  const inner = cursor.uint32()
  const count = cursor.count(SCALARS[inner]?.bytes ?? 12)
  if (count > LONGEST_LIST) throw damaged(`a list of ${count} values`, `${LONGEST_LIST} at most`)
  return Array.from({ length: count }, () => readValue(cursor, inner, depth + 1))
}

interface TensorInfo {
  readonly name: string
  readonly shape: readonly number[]
  readonly type: number
  readonly offset: number
}

function readInfo(cursor: ByteCursor): TensorInfo {
  const name = cursor.text()
  const dimensions = cursor.uint32()
  if (dimensions < 1 || dimensions > 4) {
    throw damaged(`tensor ${JSON.stringify(name)} of ${dimensions} dimensions`, '1 to 4')
  }
  const shape = Array.from({ length: dimensions }, () => cursor.uint64())
  return { name, shape, type: cursor.uint32(), offset: cursor.uint64() }
}

function cutTensor(bytes: Uint8Array, start: number, info: TensorInfo): GgufTensor {
  const { name, shape, type, offset } = info
  const packing = PACKINGS[type]
  const size = packing === undefined ? 0 : packedSize(info, packing)
  const from = start + offset
  if (!(from + size <= bytes.length)) {
    throw damaged(`an end after ${bytes.length} bytes`, `tensor ${name} up to byte ${from + size}`)
  }
  return { name, shape, type, bytes: bytes.subarray(from, from + size) }
}

function packedSize(
  { name, shape }: TensorInfo,
  { block, bytes }: { readonly block: number; readonly bytes: number },
): number {
  if (shape.some((size) => size < 1) || shape[0]! % block !== 0) {
    throw unsupported(
      `tensor ${name} of shape ${shape.join(' x ')}`,
      `rows of whole blocks of ${block}`,
    )
  }
  return shape.reduce((product, size) => product * size, bytes / block)
}
