import type { Annotation, Strength } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from './field-reader.ts'
import { formatPreference, PREFERENCE_WORDS, parsePreference } from './preference-words.ts'

const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isOrder = (value: unknown): boolean => value === 'ab' || value === 'ba'
const isAmount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
const isShare = (value: unknown): boolean => isAmount(value) && Number(value) <= 1

/** The optional fields of an annotation: name in the row, name in the domain, what it must be. */
const OPTIONAL = [
  { key: 'aspect', slot: 'aspect', expected: 'a text', fits: isText },
  { key: 'confidence', slot: 'confidence', expected: 'a text', fits: isText },
  { key: 'reasons', slot: 'reasons', expected: 'a list of texts', fits: isTexts },
  { key: 'order', slot: 'order', expected: '"ab" or "ba"', fits: isOrder },
  { key: 'p_a', slot: 'pA', expected: 'a number from 0 to 1', fits: isShare },
  { key: 'cost_usd', slot: 'costUsd', expected: 'a number, 0 or more', fits: isAmount },
  { key: 'duration_ms', slot: 'durationMs', expected: 'a number, 0 or more', fits: isAmount },
  { key: 'raw', slot: 'raw', expected: 'a text', fits: isText },
] as const

const KNOWN: ReadonlySet<string> = new Set([
  'annotator',
  'preference',
  ...OPTIONAL.map((field) => field.key),
])

type Draft = { -readonly [K in keyof Annotation]: Annotation[K] }

/** Returns the annotations of one list of the pair format; what is wrong is noted with the reader. */
export function readAnnotations(reader: FieldReader, row: Fields, key: string): Annotation[] {
  return reader.list(row, key).map((entry, index) => {
    const name = `${key}[${index}]`
    if (isFields(entry)) return readAnnotation(reader, entry, name)
    reader.note('wrong-type', name, entry, 'an object with annotator and preference')
    return { annotator: '', verdict: 'tie' }
  })
}

function readAnnotation(reader: FieldReader, entry: Fields, name: string): Annotation {
  const annotator = reader.filledText(entry, 'annotator', `${name}.annotator`)
  const draft: Draft = { annotator, verdict: 'tie' }
  const kept: Record<string, Json> = { ...reader.rest(entry, KNOWN) }
  readPreference(reader, entry, name, draft)
  readOptional(reader, entry, name, draft, kept)
  if (Object.keys(kept).length > 0) draft.extra = kept
  return draft
}

/** A strength may stand in the preference or in a field of its own; the latter stays in `extra`, so that it is written back there. */
function readPreference(reader: FieldReader, entry: Fields, name: string, draft: Draft): void {
  const field = `${name}.preference`
  const word = ownField(entry, 'preference')
  const preference = typeof word === 'string' ? parsePreference(word) : null
  if (preference === null) {
    reader.note(
      isMissing(word) ? 'missing-field' : 'unknown-verdict',
      field,
      word,
      PREFERENCE_WORDS,
    )
    return
  }
  const apart = ownField(entry, 'strength')
  const strength = isMissing(apart) ? preference.strength : (apart as Strength)
  if (strength !== undefined && strength !== 'slight' && strength !== 'clear')
    reader.note('wrong-value', `${name}.strength`, apart, 'slight or clear')
  else if (preference.strength !== undefined && strength !== preference.strength)
    reader.note(
      'wrong-value',
      `${name}.strength`,
      apart,
      `${preference.strength}, as in preference`,
    )
  draft.verdict = preference.verdict
  if (strength !== undefined && preference.verdict !== 'tie') draft.strength = strength
}

/** Reads the optional fields; a null stays in `kept`, so that it is written back. */
function readOptional(
  reader: FieldReader,
  entry: Fields,
  name: string,
  draft: Draft,
  kept: Record<string, Json>,
): void {
  for (const { key, slot, expected, fits } of OPTIONAL) {
    const value = ownField(entry, key)
    if (value === null) kept[key] = null
    else if (value !== undefined && fits(value)) Object.assign(draft, { [slot]: value })
    else if (value !== undefined) reader.note('wrong-value', `${name}.${key}`, value, expected)
  }
}

/** Returns an annotation in the pair format; the inverse of `readAnnotations`. */
export function toAnnotationRow(annotation: Annotation): Record<string, Json> {
  const { annotator, verdict, strength, extra } = annotation
  const apart = extra !== undefined && !isMissing(ownField(extra, 'strength'))
  const row: Record<string, Json> = {
    annotator,
    preference: formatPreference(verdict, apart ? undefined : strength),
  }
  for (const { key, slot } of OPTIONAL) {
    const value = annotation[slot]
    if (value !== undefined) row[key] = value
  }
  return { ...row, ...extra }
}
