import type { Place } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { createLineSplitter, type Piece } from './line-splitter.ts'
import { readFileBytes } from './read-bytes.ts'
import { LARGEST_LINE_BYTES } from './read-context.ts'
import { decodeStrictly } from './strict-utf8.ts'

/** A line of a text file, without its end. */
export interface TextLine {
  readonly place: Place
  readonly text: string
}

/**
 * Yields the lines of a text file (plain or gzip) in memory that does not grow with it; `file` is its name in messages.
 *
 * @throws HyperError `data/unreadable-file`; `data/bad-line` for a line that is longer than 64 MiB or no UTF-8
 */
export async function* readTextLines(
  path: string,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<TextLine, void, undefined> {
  const splitter = createLineSplitter(LARGEST_LINE_BYTES)
  for await (const chunk of readFileBytes(path, file, signal))
    for (const piece of splitter.push(chunk)) yield toLine(piece, file)
  const last = splitter.end()
  if (last !== null) yield toLine(last, file)
}

function toLine({ line, bytes, length }: Piece, file: string): TextLine {
  const place = { file, line }
  if (bytes === null) throw badLine(place, `${length} bytes`, `at most ${LARGEST_LINE_BYTES}`)
  const decoded = decodeStrictly(bytes)
  if ('text' in decoded) return { place, text: decoded.text }
  throw badLine(place, `a byte that is not UTF-8 at ${decoded.invalidAt}`, 'UTF-8')
}

function badLine({ file, line }: Place, got: string, expected: string): HyperError {
  return new HyperError('data/bad-line', `${file}:${line}: got ${got}, expected ${expected}`, {
    details: { file, line },
  })
}
