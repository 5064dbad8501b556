import type { Annotation, Place, RawRow, Source } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { readAnnotations } from './annotation-row.ts'
import type { LabelColumn } from './column-map.ts'
import { contentKey } from './content-key.ts'
import {
  createFieldReader,
  type FieldReader,
  type Fields,
  isFields,
  isMissing,
  ownField,
} from './field-reader.ts'
import {
  type BadRowPolicy,
  badRowWarnings,
  createTally,
  keepGoodRows,
  type Parsed,
} from './keep-good-rows.ts'
import type { MergeBy } from './merge-instances.ts'
import { checkLabels, columnValue, readLabel } from './presets/map.ts'
import type { RowProblem } from './row-problem.ts'

/**
 * Which column of a row of labels holds what. The pair is named by `id`, by `content` (a key of `contentKey`), or by `prompt`, `a` and
 * `b`; without `human` and `lm` the labels are read as without a map.
 */
export interface LabelMap {
  readonly id?: string
  readonly content?: string
  readonly prompt?: string
  readonly a?: string
  readonly b?: string
  readonly human?: string | LabelColumn
  readonly lm?: string | LabelColumn
}

/** How labels are read. */
export interface ReadLabelsOptions {
  readonly onBadRow: BadRowPolicy
  readonly map?: LabelMap
  /** What names the pair; by default the id where the row has one, its content otherwise. */
  readonly by?: MergeBy
}

/** The pair that labels are about: its id, or its texts; `swapped` where completion B comes first in the key. */
export type LabelTarget =
  | { readonly id: string }
  | { readonly content: string; readonly swapped: boolean }

/** Labels of one row, about A and B as that row has them. */
export interface LabelRow {
  readonly of: LabelTarget
  readonly human: readonly Annotation[]
  readonly lm: readonly Annotation[]
  readonly place: Place
}

/** Labels with the counts of what was read. */
export interface ImportedLabels {
  readonly labels: readonly LabelRow[]
  readonly counts: {
    readonly read: number
    readonly kept: number
    readonly bad: number
    readonly badByReason: Readonly<Record<string, number>>
  }
  /** The first 20 problems, where bad rows were skipped. */
  readonly problems: readonly RowProblem[]
  readonly warnings: readonly string[]
}

/**
 * Returns labels that stand in rows of their own, without the texts of their pairs. A row has lists of annotations as the pair format
 * has them (`human`, `lm`), or is one annotation (`annotator`, `preference`, `source`: human or lm, and any optional field of an
 * annotation), or has label columns that the map names. It names its pair by `id`, by `content`, or by `prompt`, `response_a` and
 * `response_b` in either order. Behind a bare content key A is the completion that comes first in the key, unless `swapped` is true.
 *
 * @throws HyperError `data/bad-rows` under `fail`; `config/bad-column-map`
 */
export async function readLabels(
  rows: AsyncIterable<RawRow>,
  options: ReadLabelsOptions,
): Promise<ImportedLabels> {
  checkMap(options.map)
  const tally = createTally()
  const labels: LabelRow[] = []
  const parse = ({ file, line, value }: Place & { readonly value: unknown }): Parsed<LabelRow> =>
    parseLabels(value, { file, line }, options)
  for await (const row of keepGoodRows(rows, parse, options.onBadRow, tally)) labels.push(row)
  const { read, kept, bad, badByReason, problems, warnings } = tally
  if (read === 0) warnings.push('no labels: the input is empty')
  warnings.push(...badRowWarnings(tally))
  return { labels, counts: { read, kept, bad, badByReason }, problems, warnings }
}

const COLUMNS: LabelMap = {
  id: 'id',
  content: 'content',
  prompt: 'prompt',
  a: 'response_a',
  b: 'response_b',
}

const NEEDS = 'a column for the pair (id, content, or prompt with a and b)'

function checkMap(map: LabelMap | undefined): void {
  if (map === undefined) return
  const { id, content, prompt, a, b } = map
  const texts = prompt !== undefined && a !== undefined && b !== undefined
  if (id === undefined && content === undefined && !texts)
    throw new HyperError(
      'config/bad-column-map',
      `label map: got ${show(Object.keys(map))}, expected ${NEEDS}`,
    )
  checkLabels({
    ...(map.human === undefined ? {} : { human: map.human }),
    ...(map.lm === undefined ? {} : { lm: map.lm }),
  })
}

function parseLabels(value: unknown, place: Place, options: ReadLabelsOptions): Parsed<LabelRow> {
  const reader = createFieldReader(place)
  if (!isFields(value)) {
    reader.note('wrong-type', null, value, 'an object')
    return { problems: reader.problems }
  }
  const of = readTarget(reader, value, options)
  const labels = readRow(reader, value, options.map, place)
  return of === null || reader.problems.length > 0
    ? { problems: reader.problems }
    : { kept: { of, ...labels, place } }
}

