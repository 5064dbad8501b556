import type { RawProblem, RawRow } from '../../domain/index.ts'
import { show } from '../../kit/index.ts'
import { createArraySplitter } from './array-splitter.ts'
import { DamagedFile, damageRow } from './damaged-file.ts'
import { createLineSplitter, type Piece, type Splitter } from './line-splitter.ts'
import { peekChunks } from './read-bytes.ts'
import type { ReadContext } from './read-context.ts'
import { readUtf8 } from './read-piece.ts'

/** White space that may stand before the first sign of a file. */
const PEEKED_BYTES = 4096

/**
 * Yields the rows of JSON Lines, or of one JSON array where the first sign is `[`. Blank lines are no rows; a header on line 1 is told
 * and skipped. The bytes have no byte-order mark any more.
 */
export async function* readJsonRows(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  context: ReadContext,
): AsyncGenerator<RawRow, void, undefined> {
  try {
    const [head, all] = await peekChunks(chunks, PEEKED_BYTES)
    const first = head.find((byte) => byte > 0x20)
    const split = first === 0x5b ? createArraySplitter : createLineSplitter
    yield* readPieces(all, split(context.largestLineBytes), context)
  } finally {
    await chunks.return()
  }
}

async function* readPieces(
  chunks: AsyncIterable<Uint8Array>,
  splitter: Splitter,
  context: ReadContext,
): AsyncGenerator<RawRow, void, undefined> {
  let rows = 0
  let line = 1
  let damage: DamagedFile | null = null
  try {
    for await (const chunk of chunks) {
      for (const piece of splitter.push(chunk)) {
        line = piece.line
        const row = readPiece(piece, context, splitter.skipsBlank)
        if (row === null) continue
        rows++
        yield row
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    damage = error
  }
  const rest = splitter.end()
  const missing = splitter.missing()
  if (damage === null && missing !== null)
    damage = new DamagedFile('truncated-file', `an end before ${missing}`)
  const last = rest === null ? null : readPiece(rest, context, splitter.skipsBlank)
  if (last !== null && (damage === null || 'value' in last)) {
    rows++
    yield last
  }
  if (damage !== null) yield damageRow(damage, context.file, rest?.line ?? line, rows)
}

/** Returns the row of a piece, null for a blank line and for the header. */
function readPiece(piece: Piece, context: ReadContext, skipsBlank: boolean): RawRow | null {
  const place = { file: context.file, line: piece.line }
  const text = readUtf8(piece, context)
  if (typeof text !== 'string') return { ...place, problem: text }
  if (skipsBlank && text.trim() === '') return null
  try {
    const value: unknown = JSON.parse(text)
    if (piece.line !== 1 || !isHeader(value)) return { ...place, value }
    context.onHeader?.(value, context.file)
    return null
  } catch (error) {
    return { ...place, problem: invalidJson(text, error) }
  }
}

function isHeader(value: unknown): value is Readonly<Record<string, unknown>> {
  const format = (value as { readonly format?: unknown } | null)?.format
  return typeof format === 'string' && /^hyper\/[a-z-]+@\d+$/.test(format)
}

function invalidJson(text: string, error: unknown): RawProblem {
  const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 60) : ''
  return {
    code: 'invalid-json',
    field: null,
    got: `${show(text.slice(0, 100))} (${reason})`,
    expected: 'one JSON value a line, or a JSON array',
  }
}
