import type { RecordCache } from './record-cache.ts'

/** Returns the numbers under a key. They lie in the byte order of the machine; all that Node runs on with ONNX Runtime is little-endian. */
export function getFloats(records: RecordCache, key: string): Float32Array | undefined {
  const bytes = records.get(key)
  return bytes === undefined ? undefined : new Float32Array(bytes.slice().buffer)
}

/** Puts numbers under a key. */
export function putFloats(records: RecordCache, key: string, values: Float32Array): void {
  records.put(key, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

/** Returns the rows of a matrix, each by itself. */
export function cutRows(rows: Float32Array, count: number, width: number): Float32Array[] {
  return Array.from({ length: count }, (_, row) => rows.slice(row * width, (row + 1) * width))
}

/** Returns rows as one matrix. */
export function joinRows(rows: readonly Float32Array[], width: number): Float32Array {
  const joined = new Float32Array(rows.length * width)
  rows.forEach((row, index) => {
    joined.set(row, index * width)
  })
  return joined
}
