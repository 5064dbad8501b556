import type { Place, SuiteRow } from '../domain/index.ts'
import { createFieldReader, type FieldReader, type Fields, isFields } from './field-reader.ts'
import type { Parsed } from './keep-good-rows.ts'
import { columnValue } from './presets/map.ts'
import { sourceOfFile } from './source-of-file.ts'
import { suiteGroup } from './suite-group.ts'

/** Which column of a suite holds what; each has the name of its role by default. */
export interface SuiteMap {
  readonly id?: string
  readonly subset?: string
  readonly category?: string
  readonly prompt?: string
  readonly chosen?: string
  readonly rejected?: string
}

/** Reads one row of a suite whose columns say what was chosen. */
export type SuiteRowParser = (value: unknown, place: Place) => Parsed<SuiteRow>

/**
 * Returns the reader of rows with one chosen and one rejected text. A missing id is `FILE-LINE`, a missing subset the file's name, a
 * missing category the subset; fields without a role are kept in `meta`.
 */
export function createSuiteRowParser(map: SuiteMap): SuiteRowParser {
  const columns = columnsOf(map)
  const known = new Set([...Object.values(columns), 'meta'])
  return (value, place) => {
    const reader = createFieldReader(place)
    if (!isFields(value)) reader.note('wrong-type', null, value, 'an object')
    const kept = readSuiteRow(reader, isFields(value) ? value : {}, place, columns, known)
    return reader.problems.length > 0 ? { problems: reader.problems.slice(0, 5) } : { kept }
  }
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
    group: suiteGroup(meta, prompt),
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
