/** Returns the SHA-1 of a text in UTF-8 as 40 hex digits (FIPS 180-4, section 6.1). For names and keys only: it is no safeguard. */
export function sha1Hex(text: string): string {
  const words = padMessage(encodeUtf8(text))
  let state: Digest = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]
  const schedule = new Int32Array(80)
  for (let start = 0; start < words.length; start += 16) {
    schedule.set(words.subarray(start, start + 16))
    state = hashBlock(state, schedule)
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

type Digest = [number, number, number, number, number]

function hashBlock(state: Digest, schedule: Int32Array): Digest {
  for (let round = 16; round < 80; round++) {
    const mixed =
      schedule[round - 3]! ^ schedule[round - 8]! ^ schedule[round - 14]! ^ schedule[round - 16]!
    schedule[round] = rotate(mixed, 1)
  }
  let [a, b, c, d, e] = state
  for (let round = 0; round < 80; round++) {
    const next =
      (rotate(a, 5) + choose(round, b, c, d) + e + constantOf(round) + schedule[round]!) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  return [
    (state[0] + a) | 0,
    (state[1] + b) | 0,
    (state[2] + c) | 0,
    (state[3] + d) | 0,
    (state[4] + e) | 0,
  ]
}

function choose(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d)
  return round >= 40 && round < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
}

function constantOf(round: number): number {
  if (round < 20) return 0x5a827999
  if (round < 40) return 0x6ed9eba1
  return round < 60 ? 0x8f1bbcdc | 0 : 0xca62c1d6 | 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Big-endian words with the closing bit and the length in bits, a multiple of 16 words. */
function padMessage(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >>> 6) + 1) * 16)
  for (let index = 0; index < bytes.length; index++)
    words[index >>> 2]! |= bytes[index]! << (24 - (index & 3) * 8)
  words[bytes.length >>> 2]! |= 0x80 << (24 - (bytes.length & 3) * 8)
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000)
  words[words.length - 1] = bytes.length << 3
  return words
}

/** A lone surrogate becomes U+FFFD, as everywhere in the web. */
function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    let point = text.codePointAt(index)!
    if (point > 0xffff) index++
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
    if (point < 0x80) bytes[length++] = point
    else if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6)
      bytes[length++] = 0x80 | (point & 63)
    } else {
      if (point < 0x10000) bytes[length++] = 0xe0 | (point >> 12)
      else {
        bytes[length++] = 0xf0 | (point >> 18)
        bytes[length++] = 0x80 | ((point >> 12) & 63)
      }
      bytes[length++] = 0x80 | ((point >> 6) & 63)
      bytes[length++] = 0x80 | (point & 63)
    }
  }
  return bytes.subarray(0, length)
}
