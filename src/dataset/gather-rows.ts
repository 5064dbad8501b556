import type { RawRow } from '../domain/index.ts'
import { isFields } from './field-reader.ts'
import type { RowGroup } from './keep-good-rows.ts'
import type { PlacedRow } from './parse-pair.ts'
import type { Preset } from './preset.ts'

/** Rows of one key beyond which a group is broken off, so that one wrong key cannot take all memory. */
const LARGEST_GROUP = 64

/** Rows that are read together, with the preset that says so. */
export interface GatheredRows extends RowGroup {
  readonly preset: Preset
}

interface OpenGroup {
  readonly key: string
  readonly file: string
  readonly preset: Preset
  readonly rows: PlacedRow[]
}

/**
 * Yields rows as they come; in shapes whose neighbouring rows make pairs, rows of one key and file as one group. A row that cannot be
 * read stands alone and ends the group before it.
 */
export async function* gatherRows(
  rows: AsyncIterable<RawRow>,
  presetOf: (row: Extract<RawRow, { readonly value: unknown }>) => Preset | undefined,
): AsyncGenerator<RawRow | GatheredRows, void, undefined> {
  let open: OpenGroup | null = null as OpenGroup | null
  for await (const row of rows) {
    const preset = 'value' in row ? presetOf(row) : undefined
    const key =
      'value' in row && preset !== undefined && 'keyOf' in preset && isFields(row.value)
        ? preset.keyOf(row.value)
        : null
    const joins =
      key !== null &&
      open?.key === key &&
      open.file === row.file &&
      open.rows.length < LARGEST_GROUP
    if (open !== null && !joins) {
      yield { preset: open.preset, rows: open.rows }
      open = null
    }
    if (key === null || !('value' in row)) yield row
    else {
      open ??= { key, file: row.file, preset: preset!, rows: [] }
      open.rows.push({ value: row.value, place: { file: row.file, line: row.line } })
    }
  }
  if (open !== null) yield { preset: open.preset, rows: open.rows }
}
