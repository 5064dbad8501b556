import type { Json } from '../../../kit/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../../field-reader.ts'

/** One user's answer to one question. */
export interface ArgillaResponse {
  readonly question: string
  /** Null where the export does not say who answered. */
  readonly user: string | null
  readonly value: unknown
  /** `submitted`, `draft` or `discarded`; null where the export does not say. */
  readonly status: string | null
  readonly timestamp: unknown
}

/** An answer that a model or a person suggested before anyone answered. */
export interface ArgillaSuggestion {
  readonly question: string
  readonly value: unknown
  readonly agent: unknown
  readonly score: unknown
}

/** A record in any of the forms in which Argilla writes one. */
export interface ArgillaRecord {
  readonly id: unknown
  /** Fields that were shown, and metadata, by name. */
  readonly fields: Fields
  readonly metadata: Fields
  readonly responses: readonly ArgillaResponse[]
  readonly suggestions: readonly ArgillaSuggestion[]
  /** Enough answers were submitted; null where the export does not say. */
  readonly completed: boolean | null
}

/** Tells which form a row has; null for none of them. */
export function argillaForm(row: Fields): 'nested' | 'flat' | 'hub' | null {
  const has = (name: string): boolean => Object.hasOwn(row, name)
  const parts = ['responses', 'suggestions', '_server_id', 'metadata']
  if (isFields(ownField(row, 'fields')) && parts.some(has)) return 'nested'
  const names = Object.keys(row)
  if ((has('_server_id') && has('status')) || names.some((name) => name.endsWith('.responses')))
    return 'flat'
  return has('external_id') && names.some((name) => name.endsWith('-suggestion')) ? 'hub' : null
}

/** Returns the record of a row of one of the three forms. */
export function openArgillaRecord(
  reader: FieldReader,
  row: Fields,
  form: 'nested' | 'flat' | 'hub',
): ArgillaRecord {
  const status = ownField(row, 'status')
  const completed = typeof status === 'string' ? status === 'completed' : null
  const id = ownField(row, 'external_id') ?? ownField(row, 'id')
  if (form === 'nested')
    return {
      id,
      fields: reader.object(row, 'fields'),
      metadata: reader.object(row, 'metadata'),
      responses: Array.isArray(ownField(row, 'responses'))
        ? listedResponses(reader, row)
        : nestedResponses(reader, row),
      suggestions: nestedSuggestions(row),
      completed,
    }
  if (form === 'flat')
    return {
      id,
      fields: pick(row, (name) => !name.includes('.') && !OWN.has(name)),
      metadata: {},
      responses: flatResponses(reader, row),
      suggestions: flatSuggestions(row),
      completed,
    }
  const questions = Object.keys(row).filter((name) => Object.hasOwn(row, `${name}-suggestion`))
  return {
    id,
    fields: pick(
      row,
      (name) =>
        !questions.includes(name) && !OWN.has(name) && !/-suggestion(?:-metadata)?$/.test(name),
    ),
    metadata: reader.object(row, 'metadata'),
    responses: questions.flatMap((question) => entryResponses(reader, row, question)),
    suggestions: hubSuggestions(row, questions),
    completed,
  }
}

const OWN: ReadonlySet<string> = new Set([
  'id',
  'external_id',
  'status',
  '_server_id',
  'metadata',
  'vectors',
  'score',
])

function pick(row: Fields, keeps: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(row).filter(([name]) => keeps(name)))
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value !== 'None' ? value : null

/** `to_list(flatten=True)` and `to_datasets()`: values, users and statuses of a question in lists of one order. */
function flatResponses(reader: FieldReader, row: Fields): ArgillaResponse[] {
  return Object.keys(row)
    .filter((name) => name.endsWith('.responses'))
    .flatMap((name) => {
      const users = reader.list(row, `${name}.users`)
      const statuses = reader.list(row, `${name}.status`)
      return reader.list(row, name).map((value, index) => ({
        question: name.slice(0, -'.responses'.length),
        user: textOrNull(users[index]),
        value,
        status: textOrNull(statuses[index]),
        timestamp: null,
      }))
    })
}

/** `to_json` and `to_disk`: per question a list of values with their users, statuses left out. */
function nestedResponses(reader: FieldReader, row: Fields): ArgillaResponse[] {
  const responses = reader.object(row, 'responses')
  return Object.keys(responses).flatMap((question) =>
    entryResponses(reader, responses, question, `responses.${question}`),
  )
}

function entryResponses(
  reader: FieldReader,
  fields: Fields,
  question: string,
  name = question,
): ArgillaResponse[] {
  return reader.list(fields, question, name).flatMap((entry, index) => {
    if (isFields(entry))
      return [
        {
          question,
          user: textOrNull(ownField(entry, 'user_id')),
          value: ownField(entry, 'value'),
          status: textOrNull(ownField(entry, 'status')),
          timestamp: null,
        },
      ]
    reader.note('wrong-type', `${name}[${index}]`, entry, 'an object with user_id and value')
    return []
  })
}

/** The form of the server: per user one entry with the values of all questions. */
function listedResponses(reader: FieldReader, row: Fields): ArgillaResponse[] {
  return reader.list(row, 'responses').flatMap((entry, index) => {
    if (!isFields(entry)) {
      reader.note('wrong-type', `responses[${index}]`, entry, 'an object with values and status')
      return []
    }
    const values = reader.object(entry, 'values', `responses[${index}].values`)
    return Object.entries(values).map(([question, answer]) => ({
      question,
      user: textOrNull(ownField(entry, 'user_id')),
      value: isFields(answer) ? ownField(answer, 'value') : answer,
      status: textOrNull(ownField(entry, 'status')),
      timestamp: ownField(entry, 'updated_at') ?? ownField(entry, 'inserted_at'),
    }))
  })
}

function nestedSuggestions(row: Fields): ArgillaSuggestion[] {
  const all = ownField(row, 'suggestions')
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(all)
    ? all.map((entry: unknown) => [
        isFields(entry) ? ownField(entry, 'question_name') : null,
        entry,
      ])
    : isFields(all)
      ? Object.entries(all)
      : []
  return entries.flatMap(([question, entry]) =>
    typeof question === 'string' && isFields(entry) ? [toSuggestion(question, entry)] : [],
  )
}

function toSuggestion(question: string, entry: Fields): ArgillaSuggestion {
  return {
    question,
    value: ownField(entry, 'value'),
    agent: ownField(entry, 'agent'),
    score: ownField(entry, 'score'),
  }
}

function flatSuggestions(row: Fields): ArgillaSuggestion[] {
  return Object.keys(row)
    .filter((name) => name.endsWith('.suggestion') && !isMissing(row[name]))
    .map((name) => ({
      question: name.slice(0, -'.suggestion'.length),
      value: row[name],
      agent: ownField(row, `${name}.agent`),
      score: ownField(row, `${name}.score`),
    }))
}

function hubSuggestions(row: Fields, questions: readonly string[]): ArgillaSuggestion[] {
  return questions.flatMap((question) => {
    const value = ownField(row, `${question}-suggestion`)
    const facts = ownField(row, `${question}-suggestion-metadata`)
    if (isMissing(value)) return []
    return [toSuggestion(question, { ...(isFields(facts) ? facts : {}), value: value as Json })]
  })
}
