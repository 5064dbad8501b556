import { mkdir, stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import {
  csvLines,
  sha256OfFile,
  writeAtomic,
  writeCsv,
  writeJsonArray,
  writeJsonLines,
  writeParquet,
} from '../backends/index.ts'
import type { CompanionFile, TableColumn, TaskFormat, TrainerFormat } from '../export/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CliIo } from './io.ts'

type Row = Readonly<Record<string, unknown>>
type Format = TrainerFormat | TaskFormat

/** A file that was written. */
export interface WrittenData {
  readonly split: string
  readonly path: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** Writes the records of a format to a file in one step and returns how many. @throws HyperError `data/unwritable-file` */
export async function writeRecords(
  path: string,
  format: Format,
  columns: readonly TableColumn[] | null,
  rows: AsyncIterable<Row>,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true })
  if (format.ending === 'csv') return writeCsv(path, asCells(rows, columns ?? []), namesOf(columns))
  if (format.ending === 'json') return writeJsonArray(path, rows)
  if (format.ending === 'jsonl') return writeJsonLines(path, null, rows)
  return writeParquet(
    path,
    rows,
    (columns ?? []).map(({ name, type }) => ({ name, type: PARQUET_TYPES[type] })),
  )
}

/** Prints the records of a format. @throws HyperError `usage/wrong-option` for Parquet */
export async function printRecords(
  format: Format,
  columns: readonly TableColumn[] | null,
  rows: AsyncIterable<Row>,
  io: CliIo,
): Promise<void> {
  if (format.ending === 'parquet')
    throw new HyperError(
      'usage/wrong-option',
      'export: got -o - with parquet, expected a file (Parquet cannot be printed)',
    )
  if (format.ending === 'csv') {
    let first = true
    for await (const row of asCells(rows, columns ?? [])) {
      const lines = [...csvLines([row], namesOf(columns))]
      for (const line of first ? lines : lines.slice(1)) io.out(line)
      first = false
    }
    if (first) for (const line of csvLines([], namesOf(columns))) io.out(line)
  } else if (format.ending === 'json') {
    let first = true
    for await (const row of rows) {
      io.out(`${first ? '[' : ','}\n${JSON.stringify(row)}`)
      first = false
    }
    io.out(first ? '[]\n' : '\n]\n')
  } else for await (const row of rows) io.out(`${JSON.stringify(row)}\n`)
}

/** Writes files beside the data. */
export async function writeCompanions(
  folder: string,
  files: readonly CompanionFile[],
): Promise<void> {
  for (const { name, text } of files) await writeAtomic(join(folder, name), text)
}

/** Returns a file that was written, with its checksum. */
export async function describeFile(
  path: string,
  split: string,
  rows: number,
): Promise<WrittenData> {
  const { size } = await stat(path)
  return { split, path, rows, bytes: size, sha256: await sha256OfFile(path) }
}

/** Returns where a split goes: beside the main file, under its own name. */
export function pathOfSplit(path: string, split: string): string {
  return split === 'train' ? path : join(dirname(path), `${split}${extname(path)}`)
}

const PARQUET_TYPES = { text: 'STRING', number: 'DOUBLE', json: 'JSON' } as const

const namesOf = (columns: readonly TableColumn[] | null): string[] =>
  (columns ?? []).map(({ name }) => name)

async function* asCells(
  rows: AsyncIterable<Row>,
  columns: readonly TableColumn[],
): AsyncGenerator<Row, void, undefined> {
  const json = columns.filter(({ type }) => type === 'json').map(({ name }) => name)
  for await (const row of rows) {
    if (json.length === 0) yield row
    else
      yield {
        ...row,
        ...Object.fromEntries(json.map((name) => [name, JSON.stringify(row[name] ?? null)])),
      }
  }
}
