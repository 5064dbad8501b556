import type { TagDimensionEntry, TagOption } from '../tag-types.ts'

/** The word by which an open dimension says that nothing is there. */
export const NOTHING_WORD = 'none'

/** The word by which a tagger says that it cannot tell. */
export const UNKNOWN_WORD = 'unknown'

/** Returns the key of a dimension in questions and columns: the first of its published column names. */
export function tagKey({ columns }: TagDimensionEntry): string {
  return columns[0]!
}

/** Returns the word of an option in questions and columns: its label up to a colon. */
export function optionWord({ label }: TagOption): string {
  return label.split(':')[0]!.trim()
}

/** Returns the words that answer a dimension, in the order of the catalogue; an open dimension can be `none` too. */
export function dimensionWords({ kind, options }: TagDimensionEntry): string[] {
  const words = options.map(optionWord)
  return kind === 'open' ? [NOTHING_WORD, ...words] : words
}
