import type { ExportShape } from './export-shape.ts'
import type { TableColumn, TrainerFormat } from './format.ts'
import { carriedUnder, type ExportRecord } from './record-parts.ts'
import type { TrainRow } from './train-row.ts'

/** Returns a flat row: prompt and completions as texts, each by itself. */
export function flatRecord({ provenance, texts }: TrainRow): ExportRecord {
  const { id, dataset, margin, ...rest } = provenance
  return { id, dataset, ...texts, margin, ...rest }
}

/** Returns the columns of a flat table in their order. */
export function flatColumns({ soft }: ExportShape): TableColumn[] {
  const names = [
    'id',
    'dataset',
    'prompt',
    'chosen',
    'rejected',
    'margin',
    'source',
    'annotator',
    'verdict',
    'p_a',
    'chosen_side',
    ...(soft === 'weights' ? ['weight'] : []),
  ]
  return names.map((name) => ({ name, type: NUMBERS.has(name) ? 'number' : 'text' }))
}

const NUMBERS: ReadonlySet<string> = new Set(['margin', 'p_a', 'weight'])

/** What the flat formats have in common. */
export const FLAT: Pick<
  TrainerFormat,
  'kind' | 'reader' | 'prompts' | 'forms' | 'paired' | 'reads' | 'carries' | 'toRecords'
> = {
  kind: 'trainer',
  reader: 'your own code',
  prompts: ['explicit'],
  forms: ['plain'],
  paired: true,
  reads: ['margin', 'weight'],
  carries: (shape) => carriedUnder(shape, false),
  toRecords: (row) => [flatRecord(row)],
}
