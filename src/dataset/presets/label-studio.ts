import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import type { Preference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import {
  isOwnTask,
  readAnnotatorName,
  readOwnTask,
  readSeconds,
  type ShownAnswer,
  type ShownPair,
  storeAnswers,
} from './parts/shown-pair.ts'
import {
  findPreferenceName,
  isConfidenceName,
  isPreferenceName,
  isReasonName,
  parseShownWord,
  SHOWN_WORDS,
  type SideNames,
} from './parts/shown-words.ts'
import { readUsualPair } from './parts/usual-columns.ts'

/**
 * Exports of Label Studio: JSON (a task with all its annotations) and JSON-MIN (a row an annotation, the data of the task beside it).
 * Choices and Pairwise tags are read; left is the completion shown first.
 */
export const labelStudioPreset: RowPreset = {
  id: 'label-studio',
  title: 'Label Studio exports',
  hub: [],
  documentation: 'https://labelstud.io/guide/export',
  evidence: 'code',
  note: 'JSON and JSON-MIN. Cancelled (skipped) annotations and drafts are no answers. Predictions with a model_version are LM annotations. Rating and other tags need a column map on a JSON-MIN export.',
  licence: null,
  columns: [
    { name: 'data', holds: 'prompt and completions by their usual names; ours are undone' },
    { name: 'annotations', holds: 'human annotations (JSON)' },
    { name: 'predictions', holds: 'LM annotations (JSON)' },
    { name: 'annotator, lead_time, created_at, updated_at', holds: 'who and when (JSON-MIN)' },
    { name: 'id', holds: 'id where the data has none' },
  ],
  repeats: true,
  fits: (row) => isTask(row) || isShort(row),
  read: (reader, row, { place }) => {
    const source = sourceOfFile(place.file)
    const fallback = readAnnotatorName(ownField(row, 'id')) ?? `${source}-${place.line}`
    const data = isTask(row) ? reader.object(row, 'data') : row
    const pair = readPair(reader, data, { source, fallback, isRow: data === row })
    if (data === row) return [storeAnswers(pair, readShort(reader, row, pair))]
    const annotations = reader
      .list(row, Object.hasOwn(row, 'annotations') ? 'annotations' : 'completions')
      .flatMap((entry, index) => readAnnotation(reader, entry, `annotations[${index}]`, pair.names))
    const predictions = reader
      .list(row, 'predictions')
      .flatMap((entry, index) => readPrediction(reader, entry, `predictions[${index}]`, pair.names))
    return [storeAnswers(pair, annotations, predictions)]
  },
}

function isTask(row: Fields): boolean {
  const data = ownField(row, 'data')
  if (!isFields(data)) return false
  const lists = ['annotations', 'completions', 'predictions']
  return isOwnTask(data) || lists.some((name) => Array.isArray(ownField(row, name)))
}

const SHORT = ['annotation_id', 'annotator', 'lead_time', 'created_at', 'updated_at'] as const

const isShort = (row: Fields): boolean => SHORT.every((name) => Object.hasOwn(row, name))

const HINT =
  'else export JSON-MIN and give a column map with prompt, a, b and human: {column, values, annotatorColumn: "annotator"}'

function readPair(
  reader: FieldReader,
  data: Fields,
  {
    source,
    fallback,
    isRow,
  }: { readonly source: string; readonly fallback: string; readonly isRow: boolean },
): ShownPair {
  const named = ownField(data, 'pair_id') ?? (isRow ? null : ownField(data, 'id'))
  const id = readAnnotatorName(named) ?? fallback
  if (isOwnTask(data)) return readOwnTask(reader, data, id)
  const without = ['id', 'pair_id', ...(isRow ? [...SHORT, 'agreement', ...controls(data)] : [])]
  return readUsualPair(reader, data, { id, source, without, hint: HINT })
}

/** The entries of `result` of one annotation or prediction, by the name of their control. */
interface Result {
  readonly name: string
  readonly type: string
  readonly value: Fields
}

function readResults(reader: FieldReader, entry: Fields, name: string): Result[] {
  return reader.list(entry, 'result', `${name}.result`).flatMap((result) => {
    const value = isFields(result) ? ownField(result, 'value') : null
    if (!isFields(result) || !isFields(value)) return []
    const type = String(ownField(result, 'type') ?? '').toLowerCase()
    return [{ name: String(ownField(result, 'from_name') ?? type), type, value }]
  })
}

function readAnnotation(
  reader: FieldReader,
  entry: unknown,
  name: string,
  names: SideNames,
): ShownAnswer[] {
  if (!isFields(entry)) {
    reader.note('wrong-type', name, entry, 'an object with result and completed_by')
    return []
  }
  if (ownField(entry, 'was_cancelled') === true || ownField(entry, 'skipped') === true) return []
  const results = readResults(reader, entry, name)
  const preference = findPreference(reader, results, name, names)
  if (preference === null) return []
  const by = ownField(entry, 'completed_by')
  const who = isFields(by) ? (ownField(by, 'email') ?? ownField(by, 'id')) : by
  return [
    {
      annotator: readAnnotatorName(who) ?? 'h1',
      preference,
      ...asides(results),
      durationMs: readSeconds(reader, ownField(entry, 'lead_time'), `${name}.lead_time`),
      extra: {
        timestamp: ownField(entry, 'updated_at') ?? ownField(entry, 'created_at'),
        ground_truth: ownField(entry, 'ground_truth') === true ? true : null,
      },
    },
  ]
}

/** Exports without predictions list their numbers only. */
function readPrediction(
  reader: FieldReader,
  entry: unknown,
  name: string,
  names: SideNames,
): ShownAnswer[] {
  const annotator = isFields(entry) ? readAnnotatorName(ownField(entry, 'model_version')) : null
  if (!isFields(entry) || annotator === null) return []
  const results = readResults(reader, entry, name)
  const preference = findPreference(reader, results, name, names)
  if (preference === null) return []
  return [{ annotator, preference, extra: { score: ownField(entry, 'score') } }]
}

function asides(results: readonly Result[]): Pick<ShownAnswer, 'confidence' | 'reasons'> {
  const answerOf = ({ value }: Result): unknown =>
    ownField(value, 'text') ?? ownField(value, 'choices') ?? ownField(value, 'rating')
  const sure = results.filter((result) => isConfidenceName(result.name)).map(answerOf)[0]
  return {
    confidence: Array.isArray(sure) ? sure[0] : sure,
    reasons: results.filter((result) => isReasonName(result.name)).flatMap(answerOf),
  }
}

/** An annotation without the control was submitted without an answer to it: it says nothing. */
function findPreference(
  reader: FieldReader,
  results: readonly Result[],
  name: string,
  names: SideNames,
): Preference | null {
  const controls = new Set(
    results.filter(({ type }) => type === 'choices' || type === 'pairwise').map((one) => one.name),
  )
  const pairwise = results.filter(({ type }) => type === 'pairwise').map((one) => one.name)
  const control = pairwise[0] ?? findPreferenceName([...controls])
  const found = results.filter((result) => result.name === control)
  if (control === null) {
    if (controls.size > 0)
      reader.note(
        'unknown-columns',
        `${name}.result`,
        [...controls],
        `a control named preference; ${HINT}`,
      )
    return null
  }
  const value = found.length === 1 ? found[0]!.value : {}
  return parseValue(reader, value, `${name}.result`, names)
}

function parseValue(
  reader: FieldReader,
  value: unknown,
  name: string,
  names: SideNames,
): Preference | null {
  const choices = isFields(value)
    ? (ownField(value, 'choices') ?? ownField(value, 'selected'))
    : value
  const word = Array.isArray(choices) && choices.length === 1 ? choices[0] : choices
  const preference = typeof word === 'string' ? parseShownWord(word, names) : null
  if (preference === null) reader.note('unknown-verdict', name, word, SHOWN_WORDS)
  return preference
}

/** Returns the fields of a row that are answers to controls: a side that was selected, or a field whose name says it. */
function controls(row: Fields): string[] {
  return Object.keys(row).filter((name) => {
    const value = ownField(row, name)
    const isPairwise = Array.isArray(value) && isFields(value[0]) && 'selected' in value[0]
    return isPairwise || isReasonName(name) || isConfidenceName(name) || isPreferenceName(name)
  })
}

function readShort(reader: FieldReader, row: Fields, { names }: ShownPair): ShownAnswer[] {
  if (isMissing(ownField(row, 'annotation_id'))) return []
  const candidates = controls(row).filter((name) => !isReasonName(name) && !isConfidenceName(name))
  const control = findPreferenceName(candidates)
  if (control === null) {
    if (!isOwnTask(row) || candidates.length > 0)
      reader.note('unknown-columns', null, Object.keys(row), `a control named preference; ${HINT}`)
    return []
  }
  const list = ownField(row, control)
  const value: unknown = Array.isArray(list) && list.length === 1 ? list[0] : list
  const preference = parseValue(reader, value, control, names)
  if (preference === null) return []
  const named = (tells: (name: string) => boolean): unknown =>
    Object.keys(row)
      .filter(tells)
      .map((name) => row[name])[0]
  return [
    {
      annotator: readAnnotatorName(ownField(row, 'annotator')) ?? 'h1',
      preference,
      confidence: named(isConfidenceName),
      reasons: named(isReasonName),
      durationMs: readSeconds(reader, ownField(row, 'lead_time'), 'lead_time'),
      extra: { timestamp: ownField(row, 'updated_at') ?? ownField(row, 'created_at') },
    },
  ]
}