function readTarget(
  reader: FieldReader,
  row: Fields,
  { map = COLUMNS, by }: ReadLabelsOptions,
): LabelTarget | null {
  const has = (column: string | undefined): column is string =>
    column !== undefined && !isMissing(columnValue(row, column)) && columnValue(row, column) !== ''
  const cell = (column: string): Fields => ({ [column]: columnValue(row, column) })
  const { id, content, prompt, a, b } = map
  if (by !== 'content' && has(id)) return { id: reader.name(cell(id), id) }
  if (by !== 'id' && has(content)) {
    const key = reader.text(cell(content), content)
    if (key !== '' && !/^[0-9a-f]{40}$/.test(key))
      reader.note('wrong-value', content, key, '40 hex digits')
    return { content: key, swapped: readSwapped(reader, row) }
  }
  if (by !== 'id' && has(prompt) && a !== undefined && b !== undefined) {
    const { key, swapped } = contentKey({
      prompt: reader.filledText(cell(prompt), prompt),
      completionA: reader.text(cell(a), a),
      completionB: reader.text(cell(b), b),
    })
    return { content: key, swapped }
  }
  const field = (by === 'content' ? (content ?? prompt) : id) ?? null
  reader.note('missing-field', field, undefined, EXPECTED[by ?? 'any'])
  return null
}

const EXPECTED: Readonly<Record<MergeBy | 'any', string>> = {
  id: 'the id of a pair',
  content: 'a content key, or the prompt and both completions',
  any: 'the id of a pair, a content key, or the prompt and both completions',
}

function readSwapped(reader: FieldReader, row: Fields): boolean {
  const value = ownField(row, 'swapped')
  if (isMissing(value) || typeof value === 'boolean') return value === true
  reader.note('wrong-type', 'swapped', value, 'true or false')
  return false
}

type Labels = Pick<LabelRow, 'human' | 'lm'>

function readRow(
  reader: FieldReader,
  row: Fields,
  map: LabelMap | undefined,
  place: Place,
): Labels {
  if (map?.human !== undefined || map?.lm !== undefined)
    return {
      human: readLabel(reader, row, map.human, 'human'),
      lm: readLabel(reader, row, map.lm, 'lm'),
    }
  if (Object.hasOwn(row, 'preference')) return readFlat(reader, row, place)
  if (!Object.hasOwn(row, 'human') && !Object.hasOwn(row, 'lm'))
    reader.note('missing-field', 'human', undefined, 'human or lm, or a preference of its own')
  return {
    human: readAnnotations(reader, row, 'human'),
    lm: readAnnotations(reader, row, 'lm'),
  }
}

/** What of a row that is one annotation belongs to the pair. */
const OF_PAIR: ReadonlySet<string> = new Set([
  ...['id', 'content', 'swapped', 'prompt', 'response_a', 'response_b', 'source'],
])

const NUMBERS: ReadonlySet<string> = new Set(['p_a', 'cost_usd', 'duration_ms'])

/** A preference that is missing is no mistake: nobody has answered yet. */
function readFlat(reader: FieldReader, row: Fields, place: Place): Labels {
  const preference = ownField(row, 'preference')
  if (isMissing(preference) || preference === '') return { human: [], lm: [] }
  const source = ownField(row, 'source')
  if (source !== 'human' && source !== 'lm')
    reader.note(
      isMissing(source) ? 'missing-field' : 'wrong-value',
      'source',
      source,
      'human or lm',
    )
  const entry = Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      OF_PAIR.has(key) || value === '' ? [] : [[key, readCell(reader, row, key)]],
    ),
  )
  const scratch = createFieldReader(place)
  const annotations = readAnnotations(scratch, { row: [entry] }, 'row')
  for (const problem of scratch.problems)
    reader.problems.push({ ...problem, field: problem.field?.replace('row[0].', '') ?? null })
  const of = (wanted: Source): readonly Annotation[] => (source === wanted ? annotations : [])
  return { human: of('human'), lm: of('lm') }
}

/** A flat file has numbers and lists as text. */
function readCell(reader: FieldReader, row: Fields, key: string): unknown {
  const value = ownField(row, key)
  if (typeof value !== 'string') return value
  if (NUMBERS.has(key)) return Number.isNaN(Number(value)) ? value : Number(value)
  if (key !== 'reasons') return value
  return value.trimStart().startsWith('[') ? reader.list(row, key) : [value]
}
