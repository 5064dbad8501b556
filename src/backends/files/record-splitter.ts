import { createPieceCollector, type Piece, type Splitter } from './line-splitter.ts'

const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22

/**
 * Returns a splitter of CSV into records: at LF, CRLF and lone CR outside quotes. A quote opens a field only where the field starts, so
 * that a stray one spoils its own record and no other.
 */
export function createRecordSplitter(largest: number, delimiter: number): Splitter {
  const collector = createPieceCollector(largest)
  let quoting = false
  let fieldStarts = true
  let lastByte = 0
  let line = 1
  let recordLine = 1

  /** Returns whether this byte ends a record; the LF of a CRLF belongs to the end before it. */
  const step = (byte: number): boolean => {
    if (quoting) {
      if (byte === QUOTE) quoting = false
      return false
    }
    // The second quote of "" opens the field again: together they are one quote inside it.
    if (byte === QUOTE && (fieldStarts || lastWasClosingQuote)) quoting = true
    lastWasClosingQuote = false
    fieldStarts = byte === delimiter || byte === LF || byte === CR
    return byte === LF || byte === CR
  }
  let lastWasClosingQuote = false
  return {
    push: (chunk) => {
      const pieces: Piece[] = []
      let start = 0
      for (let index = 0; index < chunk.length; index++) {
        const byte = chunk[index]!
        const secondHalf = byte === LF && lastByte === CR
        if (secondHalf && !quoting && collector.length === 0 && start === index) {
          collector.skip(1)
          start = index + 1
        } else {
          const wasQuoting = quoting
          const ends = step(byte)
          lastWasClosingQuote = wasQuoting && !quoting
          if (byte === CR || (byte === LF && !secondHalf)) line++
          if (ends) {
            collector.add(chunk.subarray(start, index))
            pieces.push(collector.take(recordLine))
            collector.skip(1)
            start = index + 1
            recordLine = line
          }
        }
        lastByte = byte
      }
      if (start < chunk.length) collector.add(chunk.subarray(start))
      return pieces
    },
    end: () => (collector.length > 0 ? collector.take(recordLine) : null),
    skipsBlank: true,
    missing: () => (quoting ? `the quote that closes the record of line ${recordLine}` : null),
  }
}
