import { damaged } from './errors.ts'

/** Reads little-endian values one after the other and never beyond the end. */
export interface ByteCursor {
  /** Bytes read so far. */
  readonly position: number
  readonly left: number
  /** Returns the next bytes, not copied. @throws HyperError `config/decoder-damaged` */
  bytes(count: number): Uint8Array
  uint8(): number
  int8(): number
  uint16(): number
  int16(): number
  uint32(): number
  int32(): number
  float32(): number
  float64(): number
  /** Rounded to a double. */
  int64(): number
  /** Rounded to a double. */
  uint64(): number
  /** A whole number that counts things of at least so many bytes each; more of them than bytes are left is damage. */
  count(bytesEach: number): number
  /** Length in 64 bits, then UTF-8. */
  text(): string
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Returns a cursor at the start of some bytes. */
export function openCursor(bytes: Uint8Array): ByteCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (size: number): number => {
    if (!(size <= bytes.length - at)) {
      throw damaged(`an end after ${bytes.length} bytes`, `${size} more at byte ${at}`)
    }
    at += size
    return at - size
  }
  const cursor: ByteCursor = {
    get position() {
      return at
    },
    get left() {
      return bytes.length - at
    },
    bytes: (size) => bytes.subarray(take(size), at),
    uint8: () => view.getUint8(take(1)),
    int8: () => view.getInt8(take(1)),
    uint16: () => view.getUint16(take(2), true),
    int16: () => view.getInt16(take(2), true),
    uint32: () => view.getUint32(take(4), true),
    int32: () => view.getInt32(take(4), true),
    float32: () => view.getFloat32(take(4), true),
    float64: () => view.getFloat64(take(8), true),
    int64: () => Number(view.getBigInt64(take(8), true)),
    uint64: () => Number(view.getBigUint64(take(8), true)),
    count: (bytesEach) => {
      const count = cursor.uint64()
      if (count * bytesEach <= cursor.left) return count
      throw damaged(
        `a count of ${count} at byte ${at - 8}`,
        `as much as ${cursor.left} bytes can hold`,
      )
    },
    text: () => UTF8.decode(cursor.bytes(cursor.count(1))),
  }
  return cursor
}
