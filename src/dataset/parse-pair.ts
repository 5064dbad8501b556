import type { Place, PreferenceInstance } from '../domain/index.ts'
import { describeFields, detectPreset } from './detect-preset.ts'
import { createFieldReader, type FieldReader, type Fields, isFields } from './field-reader.ts'
import { DEFAULT_PAIR_RULES, type GroupPreset, type PairRules, type Preset } from './preset.ts'
import type { RowProblem } from './row-problem.ts'

/** The instances of a row, one in most shapes; or everything that is wrong with it. */
export type ParsedPair =
  | { readonly instances: readonly PreferenceInstance[] }
  | { readonly problems: readonly RowProblem[] }

/** A row that is read together with others. */
export interface PlacedRow {
  readonly value: unknown
  readonly place: Place
}

/**
 * Returns the instances of a row, or all its problems. Without a preset the shape is guessed from the row. One empty completion is
 * data (a model that wrote nothing), two are a bad row; so is an empty prompt.
 */
export function parsePair(
  row: unknown,
  place: Place,
  preset?: Preset,
  rules: PairRules = DEFAULT_PAIR_RULES,
): ParsedPair {
  if (!isFields(row)) return { problems: [notAnObject(row, place)] }
  const shape = preset ?? detectPreset(row)
  if (shape === null) return { problems: [unknownShape(place, describeFields(row))] }
  if ('readTogether' in shape) return parseTogether([{ value: row, place }], shape, rules)
  const reader = createFieldReader(place)
  const instances = shape.read(reader, row, { place, rules })
  if (reader.problems.length === 0) noteUnusable(reader, instances)
  return reader.problems.length > 0 ? { problems: reader.problems } : { instances }
}

/** Returns the instances of rows that belong together, or all their problems. */
export function parseTogether(
  rows: readonly PlacedRow[],
  preset: GroupPreset,
  rules: PairRules = DEFAULT_PAIR_RULES,
): ParsedPair {
  const strange = rows.filter(({ value }) => !isFields(value))
  if (strange.length > 0)
    return { problems: strange.map(({ value, place }) => notAnObject(value, place)) }
  const placed = rows.map(({ value, place }) => ({
    row: value as Fields,
    reader: createFieldReader(place),
    place,
  }))
  const instances = preset.readTogether(placed, rules)
  const clean = placed.every(({ reader }) => reader.problems.length === 0)
  if (clean && placed[0] !== undefined) noteUnusable(placed[0].reader, instances)
  const problems = placed.flatMap(({ reader }) => reader.problems)
  return problems.length > 0 ? { problems } : { instances }
}

/** What no shape may let through: a pair without answers, or a vote of nobody. */
function noteUnusable(reader: FieldReader, instances: readonly PreferenceInstance[]): void {
  if (instances.some(hasNoCompletion))
    reader.note('empty-completions', null, '', 'at least one completion that is not empty')
  const nobody = instances
    .flatMap(({ human, lm }) => [...human, ...lm])
    .find(({ annotator }) => annotator.trim() === '')
  if (nobody !== undefined)
    reader.note('empty-field', 'annotator', nobody.annotator, 'a text that is not empty')
}

const hasNoCompletion = ({ completionA, completionB }: PreferenceInstance): boolean =>
  !completionA.trim() && !completionB.trim()

function notAnObject(row: unknown, place: Place): RowProblem {
  const reader = createFieldReader(place)
  reader.note('wrong-type', null, row, 'an object')
  return reader.problems[0]!
}

function unknownShape(place: Place, got: string): RowProblem {
  const { file, line } = place
  const expected =
    'the pair format (id, prompt, response_a, response_b), a public shape (docs/reference/formats.md) or a column map'
  return { file, line, code: 'unknown-shape', field: null, got, expected }
}
