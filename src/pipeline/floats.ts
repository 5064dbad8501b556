/** Returns the bytes of arrays of single-precision numbers, one after the other, little endian. */
export function joinFloats(parts: readonly Float32Array[]): Uint8Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return new Uint8Array(joined.buffer)
}

/** Returns the numbers of such bytes. The bytes are copied, so that they are aligned. */
export function readFloats(bytes: Uint8Array): Float32Array {
  const copy = bytes.slice()
  return new Float32Array(copy.buffer, 0, Math.floor(copy.byteLength / 4))
}
