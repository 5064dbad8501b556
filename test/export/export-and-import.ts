import { importPairs } from '../../src/dataset/index.ts'
import type { HybridRow, PreferenceInstance, RawRow } from '../../src/domain/index.ts'
import {
  checkShape,
  type ExportShape,
  TRAINER_FORMATS,
  type TrainerFormat,
  toTrainRows,
} from '../../src/export/index.ts'
import { rowsOf } from '../dataset/support.ts'

/** Returns the records of a data set in a format. */
export function exported(
  rows: readonly HybridRow[],
  format: TrainerFormat,
  shape: ExportShape,
): Record<string, unknown>[] {
  return rows
    .flatMap((row) => toTrainRows(row, shape))
    .flatMap((row) => format.toRecords(row, shape))
}

/** Returns what an import makes of rows without being told their shape. */
export async function imported(
  rows: AsyncIterable<RawRow> | readonly RawRow[],
): Promise<readonly PreferenceInstance[]> {
  return (await importPairs(each(rows), { onBadRow: 'fail' })).instances
}

async function* each(rows: AsyncIterable<RawRow> | readonly RawRow[]): AsyncGenerator<RawRow> {
  yield* rows
}

/** Returns what an import makes of records that went through JSON. */
export function importedRecords(
  records: readonly Record<string, unknown>[],
): Promise<readonly PreferenceInstance[]> {
  return imported(rowsOf(JSON.parse(JSON.stringify(records)) as unknown[]))
}

/** Every shape in which a format can be written, small numbers of copies. */
export function shapesOf(format: TrainerFormat): ExportShape[] {
  const labels: Partial<ExportShape>[] = format.paired
    ? [
        { ties: 'drop' },
        { ties: 'half' },
        { ties: 'margin' },
        { soft: 'weights' },
        { soft: 'rows', copies: 3 },
      ]
    : [{}]
  return format.prompts.flatMap((prompt) =>
    format.forms.flatMap((form) =>
      labels.map((label) => checkShape(format, { prompt, form, ...label })),
    ),
  )
}

/** Every format with every shape of it, under a name for messages. */
export const CASES: readonly (readonly [
  string,
  { readonly format: TrainerFormat; readonly shape: ExportShape },
])[] = TRAINER_FORMATS.flatMap((format) =>
  shapesOf(format).map(
    (shape) =>
      [
        `${format.id}, ${shape.prompt}, ${shape.form}, ${shape.soft === 'none' ? `ties ${shape.ties}` : `soft ${shape.soft}`}`,
        { format, shape },
      ] as const,
  ),
)
