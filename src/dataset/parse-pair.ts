import type { Place, PreferenceInstance } from '../domain/index.ts'
import { describeFields, detectPreset } from './detect-preset.ts'
import { createFieldReader, isFields } from './field-reader.ts'
import type { Preset } from './preset.ts'
import type { RowProblem } from './row-problem.ts'

/** A row that is an instance, or everything that is wrong with it. */
export type ParsedPair =
  | { readonly instance: PreferenceInstance }
  | { readonly problems: readonly RowProblem[] }

/**
 * Returns the instance of a row, or all its problems. Without a preset the shape is guessed from the row. One empty completion is
 * data (a model that wrote nothing), two are a bad row; so is an empty prompt.
 */
export function parsePair(row: unknown, place: Place, preset?: Preset): ParsedPair {
  const reader = createFieldReader(place)
  if (!isFields(row)) {
    reader.note('wrong-type', null, row, 'an object')
    return { problems: reader.problems }
  }
  const shape = preset ?? detectPreset(row)
  if (shape === null) return { problems: [unknownShape(place, describeFields(row))] }
  const instance = shape.read(reader, row, place)
  if (reader.problems.length === 0 && !instance.completionA.trim() && !instance.completionB.trim())
    reader.note('empty-completions', null, '', 'at least one completion that is not empty')
  return reader.problems.length > 0 ? { problems: reader.problems } : { instance }
}

function unknownShape(place: Place, got: string): RowProblem {
  const { file, line } = place
  const expected =
    'the pair format (id, prompt, response_a, response_b), MultiPref (comparison_id, completion_a, ...) or a column map'
  return { file, line, code: 'unknown-shape', field: null, got, expected }
}
