import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { replaceFile } from '../backends/index.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Writes rows as CSV (RFC 4180, header line, CRLF) in one step. */
export async function writeCsv(
  path: string,
  rows: Rows,
  columns: readonly string[],
): Promise<void> {
  await replaceFile(path, (temporary) =>
    pipeline(Readable.from(csvLines(rows, columns)), createWriteStream(temporary)),
  )
}

/** Yields the lines of a CSV file, the header first, each with its line end. */
export function* csvLines(rows: Rows, columns: readonly string[]): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const row of rows)
    yield `${columns.map((name) => csvField(String(row[name] ?? ''))).join(',')}\r\n`
}

const csvField = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
