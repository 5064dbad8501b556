import type { BestOfRow, RawRow } from '../domain/index.ts'
import {
  createFieldReader,
  type FieldReader,
  type Fields,
  isFields,
  isMissing,
  ownField,
} from './field-reader.ts'
import { type ImportedRows, type ImportRowsOptions, importRows } from './import-rows.ts'

type Response = BestOfRow['responses'][number]

/**
 * Returns the rows of a best-of-N set, `{id, prompt, responses: [{model, text, score}]}`. Scores are 0 to 1; a response without a model
 * is by `unknown`; an empty text is data.
 *
 * @throws HyperError `data/bad-rows` under `fail`
 */
export function importBestOf(
  rows: AsyncIterable<RawRow>,
  options: ImportRowsOptions,
): Promise<ImportedRows<BestOfRow>> {
  return importRows(rows, options, (value, place) => {
    const reader = createFieldReader(place)
    if (!isFields(value)) {
      reader.note('wrong-type', null, value, 'an object')
      return { problems: reader.problems }
    }
    const kept = readBestOfRow(reader, value)
    return reader.problems.length > 0 ? { problems: reader.problems } : { kept }
  })
}

function readBestOfRow(reader: FieldReader, row: Fields): BestOfRow {
  const id = reader.filledText(row, 'id')
  const prompt = reader.filledText(row, 'prompt')
  const before = reader.problems.length
  const list = reader.list(row, 'responses')
  if (list.length === 0 && reader.problems.length === before)
    reader.note('missing-field', 'responses', ownField(row, 'responses'), 'at least one response')
  return { id, prompt, responses: list.map((entry, index) => readResponse(reader, entry, index)) }
}

function readResponse(reader: FieldReader, entry: unknown, index: number): Response {
  const name = `responses[${index}]`
  if (!isFields(entry)) {
    reader.note('wrong-type', name, entry, 'an object with model, text and score')
    return { model: '', text: '', score: 0 }
  }
  const score = ownField(entry, 'score')
  if (typeof score !== 'number' || !(score >= 0 && score <= 1))
    reader.note(
      isMissing(score) ? 'missing-field' : 'wrong-value',
      `${name}.score`,
      score,
      'a number from 0 to 1',
    )
  return {
    model: isMissing(ownField(entry, 'model'))
      ? 'unknown'
      : reader.text(entry, 'model', `${name}.model`),
    text: reader.text(entry, 'text', `${name}.text`),
    score: score as number,
  }
}
