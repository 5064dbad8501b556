import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { replaceFile } from './write-atomic.ts'

/** Characters collected before they are handed to the stream. */
const BATCH_CHARACTERS = 64 * 1024

/** A header line: names the format of the file, `hyper/NAME@1`. */
export interface FileHeader {
  readonly format: `hyper/${string}@${number}`
  readonly [key: string]: unknown
}

/**
 * Writes a header line, where there is one, and a line per row, in one step; compressed where the path ends with `.gz`. Returns the
 * number of rows. Memory does not grow with the rows.
 *
 * @throws HyperError `data/unwritable-file`
 */
export async function writeJsonLines(
  path: string,
  header: FileHeader | null,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<number> {
  return replaceFile(path, async (temporary) => {
    const count = { rows: 0 }
    const lines = Readable.from(batchLines(header, rows, count), { objectMode: false })
    const target = createWriteStream(temporary)
    if (path.toLowerCase().endsWith('.gz')) await pipeline(lines, createGzip(), target)
    else await pipeline(lines, target)
    return count.rows
  })
}

async function* batchLines(
  header: FileHeader | null,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  count: { rows: number },
): AsyncGenerator<Buffer, void, undefined> {
  let batch = header === null ? '' : `${JSON.stringify(header)}\n`
  for await (const row of rows) {
    batch += `${JSON.stringify(row)}\n`
    count.rows++
    if (batch.length < BATCH_CHARACTERS) continue
    yield Buffer.from(batch)
    batch = ''
  }
  if (batch !== '') yield Buffer.from(batch)
}
