import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { replaceFile } from './write-atomic.ts'

type Row = Readonly<Record<string, unknown>>

/** Characters collected before they are handed to the stream. */
const BATCH_CHARACTERS = 64 * 1024

/**
 * Writes rows as CSV (RFC 4180, header line, CRLF) in one step and returns how many. Memory does not grow with the rows.
 *
 * @throws HyperError `data/unwritable-file`
 */
export async function writeCsv(
  path: string,
  rows: Iterable<Row> | AsyncIterable<Row>,
  columns: readonly string[],
): Promise<number> {
  return replaceFile(path, async (temporary) => {
    const count = { rows: 0 }
    async function* batches(): AsyncGenerator<Buffer, void, undefined> {
      let batch = csvLine(columns)
      for await (const row of rows) {
        batch += csvRow(row, columns)
        count.rows++
        if (batch.length < BATCH_CHARACTERS) continue
        yield Buffer.from(batch)
        batch = ''
      }
      yield Buffer.from(batch)
    }
    await pipeline(Readable.from(batches(), { objectMode: false }), createWriteStream(temporary))
    return count.rows
  })
}

/** Yields the lines of a CSV file, the header first, each with its line end. */
export function* csvLines(rows: Iterable<Row>, columns: readonly string[]): Generator<string> {
  yield csvLine(columns)
  for (const row of rows) yield csvRow(row, columns)
}

const csvRow = (row: Row, columns: readonly string[]): string =>
  csvLine(columns.map((name) => String(row[name] ?? '')))

const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

const csvField = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
