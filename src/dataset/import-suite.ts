import type { Place, RawRow, SuiteRow } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { createFieldReader, type FieldReader, type Fields, isFields } from './field-reader.ts'
import { type ImportedRows, type ImportRowsOptions, importRows } from './import-rows.ts'
import { columnValue } from './presets/map.ts'
import { promptGroupKey } from './prompt-group-key.ts'
import { sourceOfFile } from './source-of-file.ts'

/** Which column of a suite holds what; each has the name of its role by default. */
export interface SuiteMap {
  readonly id?: string
  readonly subset?: string
  readonly category?: string
  readonly prompt?: string
  readonly chosen?: string
  readonly rejected?: string
}

/** How a suite is read. */
export interface ImportSuiteOptions extends ImportRowsOptions {
  readonly map?: SuiteMap
}

/**
 * Returns the rows of an evaluation suite of chosen/rejected pairs. A missing id is `FILE-LINE`, a missing subset the file's name, a
 * missing category the subset; `meta.group`, else the key of the prompt, is the group. Equal completions are kept: they score half.
 *
 * @throws HyperError `data/bad-rows` under `fail`
 */
export function importSuite(
  rows: AsyncIterable<RawRow>,
  options: ImportSuiteOptions,
): Promise<ImportedRows<SuiteRow>> {
  const columns = columnsOf(options.map ?? {})
  const known = new Set([...Object.values(columns), 'meta'])
  return importRows(rows, options, (value, place) => {
    const reader = createFieldReader(place)
    if (!isFields(value)) reader.note('wrong-type', null, value, 'an object')
    const kept = readSuiteRow(reader, isFields(value) ? value : {}, place, columns, known)
    return reader.problems.length > 0 ? { problems: reader.problems.slice(0, 5) } : { kept }
  })
}

function columnsOf(map: SuiteMap): Required<SuiteMap> {
  return {
    id: map.id ?? 'id',
    subset: map.subset ?? 'subset',
    category: map.category ?? 'category',
    prompt: map.prompt ?? 'prompt',
    chosen: map.chosen ?? 'chosen',
    rejected: map.rejected ?? 'rejected',
  }
}

function readSuiteRow(
  reader: FieldReader,
  row: Fields,
  place: Place,
  columns: Required<SuiteMap>,
  known: ReadonlySet<string>,
): SuiteRow {
  const name = sourceOfFile(place.file)
  const subset = readName(reader, row, columns.subset) ?? name
  const meta = { ...reader.object(row, 'meta'), ...reader.rest(row, known) }
  const prompt = reader.filledText(
    { [columns.prompt]: columnValue(row, columns.prompt) },
    columns.prompt,
  )
  return {
    id: readName(reader, row, columns.id) ?? `${name}-${place.line}`,
    subset,
    category: readName(reader, row, columns.category) ?? subset,
    prompt,
    chosen: readText(reader, row, columns.chosen),
    rejected: readText(reader, row, columns.rejected),
    group: groupOf(meta, prompt),
    meta,
  }
}

function readText(reader: FieldReader, row: Fields, column: string): string {
  return reader.text({ [column]: columnValue(row, column) }, column)
}

/** Reads a name that may be absent; a whole number is one too. */
function readName(reader: FieldReader, row: Fields, column: string): string | undefined {
  const value = columnValue(row, column)
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return reader.filledText({ [column]: value }, column)
}

function groupOf(meta: Readonly<Record<string, Json>>, prompt: string): string {
  const given = meta.group
  return typeof given === 'string' && given !== '' ? given : promptGroupKey(prompt)
}
