import { readFile } from 'node:fs/promises'
import { HyperError } from '../../kit/index.ts'
import { readError } from './read-bytes.ts'
import { decodeStrictly } from './strict-utf8.ts'

/**
 * Returns the value of a JSON file; a byte-order mark of UTF-8 is skipped.
 *
 * @throws HyperError `data/unreadable-file`, `data/bad-json`
 */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readError(error, path)
  })
  const decoded = decodeStrictly(bytes)
  if ('invalidAt' in decoded) throw badJson(path, `no UTF-8 at byte ${decoded.invalidAt}`)
  try {
    return JSON.parse(decoded.text.replace(/^\ufeff/, '')) as unknown
  } catch (error) {
    throw badJson(path, error instanceof Error ? error.message.slice(0, 100) : 'an error')
  }
}

function badJson(path: string, got: string): HyperError {
  return new HyperError('data/bad-json', `${path}: got ${got}, expected JSON`, {
    details: { file: path },
  })
}
