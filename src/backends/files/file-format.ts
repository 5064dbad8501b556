import { extname } from 'node:path'
import { HyperError } from '../../kit/index.ts'

/** How a file is read. `json` is JSON Lines or one JSON array, told apart by the first byte. */
export type FileFormat = 'json' | 'csv' | 'tsv' | 'parquet'

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
}

/** The endings that are read, for messages. */
export const KNOWN_ENDINGS: string = `${Object.keys(FORMATS).join(', ')}, and .gz after each of them but .parquet`

/** Returns the format that a path's ending names, null where it names none. */
export function formatOfPath(path: string): FileFormat | null {
  const zipped = path.toLowerCase().endsWith('.gz')
  const ending = extname(zipped ? path.slice(0, -3) : path).toLowerCase()
  const format = FORMATS[ending] ?? null
  return zipped && format === 'parquet' ? null : format
}

/**
 * Returns the format of a stream without a name by its first bytes: JSON where it opens with `{` or `[`, else CSV or TSV by the
 * first line.
 *
 * @throws HyperError `data/unknown-format` for Parquet, which cannot be read from a stream
 */
export function formatOfBytes(head: Uint8Array, file: string): FileFormat {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (text.startsWith('PAR1')) {
    throw new HyperError(
      'data/unknown-format',
      `${file}: got Parquet, expected JSON Lines, CSV or TSV on standard input`,
      { hint: 'Parquet is read from its end; give the file by its name' },
    )
  }
  const trimmed = text.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (trimmed === '' || trimmed.startsWith('{') || trimmed.startsWith('[')) return 'json'
  const firstLine = trimmed.split(/[\r\n]/, 1)[0] ?? ''
  if (firstLine.includes('\t')) return 'tsv'
  return /[,;]/.test(firstLine) ? 'csv' : 'json'
}
