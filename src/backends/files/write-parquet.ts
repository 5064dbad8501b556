import { type FileHandle, open } from 'node:fs/promises'
import { type BasicType, ByteWriter, parquetWriteRows } from 'hyparquet-writer'
import { REST_COLUMN_KEY } from './parquet-protocol.ts'
import { replaceFile } from './write-atomic.ts'

/** Rows in a row group: about 10 MB of ordinary pairs, so that a reader needs little memory. */
const GROUP_ROWS = 2000

/** A column; `JSON` holds lists and objects. */
export interface ParquetColumn {
  readonly name: string
  readonly type: Extract<BasicType, 'STRING' | 'JSON' | 'DOUBLE' | 'INT32' | 'BOOLEAN'>
}

/** The columns of the pair format. */
export const PAIR_COLUMNS: readonly ParquetColumn[] = [
  { name: 'id', type: 'STRING' },
  { name: 'source', type: 'STRING' },
  { name: 'prompt', type: 'STRING' },
  { name: 'response_a', type: 'STRING' },
  { name: 'response_b', type: 'STRING' },
  { name: 'human', type: 'JSON' },
  { name: 'lm', type: 'JSON' },
  { name: 'meta', type: 'JSON' },
]

type Row = Readonly<Record<string, unknown>>

/**
 * Writes rows as Parquet (Snappy), in one step, and returns how many. The columns are those of the pair format by default; fields without a
 * column are kept together in a JSON column `extra`, which our reader takes apart again.
 *
 * @throws HyperError `data/unwritable-file`
 */
export async function writeParquet(
  path: string,
  rows: Iterable<Row> | AsyncIterable<Row>,
  columns: readonly ParquetColumn[] = PAIR_COLUMNS,
): Promise<number> {
  return replaceFile(path, async (temporary) => {
    const handle = await open(temporary, 'w')
    const count = { rows: 0 }
    try {
      await parquetWriteRows({
        writer: createHandleWriter(handle),
        rows: shapeRows(rows, columns, count),
        columns: [...columns, REST_COLUMN].map((column) => ({ ...column, nullable: true })),
        rowGroupSize: GROUP_ROWS,
        kvMetadata: [{ key: REST_COLUMN_KEY, value: REST_COLUMN.name }],
      })
    } finally {
      await handle.close()
    }
    return count.rows
  })
}

const REST_COLUMN: ParquetColumn = { name: 'extra', type: 'JSON' }

async function* shapeRows(
  rows: Iterable<Row> | AsyncIterable<Row>,
  columns: readonly ParquetColumn[],
  count: { rows: number },
): AsyncGenerator<Record<string, unknown>, void, undefined> {
  const known = new Set(columns.map((column) => column.name))
  for await (const row of rows) {
    count.rows++
    const rest = Object.entries(row).filter(([key]) => !known.has(key))
    yield { ...row, extra: rest.length === 0 ? undefined : Object.fromEntries(rest) }
  }
}

/** Returns a writer that hands what it collected to the file after each row group. */
function createHandleWriter(handle: FileHandle): ByteWriter & { flush: () => Promise<void> } {
  const writer = new ByteWriter() as ByteWriter & { flush: () => Promise<void> }
  writer.flush = async () => {
    await handle.writeFile(writer.getBytes())
    writer.index = 0
  }
  Object.assign(writer, { finish: writer.flush })
  return writer
}
