import type { Json } from '../../kit/index.ts'
import { type GivenTag, type GivenTags, plainName } from '../given-tags.ts'
import { TAG_DIMENSIONS } from '../tag-catalogue.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { optionWord, tagKey } from './option-words.ts'

/**
 * Returns tags as columns of `meta`, under the published names: a word for a single choice, a list of words else, null where a dimension is
 * unknown. `readGivenTags` reads the same tags back; a dimension that is absent gets no column.
 */
export function tagColumnsOf(tags: GivenTags): Record<string, Json> {
  const columns: Record<string, Json> = {}
  for (const dimension of TAG_DIMENSIONS) {
    const tag = tags[dimension.id]
    if (tag !== undefined) columns[tagKey(dimension)] = toColumn(dimension, tag)
  }
  return columns
}

/** Returns `meta` with the columns of these tags in place of those it had for the same dimensions, under whatever name. */
export function withTagColumns(
  meta: Readonly<Record<string, Json>>,
  tags: GivenTags,
): Record<string, Json> {
  const replaced = new Set(
    TAG_DIMENSIONS.filter(({ id }) => tags[id] !== undefined).flatMap(({ columns }) =>
      columns.map(plainName),
    ),
  )
  const kept = Object.entries(meta).filter(([name]) => !replaced.has(plainName(name)))
  return { ...Object.fromEntries(kept), ...tagColumnsOf(tags) }
}

// A single label that is no option is written as a list, for a text may begin with a bracket and would be read as one.
function toColumn({ kind, options }: TagDimensionEntry, tag: GivenTag | null): Json {
  if (tag === null) return null
  const words = tag.options.map((id) => optionWord(options.find((option) => option.id === id)!))
  return kind === 'one' && tag.other.length === 0 ? (words[0] ?? null) : [...words, ...tag.other]
}
