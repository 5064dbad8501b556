import type { RawProblem } from '../../domain/index.ts'
import type { Piece } from './line-splitter.ts'
import type { ReadContext } from './read-context.ts'
import { decodeStrictly } from './strict-utf8.ts'

/** Returns the text of a piece, or why it has none: too long, not UTF-8, or with NUL bytes. */
export function readUtf8(piece: Piece, context: ReadContext): string | RawProblem {
  if (piece.bytes === null) {
    const expected = `at most ${context.largestLineBytes} bytes in a line`
    return { code: 'line-too-long', field: null, got: `${piece.length} bytes`, expected }
  }
  const decoded = decodeStrictly(piece.bytes)
  if ('invalidAt' in decoded) {
    const byte = piece.bytes[decoded.invalidAt]!.toString(16).padStart(2, '0')
    const got = `byte 0x${byte} at offset ${piece.offset + decoded.invalidAt} of the file`
    return { code: 'invalid-utf8', field: null, got, expected: 'UTF-8' }
  }
  const nul = piece.bytes.indexOf(0)
  if (nul === -1) return decoded.text
  const got = `a NUL byte at offset ${piece.offset + nul} of the file`
  return { code: 'nul-byte', field: null, got, expected: 'text' }
}
