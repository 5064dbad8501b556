import type { Annotation } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { readAnnotations } from '../annotation-row.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import { PREFERENCE_WORDS, type Preference, parsePreference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'

const KNOWN: ReadonlySet<string> = new Set([
  'comparison_id',
  'text',
  'completion_a',
  'completion_b',
  'normal_worker_annotations',
  'expert_worker_annotations',
  'lm',
])

const ASPECTS = ['helpful', 'truthful', 'harmless'] as const

/**
 * MultiPref at the level of its annotators: each normal or expert worker gives one overall annotation and one per aspect. The
 * worker's kind stands in `extra.kind`; the seconds spent and the time of submission stand on the overall annotation only, so that
 * sums are right. Judges' labels are read from a column `lm` in our form where there is one.
 */
export const multiprefPreset: RowPreset = {
  id: 'multipref',
  title: 'MultiPref, every annotator',
  hub: ['allenai/multipref'],
  documentation: 'https://huggingface.co/datasets/allenai/multipref',
  evidence: 'card',
  note: 'Two normal and two expert workers, each with an overall preference and one per aspect.',
  licence: 'odc-by',
  columns: [
    { name: 'comparison_id', holds: 'id' },
    { name: 'text', holds: 'prompt' },
    { name: 'completion_a, completion_b', holds: 'completions' },
    { name: 'normal_worker_annotations, expert_worker_annotations', holds: 'human annotations' },
  ],
  fits: (row) => SIGNS.some((sign) => Object.hasOwn(row, sign)),
  read: (reader, row) => [
    {
      id: reader.filledText(row, 'comparison_id'),
      source: 'multipref',
      prompt: reader.filledText(row, 'text'),
      completionA: reader.text(row, 'completion_a'),
      completionB: reader.text(row, 'completion_b'),
      human: [
        ...readWorkers(reader, row, 'normal_worker_annotations', 'normal'),
        ...readWorkers(reader, row, 'expert_worker_annotations', 'expert'),
      ],
      lm: readAnnotations(reader, row, 'lm'),
      meta: reader.rest(row, KNOWN) ?? {},
    },
  ],
}

const SIGNS = ['comparison_id', 'normal_worker_annotations', 'expert_worker_annotations']

function readWorkers(reader: FieldReader, row: Fields, key: string, kind: string): Annotation[] {
  return reader.list(row, key).flatMap((entry, index) => {
    const name = `${key}[${index}]`
    if (isFields(entry)) return readWorker(reader, entry, name, kind)
    reader.note('wrong-type', name, entry, 'an object with evaluator and preferences')
    return []
  })
}

function readWorker(reader: FieldReader, entry: Fields, name: string, kind: string): Annotation[] {
  const annotator = reader.filledText(entry, 'evaluator', `${name}.evaluator`)
  if (isMissing(ownField(entry, 'overall_pref')))
    reader.note('missing-field', `${name}.overall_pref`, undefined, PREFERENCE_WORDS)
  const annotations: Annotation[] = []
  const overall = readAspect(reader, entry, name, 'overall')
  if (overall !== null) {
    const timestamp = ownField(entry, 'timestamp')
    annotations.push({
      annotator,
      ...overall,
      ...readSeconds(reader, entry, name),
      extra: { kind, ...(isMissing(timestamp) ? {} : { timestamp: timestamp as Json }) },
    })
  }
  for (const aspect of ASPECTS) {
    const judged = readAspect(reader, entry, name, aspect)
    if (judged !== null) annotations.push({ annotator, aspect, ...judged, extra: { kind } })
  }
  return annotations
}

function readAspect(
  reader: FieldReader,
  entry: Fields,
  name: string,
  aspect: string,
): (Preference & { readonly confidence?: string; readonly reasons?: string[] }) | null {
  const word = ownField(entry, `${aspect}_pref`)
  if (isMissing(word)) return null
  const preference = typeof word === 'string' ? parsePreference(word) : null
  if (preference === null) {
    reader.note('unknown-verdict', `${name}.${aspect}_pref`, word, PREFERENCE_WORDS)
    return null
  }
  const confidence = ownField(entry, `${aspect}_confidence`)
  if (!isMissing(confidence) && typeof confidence !== 'string')
    reader.note('wrong-type', `${name}.${aspect}_confidence`, confidence, 'a text')
  const reasons = readReasons(reader, entry, name, aspect)
  return {
    ...preference,
    ...(typeof confidence === 'string' ? { confidence } : {}),
    ...(reasons.length > 0 ? { reasons } : {}),
  }
}

/** The reasons that were ticked, then the one in the worker's own words. */
function readReasons(reader: FieldReader, entry: Fields, name: string, aspect: string): string[] {
  const key = `${aspect}_checked_reasons`
  const ticked = ownField(entry, key)
  const list = typeof ticked === 'string' && !ticked.trim().startsWith('[') ? [ticked] : null
  const reasons = list ?? reader.list(entry, key, `${name}.${key}`)
  const own = ownField(entry, `${aspect}_own_reason`)
  for (const reason of reasons)
    if (typeof reason !== 'string') reader.note('wrong-type', `${name}.${key}`, reason, 'texts')
  if (!isMissing(own) && typeof own !== 'string')
    reader.note('wrong-type', `${name}.${aspect}_own_reason`, own, 'a text')
  return [...reasons, own].filter(
    (reason): reason is string => typeof reason === 'string' && reason.trim() !== '',
  )
}

function readSeconds(
  reader: FieldReader,
  entry: Fields,
  name: string,
): { readonly durationMs?: number } {
  const value = ownField(entry, 'time_spent')
  if (isMissing(value)) return {}
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0)
    return { durationMs: Math.round(seconds * 1000) }
  reader.note('wrong-value', `${name}.time_spent`, value, 'seconds, 0 or more')
  return {}
}
