import type { Place } from '../domain/index.ts'
import { type Json, show } from '../kit/index.ts'
import type { RowProblem } from './row-problem.ts'

/** Deepest nesting of the fields that are kept unread; deeper ones could not be written again. */
const DEEPEST_NESTING = 100

/** The row itself, or any object inside it. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads the fields of one row and collects what is wrong with them. `name` is the full name of the field in messages. */
export interface FieldReader {
  readonly problems: RowProblem[]
  /** Notes a problem; `value` is what was found, undefined for nothing. */
  note(code: string, name: string | null, value: unknown, expected: string): void
  /** Returns a text of any length, '' after a problem was noted. */
  text(fields: Fields, key: string, name?: string): string
  /** Returns a text that is more than white space, '' after a problem was noted. */
  filledText(fields: Fields, key: string, name?: string): string
  /** Returns a name: a filled text, or a whole number as its digits; '' after a problem was noted. */
  name(fields: Fields, key: string, name?: string): string
  /** Returns a finite number; a cell of a flat file may hold it as text. NaN after a problem was noted. */
  number(fields: Fields, key: string, name?: string): number
  /** Returns a list, empty where the field is absent or null; a cell of a flat file may hold it as JSON text. */
  list(fields: Fields, key: string, name?: string): readonly unknown[]
  /** Returns an object, empty where the field is absent or null; a cell of a flat file may hold it as JSON text. */
  object(fields: Fields, key: string, name?: string): Readonly<Record<string, Json>>
  /** Returns the fields that are not among `known`, undefined where there are none. */
  rest(fields: Fields, known: ReadonlySet<string>): Readonly<Record<string, Json>> | undefined
}

/** Tells whether a value is an object with fields (no list, no null). */
export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Returns a reader for one row. */
export function createFieldReader(place: Place): FieldReader {
  const problems: RowProblem[] = []
  const note: FieldReader['note'] = (code, name, value, expected) => {
    const { file, line } = place
    problems.push({ file, line, code, field: name, got: show(value), expected })
  }
  const text: FieldReader['text'] = (fields, key, name = key) => {
    const value = ownField(fields, key)
    if (typeof value === 'string') return value
    note(isMissing(value) ? 'missing-field' : 'wrong-type', name, value, 'a text')
    return ''
  }
  const filledText: FieldReader['filledText'] = (fields, key, name = key) => {
    const before = problems.length
    const value = text(fields, key, name)
    if (problems.length === before && value.trim() === '')
      note('empty-field', name, value, 'a text that is not empty')
    return value
  }
  const checkDepth = (value: unknown, name: string): void => {
    if (nestsDeeper(value, DEEPEST_NESTING))
      note('too-deep', name, undefined, `at most ${DEEPEST_NESTING} levels of nesting`)
  }
  return {
    problems,
    note,
    text,
    filledText,
    name: (fields, key, name = key) => {
      const value = ownField(fields, key)
      if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
      return filledText(fields, key, name)
    },
    number: (fields, key, name = key) => {
      const value = ownField(fields, key)
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof number === 'number' && Number.isFinite(number)) return number
      note(isMissing(value) ? 'missing-field' : 'wrong-type', name, value, 'a number')
      return Number.NaN
    },
    list: (fields, key, name = key) => {
      const value = unpackCell(ownField(fields, key))
      if (isMissing(value)) return []
      if (Array.isArray(value)) return value
      note('wrong-type', name, value, 'a list')
      return []
    },
    object: (fields, key, name = key) => {
      const value = unpackCell(ownField(fields, key))
      if (isMissing(value)) return {}
      if (!isFields(value)) note('wrong-type', name, value, 'an object')
      else checkDepth(value, name)
      return isFields(value) ? (value as Record<string, Json>) : {}
    },
    rest: (fields, known) => {
      const entries = Object.entries(fields).filter(
        ([key, value]) => !known.has(key) && value !== undefined,
      )
      for (const [key, value] of entries) checkDepth(value, key)
      return entries.length === 0
        ? undefined
        : (Object.fromEntries(entries) as Record<string, Json>)
    },
  }
}

/** Returns a field of the row itself, never one that every object inherits. */
export function ownField(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** Tells whether a field says nothing: absent or null. */
export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

function unpackCell(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value.trim() === '') return null
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => nestsDeeper(inner, levels - 1))
}
