/** Marks that turn the direction of a text around or hide in it: left in a name, they would garble the sentence about it. */
const HIDDEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Returns a result whose names hold nothing that cannot be seen; figures stay as they are. */
export function plainNames<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll(HIDDEN, ' ') as T
  if (Array.isArray(value)) return value.map(plainNames) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plainNames(own)])) as T
}
