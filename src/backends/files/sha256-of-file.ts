import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { readError } from './read-bytes.ts'

/**
 * Returns the SHA-256 of a file's bytes as 64 hex digits.
 *
 * @throws HyperError `data/unreadable-file`
 */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch((error: unknown) => {
    throw readError(error, path)
  })
  return hash.digest('hex')
}
