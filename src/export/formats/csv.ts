import { FLAT, flatColumns } from '../flat-record.ts'
import type { TrainerFormat } from '../format.ts'

/** Flat rows as CSV. */
export const csvFormat: TrainerFormat = {
  ...FLAT,
  id: 'csv',
  title: 'Flat rows, CSV',
  documentation: 'https://www.rfc-editor.org/rfc/rfc4180',
  evidence: 'tool',
  note: 'Prompt and completions as texts, each by itself; an empty completion is an empty cell, which pandas reads as missing without keep_default_na=False.',
  ending: 'csv',
  usage: `import pandas

train = pandas.read_csv("FILE", keep_default_na=False)`,
  columns: flatColumns,
}
