import { HyperError, show } from '../kit/index.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Returns a set of rows as base64 of its words, low byte first: the same text on every machine. */
export function encodeRows(bits: Uint32Array): string {
  const bytes = new Uint8Array(bits.length * 4)
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = bits[index >> 2]! >>> ((index & 3) * 8)
  }
  return encodeBytes(bytes)
}

/**
 * Returns the set of rows that `encodeRows` wrote.
 *
 * @throws HyperError `data/bad-rows`
 */
export function decodeRows(text: string, total: number): Uint32Array {
  const bytes = decodeBytes(text)
  const words = Math.ceil(total / 32)
  const bits = new Uint32Array(words)
  if (bytes.length !== words * 4) {
    throw new HyperError(
      'data/bad-rows',
      `field "rows": got ${bytes.length} bytes, expected ${words * 4} for ${total} rows`,
    )
  }
  for (let index = 0; index < bytes.length; index++) {
    bits[index >> 2]! |= bytes[index]! << ((index & 3) * 8)
  }
  if (total % 32 !== 0 && bits[words - 1]! >>> (total % 32) !== 0) {
    throw new HyperError('data/bad-rows', `field "rows": got rows beyond ${total}, expected none`)
  }
  return bits
}

/** Returns base64 with padding (RFC 4648, section 4). */
export function encodeBytes(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index
    const word = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    text += ALPHABET[word >> 18]! + ALPHABET[(word >> 12) & 63]!
    text += left > 1 ? ALPHABET[(word >> 6) & 63]! : '='
    text += left > 2 ? ALPHABET[word & 63]! : '='
  }
  return text
}

/**
 * Returns the bytes of a base64 text.
 *
 * @throws HyperError `data/bad-rows`
 */
export function decodeBytes(text: string): Uint8Array {
  const body = text.replace(/={1,2}$/, '')
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(body)) {
    throw new HyperError(
      'data/bad-rows',
      `base64: got ${show(text)}, expected RFC 4648 with padding`,
    )
  }
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4))
  let held = 0
  let bitCount = 0
  let written = 0
  for (let index = 0; index < body.length; index++) {
    held = ((held << 6) | digit(body.charCodeAt(index))) & 0xffffff
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[written++] = held >> bitCount
    }
  }
  return bytes
}

function digit(code: number): number {
  if (code >= 97) return code - 71
  if (code >= 65) return code - 65
  if (code >= 48) return code + 4
  return code === 43 ? 62 : 63
}
