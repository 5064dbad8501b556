import type { FileHandle } from 'node:fs/promises'

const LINE_END = 0x0a
const CHUNK_BYTES = 1 << 20

/** Takes a line: its bytes (valid during the call only), the offset of the first one, and its number from 1. */
export type OnLine = (bytes: Uint8Array, offset: number, line: number) => void

/** Reads a file chunk by chunk, hands over each whole line, and returns where the last of them ends. */
export async function scanLines(file: FileHandle, onLine: OnLine): Promise<number> {
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES * 2)
  /** Offset in the file of the buffer's first byte. */
  let base = 0
  let filled = 0
  let line = 0
  for (;;) {
    if (buffer.length - filled < CHUNK_BYTES) buffer = enlarge(buffer, filled)
    const { bytesRead } = await file.read(buffer, filled, CHUNK_BYTES, base + filled)
    if (bytesRead === 0) return base
    filled += bytesRead
    let start = 0
    // What was left over from the last chunk holds no line's end.
    let end = buffer.subarray(0, filled).indexOf(LINE_END, filled - bytesRead)
    while (end >= 0) {
      onLine(buffer.subarray(start, end), base + start, ++line)
      start = end + 1
      end = buffer.subarray(0, filled).indexOf(LINE_END, start)
    }
    buffer.copyWithin(0, start, filled)
    base += start
    filled -= start
  }
}

function enlarge(buffer: Buffer, filled: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(buffer.length * 2)
  buffer.copy(larger, 0, 0, filled)
  return larger
}
