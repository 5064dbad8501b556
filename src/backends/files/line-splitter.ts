const LF = 0x0a
const CR = 0x0d

/** A piece of a file: its bytes, null where it is longer than the limit. */
export interface Piece {
  /** From 1. */
  readonly line: number
  /** Offset of the first byte in the file (after its byte-order mark). */
  readonly offset: number
  readonly length: number
  readonly bytes: Uint8Array | null
}

/** Cuts a stream of chunks into pieces. */
export interface Splitter {
  push(chunk: Uint8Array): Piece[]
  /** Returns the last piece, null where nothing is left. */
  end(): Piece | null
  /** Tells what is missing where the stream may not end here, null where it may. */
  missing(): string | null
  /** Whether a piece of white space is no row. */
  readonly skipsBlank: boolean
}

/** Collects the bytes of one piece over chunks, and lets go of them once they exceed the limit. */
export interface PieceCollector {
  add(bytes: Uint8Array): void
  /** Returns the piece and starts the next one. */
  take(line: number): Piece
  readonly length: number
  /** Bytes that belong to no piece. */
  skip(count: number): void
}

/** Returns a collector for pieces of at most `largest` bytes. */
export function createPieceCollector(largest: number): PieceCollector {
  let parts: Uint8Array[] = []
  let length = 0
  let offset = 0
  return {
    add: (bytes) => {
      length += bytes.length
      if (length > largest) parts = []
      else if (bytes.length > 0) parts.push(bytes)
    },
    take: (line) => {
      const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
      const piece: Piece = { line, offset, length, bytes: length > largest ? null : bytes }
      parts = []
      offset += length
      length = 0
      return piece
    },
    get length() {
      return length
    },
    skip: (count) => {
      offset += count
    },
  }
}

/** Returns a splitter at LF, CRLF and lone CR, in any mixture. Bytes alone are looked at: no byte of a longer UTF-8 sequence is one of these. */
export function createLineSplitter(largest: number): Splitter {
  const collector = createPieceCollector(largest)
  let line = 1
  let afterCr = false
  return {
    push: (chunk) => {
      const pieces: Piece[] = []
      let start = 0
      if (afterCr && chunk.length > 0) {
        if (chunk[0] === LF) {
          start = 1
          collector.skip(1)
        }
        afterCr = false
      }
      let nextCr = findByte(chunk, CR, start)
      let nextLf = findByte(chunk, LF, start)
      while (start < chunk.length) {
        if (nextCr < start) nextCr = findByte(chunk, CR, start)
        if (nextLf < start) nextLf = findByte(chunk, LF, start)
        const end = Math.min(nextCr, nextLf)
        if (end === chunk.length) break
        collector.add(chunk.subarray(start, end))
        pieces.push(collector.take(line++))
        const crlf = chunk[end] === CR && chunk[end + 1] === LF
        afterCr = chunk[end] === CR && end + 1 === chunk.length
        collector.skip(crlf ? 2 : 1)
        start = end + (crlf ? 2 : 1)
      }
      if (start < chunk.length) collector.add(chunk.subarray(start))
      return pieces
    },
    end: () => (collector.length > 0 ? collector.take(line) : null),
    missing: () => null,
    skipsBlank: true,
  }
}

/** Returns the next place of a byte, the length of the chunk where there is none. */
function findByte(chunk: Uint8Array, byte: number, start: number): number {
  const found = chunk.indexOf(byte, start)
  return found === -1 ? chunk.length : found
}
