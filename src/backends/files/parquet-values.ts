import type { ParquetParsers } from 'hyparquet'
import { decodeStrictly } from './strict-utf8.ts'

/** A text cell that could not be read; stands in the decoded row until the row is looked at. */
class UnreadableCell {
  readonly got: string
  readonly expected: string

  constructor(got: string, expected: string) {
    this.got = got
    this.expected = expected
  }
}

/** What is wrong with a cell, with the path of its field. */
export interface CellProblem {
  readonly field: string
  readonly got: string
  readonly expected: string
}

/** Decoders of text cells that replace nothing; the others are those of hyparquet. */
export const PARQUET_PARSERS: Partial<ParquetParsers> = {
  stringFromBytes: (bytes) => (bytes === undefined ? undefined : readText(bytes)),
  jsonFromBytes: (bytes) => (bytes === undefined ? undefined : readJson(bytes)),
}

function readText(bytes: Uint8Array): string | UnreadableCell {
  const decoded = decodeStrictly(bytes)
  if ('text' in decoded) return decoded.text
  return new UnreadableCell(`no UTF-8 at byte ${decoded.invalidAt} of the cell`, 'UTF-8')
}

function readJson(bytes: Uint8Array): unknown {
  const text = readText(bytes)
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return new UnreadableCell('a cell that is no JSON', 'JSON')
  }
}

/**
 * Returns a decoded value as JSON can hold it, and notes cells that could not be read. Whole numbers beyond 2^53 become texts, dates
 * ISO 8601 texts, bytes lists of numbers.
 */
export function toJsonValue(value: unknown, field: string, problems: CellProblem[]): unknown {
  if (value instanceof UnreadableCell) {
    problems.push({ field, got: value.got, expected: value.expected })
    return null
  }
  if (value === undefined) return null
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value)) return [...(value as Uint8Array)]
  if (Array.isArray(value)) {
    return value.map((item, index) => toJsonValue(item, `${field}[${index}]`, problems))
  }
  if (value === null || typeof value !== 'object') return value
  const prefix = field === '' ? '' : `${field}.`
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      toJsonValue(inner, `${prefix}${key}`, problems),
    ]),
  )
}
