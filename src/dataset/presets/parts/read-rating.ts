import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'

/** Returns a rating: a number, or 1 and 0 for true and false; NaN where there is none, or after a problem was noted. */
export function readRating(
  reader: FieldReader,
  fields: Fields,
  key: string,
  name: string = key,
): number {
  const value = ownField(fields, key)
  if (isMissing(value) || value === '') return Number.NaN
  if (typeof value === 'boolean') return value ? 1 : 0
  return reader.number(fields, key, name)
}
