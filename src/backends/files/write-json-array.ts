import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { replaceFile } from './write-atomic.ts'

/**
 * Writes rows as one JSON array, a row a line, in one step and returns how many. Memory does not grow with the rows.
 *
 * @throws HyperError `data/unwritable-file`
 */
export async function writeJsonArray(
  path: string,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<number> {
  return replaceFile(path, async (temporary) => {
    const count = { rows: 0 }
    async function* lines(): AsyncGenerator<string, void, undefined> {
      for await (const row of rows)
        yield `${count.rows++ === 0 ? '[' : ','}\n${JSON.stringify(row)}`
      yield count.rows === 0 ? '[]\n' : '\n]\n'
    }
    await pipeline(Readable.from(lines(), { objectMode: false }), createWriteStream(temporary))
    return count.rows
  })
}
