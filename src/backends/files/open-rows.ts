import { relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { RawRow } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { skipByteOrderMark } from './byte-order-mark.ts'
import { type FileFormat, formatOfBytes, formatOfPath, KNOWN_ENDINGS } from './file-format.ts'
import { createParquetDecoder, type ParquetDecoder } from './parquet-decoder.ts'
import { peekChunks, readFileBytes, readStreamBytes } from './read-bytes.ts'
import { LARGEST_LINE_BYTES, type ReadContext } from './read-context.ts'
import { readCsvRows } from './read-csv-rows.ts'
import { readJsonRows } from './read-json-rows.ts'
import { readParquetRows } from './read-parquet-rows.ts'

/** Bytes of a nameless stream by which its format is told. */
const SNIFFED_BYTES = 4096

/** How rows are read. */
export interface OpenRowsOptions {
  /** Read where a path is `-`. */
  readonly stdin?: Readable
  readonly signal?: AbortSignal
  /** Folder from which files are named in messages; default the working folder. */
  readonly cwd?: string
  /** Largest line or CSV record, in bytes; a longer one is a problem, not an error. Default 64 MiB. */
  readonly largestLineBytes?: number
  /** Told of each header line `{"format": "hyper/NAME@1", ...}`, which is no row. */
  readonly onHeader?: (header: Readonly<Record<string, unknown>>, file: string) => void
  /** Longest time for one row group of Parquet, in milliseconds; default 120,000. */
  readonly parquetTimeoutMs?: number
}

/**
 * Yields the rows of files one after the other, in memory that does not grow with their size. Formats by ending; gzip by its
 * mark. A row that cannot be read is a problem; so is the rest of a file that ends early or is broken, after the rows before it.
 *
 * @throws HyperError `data/unreadable-file`, `data/unknown-format`, `data/wrong-encoding` (UTF-16, UTF-32), `data/bad-header` (CSV)
 */
export async function* openRows(
  paths: readonly string[],
  options: OpenRowsOptions = {},
): AsyncGenerator<RawRow, void, undefined> {
  const decoder = createParquetDecoder(options.parquetTimeoutMs ?? 120_000)
  try {
    for (const path of paths) yield* openFile(path, options, decoder)
  } finally {
    await decoder.close()
  }
}

async function* openFile(
  path: string,
  options: OpenRowsOptions,
  decoder: ParquetDecoder,
): AsyncGenerator<RawRow, void, undefined> {
  const { signal } = options
  if (path === '-') return yield* openStream(options)
  const file = nameOf(path, options.cwd)
  const format = formatOfPath(path)
  if (format === null) {
    throw new HyperError(
      'data/unknown-format',
      `${file}: got an unknown ending, expected ${KNOWN_ENDINGS}`,
      { hint: 'rename the file, or pipe it in as "-"' },
    )
  }
  if (format === 'parquet') return yield* readParquetRows(path, file, decoder, signal)
  yield* readRows(readFileBytes(path, file, signal), format, contextOf(file, options))
}

async function* openStream(options: OpenRowsOptions): AsyncGenerator<RawRow, void, undefined> {
  const file = '-'
  if (options.stdin === undefined)
    throw new HyperError(
      'data/unreadable-file',
      'standard input: got none, expected a stream for "-"',
    )
  const bytes = readStreamBytes(options.stdin, file, options.signal)
  try {
    const [head, all] = await peekChunks(bytes, SNIFFED_BYTES)
    yield* readRows(all, formatOfBytes(head, file), contextOf(file, options))
  } finally {
    await bytes.return()
  }
}

async function* readRows(
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  format: FileFormat,
  context: ReadContext,
): AsyncGenerator<RawRow, void, undefined> {
  const marked = skipByteOrderMark(bytes, context.file)
  if (format === 'json') return yield* readJsonRows(marked, context)
  if (format === 'tsv') return yield* readCsvRows(marked, context, '\t')
  const [head, all] = await peekChunks(marked, SNIFFED_BYTES)
  yield* readCsvRows(all, context, delimiterOf(head))
}

/** Spreadsheet programs of half the world part cells by semicolons: a first line without commas that has some is theirs. */
function delimiterOf(head: Uint8Array): ',' | ';' {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  const firstLine = text.split(/[\r\n]/, 1)[0] ?? ''
  return firstLine.includes(';') && !firstLine.includes(',') ? ';' : ','
}

function contextOf(file: string, options: OpenRowsOptions): ReadContext {
  return {
    file,
    largestLineBytes: options.largestLineBytes ?? LARGEST_LINE_BYTES,
    ...(options.onHeader === undefined ? {} : { onHeader: options.onHeader }),
  }
}

function nameOf(path: string, cwd = process.cwd()): string {
  const name = relative(cwd, resolve(cwd, path))
  return name === '' || name.startsWith('..') ? path : name
}
