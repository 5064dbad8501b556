import type { Json } from '../../../kit/index.ts'
import { type Fields, ownField } from '../../field-reader.ts'

/** Returns the named fields of a row that hold a filled text, a number or a boolean; all others are left out. */
export function pickFacts(row: Fields, names: readonly string[]): Record<string, Json> {
  const facts: Record<string, Json> = {}
  for (const name of names) {
    const value = ownField(row, name)
    const isText = typeof value === 'string' && value.trim() !== ''
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    if (isText || isNumber || typeof value === 'boolean') facts[name] = value
  }
  return facts
}
