import { createPieceCollector, type Piece, type Splitter } from './line-splitter.ts'

const BYTE = { quote: 0x22, comma: 0x2c, open: 0x5b, escape: 0x5c, close: 0x5d } as const

/**
 * Returns a splitter of one JSON array into its elements. It only follows strings and brackets; whether an element is JSON is for the
 * parser to say. What stands after the array is a piece of its own.
 */
export function createArraySplitter(largest: number): Splitter {
  const collector = createPieceCollector(largest)
  let depth = -1
  let inString = false
  let escaped = false
  let blank = true
  let commas = 0
  let line = 1
  let pieceLine = 1
  let lastWasCr = false
  let closed = false

  /** Returns whether this byte ends a piece. */
  const step = (byte: number): boolean => {
    if (inString) {
      if (escaped) escaped = false
      else if (byte === BYTE.escape) escaped = true
      else if (byte === BYTE.quote) inString = false
      return false
    }
    if (byte === BYTE.quote) inString = true
    else if (byte === BYTE.open || byte === 0x7b) depth++
    else if (byte === BYTE.close || byte === 0x7d) {
      if (depth === 0 && byte === BYTE.close && !closed) {
        closed = true
        return true
      }
      depth = Math.max(0, depth - 1)
    } else if (byte === BYTE.comma && depth === 0 && !closed) return true
    return false
  }
  const countLines = (byte: number): void => {
    if (byte === 0x0d || (byte === 0x0a && !lastWasCr)) line++
    lastWasCr = byte === 0x0d
  }
  const endPiece = (byte: number): Piece | null => {
    const empty = blank && byte === BYTE.close && commas === 0
    if (byte === BYTE.comma) commas++
    const piece = collector.take(blank ? line : pieceLine)
    collector.skip(1)
    blank = true
    return empty ? null : piece
  }
  return {
    push: (chunk) => {
      const pieces: Piece[] = []
      let start = 0
      for (let index = 0; index < chunk.length; index++) {
        const byte = chunk[index]!
        const opening = depth === -1
        const ends = step(byte)
        countLines(byte)
        if (opening) {
          collector.skip(1)
          start = index + 1
        } else if (ends) {
          collector.add(chunk.subarray(start, index))
          const piece = endPiece(byte)
          if (piece !== null) pieces.push(piece)
          start = index + 1
        } else if (blank && byte > 0x20) {
          blank = false
          pieceLine = line
        }
      }
      if (start < chunk.length) collector.add(chunk.subarray(start))
      return pieces
    },
    end: () => (blank ? null : collector.take(pieceLine)),
    skipsBlank: false,
    missing: () => (closed ? null : 'the closing ] of the array'),
  }
}
