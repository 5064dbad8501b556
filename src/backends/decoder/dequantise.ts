/** How the numbers of a tensor are packed. */
export interface TensorPacking {
  readonly name: string
  /** Numbers of a block. */
  readonly block: number
  /** Bytes of a block. */
  readonly bytes: number
  /** Writes the numbers of some whole blocks. */
  readonly unpack: (packed: DataView, into: Float32Array) => void
}

/** Packings that are read here, by their number in a GGUF file. */
export const PACKINGS: Readonly<Record<number, TensorPacking>> = {
  0: { name: 'F32', block: 1, bytes: 4, unpack: unpackF32 },
  1: { name: 'F16', block: 1, bytes: 2, unpack: unpackF16 },
  2: { name: 'Q4_0', block: 32, bytes: 18, unpack: unpackQ4(2, (scale) => -8 * scale) },
  3: {
    name: 'Q4_1',
    block: 32,
    bytes: 20,
    unpack: unpackQ4(4, (_, view, at) => readHalf(view, at + 2)),
  },
  8: { name: 'Q8_0', block: 32, bytes: 34, unpack: unpackQ8 },
}

/** Names of packings that are not read, for messages. */
const OTHERS: Readonly<Record<number, string>> = {
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  30: 'BF16',
}

/** Returns what people call a packing. */
export function packingName(type: number): string {
  return PACKINGS[type]?.name ?? OTHERS[type] ?? `type ${type}`
}

/** Returns the numbers of packed bytes: whole blocks of a packing. Layout of blocks: ggml, `block_q4_0`, `block_q4_1`, `block_q8_0`. */
export function dequantise(
  { block, bytes, unpack }: TensorPacking,
  packed: Uint8Array,
): Float32Array {
  const values = new Float32Array((packed.length / bytes) * block)
  unpack(new DataView(packed.buffer, packed.byteOffset, packed.length), values)
  return values
}

/** Returns the half-precision number (IEEE 754 binary16, little-endian) at a place. */
export function readHalf(view: DataView, at: number): number {
  const bits = view.getUint16(at, true)
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function unpackF32(view: DataView, into: Float32Array): void {
  for (let index = 0; index < into.length; index++) into[index] = view.getFloat32(4 * index, true)
}

function unpackF16(view: DataView, into: Float32Array): void {
  for (let index = 0; index < into.length; index++) into[index] = readHalf(view, 2 * index)
}

// value = scale * q + offset; the low halves of the 16 bytes are elements 0 to 15, the high ones 16 to 31.
function unpackQ4(
  header: number,
  offsetOf: (scale: number, view: DataView, at: number) => number,
): TensorPacking['unpack'] {
  return (view, into) => {
    for (let start = 0, at = 0; start < into.length; start += 32, at += header + 16) {
      const scale = readHalf(view, at)
      const offset = offsetOf(scale, view, at)
      for (let index = 0; index < 16; index++) {
        const pair = view.getUint8(at + header + index)
        into[start + index] = scale * (pair & 15) + offset
        into[start + index + 16] = scale * (pair >> 4) + offset
      }
    }
  }
}

function unpackQ8(view: DataView, into: Float32Array): void {
  for (let start = 0, at = 0; start < into.length; start += 32, at += 34) {
    const scale = readHalf(view, at)
    for (let index = 0; index < 32; index++) {
      into[start + index] = scale * view.getInt8(at + 2 + index)
    }
  }
}
