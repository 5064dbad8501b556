import { FLAT, flatColumns } from '../flat-record.ts'
import type { TrainerFormat } from '../format.ts'

/** Flat rows as Parquet. */
export const parquetFormat: TrainerFormat = {
  ...FLAT,
  id: 'parquet',
  title: 'Flat rows, Parquet',
  documentation: 'https://parquet.apache.org/docs/',
  evidence: 'tool',
  note: 'Prompt and completions as texts, each by itself; conversations are written as text.',
  ending: 'parquet',
  usage: `import pandas

train = pandas.read_parquet("FILE")`,
  columns: flatColumns,
}
