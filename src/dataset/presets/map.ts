import type { Annotation, Place, PreferenceInstance, Source } from '../../domain/index.ts'
import { HyperError, type Json, show } from '../../kit/index.ts'
import type { ColumnMap, LabelColumn } from '../column-map.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import { LABEL_WORDS, parseLabel } from '../label-words.ts'
import { placeSides } from '../place-sides.ts'
import { PREFERENCE_WORDS } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'

/**
 * Returns the preset of a column map.
 *
 * @throws HyperError `config/bad-column-map` where the map names no completions, or a value mapping leads to no preference
 */
export function createMapPreset(map: ColumnMap): RowPreset {
  checkMap(map)
  const mapped = mappedColumns(map)
  return {
    id: 'map',
    title: 'Any other columns',
    hub: [],
    documentation: 'docs/guides/own-data.md',
    evidence: 'file',
    note: 'Never guessed: the map says which column holds what.',
    licence: null,
    columns: [],
    fits: () => false,
    read: (reader, row, { place }) => [readRow(reader, row, place, map, mapped)],
  }
}

function readRow(
  reader: FieldReader,
  row: Fields,
  place: Place,
  map: ColumnMap,
  mapped: ReadonlySet<string>,
): PreferenceInstance {
  const source = readName(reader, row, map.source) ?? sourceOfFile(place.file)
  const id = readName(reader, row, map.id) ?? `${sourceOfFile(place.file)}-${place.line}`
  const group = readName(reader, row, map.group)
  const kept =
    map.meta === undefined ? reader.rest(row, mapped) : pickColumns(reader, row, map.meta)
  return {
    id,
    source,
    prompt: readText(reader, row, map.prompt, true),
    ...readSides(reader, row, map, id),
    meta: { ...kept, ...(group === undefined ? {} : { group }) },
  }
}

type Sides = Pick<PreferenceInstance, 'completionA' | 'completionB' | 'human' | 'lm'>

function readSides(reader: FieldReader, row: Fields, map: ColumnMap, id: string): Sides {
  const human = readLabel(reader, row, map.human, 'human')
  const lm = readLabel(reader, row, map.lm, 'lm')
  if (map.a !== undefined && map.b !== undefined) {
    const completionA = readText(reader, row, map.a, false)
    return { completionA, completionB: readText(reader, row, map.b, false), human, lm }
  }
  const chosen = readText(reader, row, map.chosen!, false)
  const rejected = readText(reader, row, map.rejected!, false)
  const placed = placeSides(id, chosen, rejected)
  const preferredBy = map.preferredBy ?? 'human'
  const label: Annotation = {
    annotator: defaultAnnotator(preferredBy),
    verdict: placed.verdict,
  }
  return {
    completionA: placed.a,
    completionB: placed.b,
    human: preferredBy === 'human' ? [label] : human,
    lm: preferredBy === 'lm' ? [label] : lm,
  }
}

/** Returns the annotation in a label column. An empty cell is a missing label, which is no mistake: the row can still be routed. */
export function readLabel(
  reader: FieldReader,
  row: Fields,
  label: string | LabelColumn | undefined,
  source: Source,
): Annotation[] {
  if (label === undefined) return []
  const column: LabelColumn = typeof label === 'string' ? { column: label } : label
  const cell = columnValue(row, column.column)
  if (isMissing(cell) || cell === '') return []
  const preference = isScalar(cell) ? parseLabel(cell, column.values) : null
  if (preference === null) {
    const expected =
      column.values === undefined
        ? LABEL_WORDS
        : `one of ${Object.keys(column.values)
            .map((value) => show(value))
            .join(', ')}`
    reader.note('unknown-verdict', column.column, cell, expected)
    return []
  }
  const annotator =
    readName(reader, row, column.annotatorColumn) ?? column.annotator ?? defaultAnnotator(source)
  return [{ annotator, ...preference }]
}

function defaultAnnotator(source: Source): string {
  return source === 'human' ? 'h1' : 'judge'
}

/** Returns the value of a column: a field of that name, or a path with dots into objects. */
export function columnValue(row: Fields, column: string): unknown {
  const own = ownField(row, column)
  if (own !== undefined || !column.includes('.')) return own
  let value: unknown = row
  for (const step of column.split('.')) value = isFields(value) ? ownField(value, step) : undefined
  return value
}

function readText(reader: FieldReader, row: Fields, column: string, filled: boolean): string {
  const value = columnValue(row, column)
  const fields = { [column]: value }
  return filled ? reader.filledText(fields, column) : reader.text(fields, column)
}

/** Reads a name; a whole number is one too. */
function readName(
  reader: FieldReader,
  row: Fields,
  column: string | undefined,
): string | undefined {
  if (column === undefined) return undefined
  const value = columnValue(row, column)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return reader.filledText({ [column]: value }, column)
}

function pickColumns(
  reader: FieldReader,
  row: Fields,
  columns: readonly string[],
): Readonly<Record<string, Json>> | undefined {
  const picked = Object.fromEntries(columns.map((column) => [column, columnValue(row, column)]))
  return reader.rest(picked, new Set())
}

function mappedColumns(map: ColumnMap): ReadonlySet<string> {
  const { prompt, a, b, chosen, rejected, id, source, group } = map
  const labels = [map.human, map.lm].flatMap((label) =>
    typeof label === 'object' ? [label.column, label.annotatorColumn] : [label],
  )
  const columns = [prompt, a, b, chosen, rejected, id, source, group, ...labels]
  return new Set(columns.filter((column) => column !== undefined))
}

function checkMap(map: ColumnMap): void {
  const sides = map.a !== undefined && map.b !== undefined
  const ranked = map.chosen !== undefined && map.rejected !== undefined
  if (sides === ranked) {
    throw new HyperError(
      'config/bad-column-map',
      `column map: got ${show(Object.keys(map))}, expected either a and b, or chosen and rejected`,
    )
  }
  checkLabels(map)
}

/**
 * Checks what the values of label columns are said to mean.
 *
 * @throws HyperError `config/bad-column-map` where a value leads to no preference
 */
export function checkLabels(map: Pick<ColumnMap, 'human' | 'lm'>): void {
  for (const label of [map.human, map.lm]) {
    if (typeof label !== 'object') continue
    for (const [value, meaning] of Object.entries(label.values ?? {})) {
      if (parseLabel(meaning) !== null) continue
      throw new HyperError(
        'config/bad-column-map',
        `column map, values of "${label.column}": got ${show(meaning)} for ${show(value)}, expected a, b, ${PREFERENCE_WORDS}`,
      )
    }
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
}
