import { type FileHandle, open } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type RowGroup,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import {
  type DecodedRow,
  type GroupShape,
  type ParquetAnswer,
  type ParquetRequest,
  REST_COLUMN_KEY,
} from './parquet-protocol.ts'
import { type CellProblem, PARQUET_PARSERS, toJsonValue } from './parquet-values.ts'

/** Decodes Parquet in a thread of its own: a broken file can make the decoder run or grow without end, and then only this thread ends. */

let known: { readonly path: string; readonly metadata: FileMetaData } | null = null

async function answer(request: ParquetRequest): Promise<ParquetAnswer> {
  const handle = await open(request.path, 'r')
  try {
    const file = await bufferOf(handle)
    if (known?.path !== request.path) {
      const metadata = await parquetMetadataAsync(file, { parsers: PARQUET_PARSERS })
      known = { path: request.path, metadata }
    }
    return request.kind === 'groups'
      ? { groups: known.metadata.row_groups.map(shapeOf) }
      : { rows: await readRows(file, known.metadata, request.rowStart, request.rowEnd) }
  } catch (error) {
    known = null
    return { failure: describe(error) }
  } finally {
    await handle.close()
  }
}

/** The decoder stumbles over bytes that make no sense with the errors of a program; their texts help nobody. */
function describe(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) return 'bytes that make no sense'
  return error instanceof Error ? error.message : String(error)
}

async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<DecodedRow[]> {
  const rows = await parquetReadObjects({
    file,
    metadata,
    rowStart,
    rowEnd,
    useOffsetIndex: true,
    compressors,
    parsers: PARQUET_PARSERS,
  })
  if (rows.length !== rowEnd - rowStart)
    throw new Error(`${rows.length} rows instead of ${rowEnd - rowStart}`)
  const restColumn = metadata.key_value_metadata?.find(
    (pair) => pair.key === REST_COLUMN_KEY,
  )?.value
  return rows.map((row) => {
    const problems: CellProblem[] = []
    const value = toJsonValue(row, '', problems) as Record<string, unknown>
    return { value: unfoldRest(value, restColumn), problem: problems[0] ?? null }
  })
}

function unfoldRest(row: Record<string, unknown>, column: string | undefined): unknown {
  if (column === undefined) return row
  const { [column]: rest, ...own } = row
  return { ...own, ...(rest as object | null) }
}

function shapeOf(group: RowGroup): GroupShape {
  return {
    rows: Number(group.num_rows),
    bytes: Number(group.total_byte_size),
    indexed: group.columns.every((column) => column.offset_index_offset !== undefined),
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const length = Math.max(0, Math.min(end, size) - start)
      const bytes = new Uint8Array(length)
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled)
        if (bytesRead === 0) throw new Error('the file ends early')
        filled += bytesRead
      }
      return bytes.buffer
    },
  }
}

parentPort?.on('message', (request: ParquetRequest) => {
  void answer(request)
    .catch((error: unknown): ParquetAnswer => ({ failure: describe(error) }))
    .then((result) => parentPort?.postMessage(result))
})
