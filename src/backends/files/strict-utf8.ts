import { isUtf8 } from 'node:buffer'

/** Text of bytes, or the offset of the first byte that is not UTF-8. */
export type DecodedText = { readonly text: string } | { readonly invalidAt: number }

/** Decodes UTF-8 and replaces nothing. */
export function decodeStrictly(bytes: Uint8Array): DecodedText {
  if (!isUtf8(bytes)) return { invalidAt: firstInvalidByte(bytes) }
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') }
}

/** Returns the offset of the first sequence that is not UTF-8 (RFC 3629, section 4), the length where all is. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let index = 0
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index)
    if (length === 0) return index
    index += length
  }
  return index
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (length === 0 || at + length > bytes.length) return 0
  const second = bytes[at + 1]!
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let next = at + 2; next < at + length; next++) if (bytes[next]! >> 6 !== 0b10) return 0
  return length
}
