import type { LmReply } from '../../domain/index.ts'
import { type Json, show } from '../../kit/index.ts'
import { type GivenTag, type GivenTags, parseTag, plainName } from '../given-tags.ts'
import { TAG_DIMENSIONS } from '../tag-catalogue.ts'
import type { TagDimension, TagDimensionEntry } from '../tag-types.ts'
import { findObject } from './find-object.ts'
import { UNKNOWN_WORD } from './option-words.ts'

/** Why a whole reply (first three) or one dimension of it could not be read. */
export type TagProblemCode =
  | 'cut-off'
  | 'filtered'
  | 'bad-json'
  | 'missing'
  | 'no-option'
  | 'twofold'
  | 'unreadable'

/** Something in a reply that is not as asked for. */
export interface TagProblem {
  readonly code: TagProblemCode
  /** Null where it is about the whole reply. */
  readonly dimension: TagDimension | null
  /** What was there instead, short. */
  readonly got: string
}

/** What a reply says, with what could not be read. */
export interface TagReading {
  /** Every dimension; null is unknown. */
  readonly tags: GivenTags
  readonly problems: readonly TagProblem[]
}

/**
 * Returns the tags of a reply. Each dimension stands for itself: one that is missing, that names no option or that says two things is unknown,
 * and the others are kept. A list keeps the options that it names beside labels that are none (`other`), and is unknown where it names
 * such labels only. The word `unknown` and null are unknown without being a problem. A reply without one JSON object leaves all unknown.
 */
export function readTagReply(reply: LmReply): TagReading {
  if (reply.finish === 'filter') return nothingKnown('filtered', 'an answer stopped by a filter')
  const found = findObject(reply.text)
  if ('problem' in found) {
    return nothingKnown(reply.finish === 'length' ? 'cut-off' : 'bad-json', found.problem)
  }
  const problems: TagProblem[] = []
  const tags: Partial<Record<TagDimension, GivenTag | null>> = {}
  for (const dimension of TAG_DIMENSIONS) {
    const result = readDimension(dimension, valuesOf(dimension, found.fields))
    tags[dimension.id] = result.tag
    if (result.code !== null) {
      problems.push({ code: result.code, dimension: dimension.id, got: result.got })
    }
  }
  return { tags, problems }
}

/** Returns tags with every dimension unknown: those of a prompt whose question failed. */
export function unknownTags(): GivenTags {
  return Object.fromEntries(TAG_DIMENSIONS.map(({ id }) => [id, null])) as GivenTags
}

function nothingKnown(code: TagProblemCode, got: string): TagReading {
  return { tags: unknownTags(), problems: [{ code, dimension: null, got }] }
}

function valuesOf(
  { id, label, columns }: TagDimensionEntry,
  fields: readonly (readonly [string, unknown])[],
): unknown[] {
  const names = new Set([id, label, ...columns].map(plainName))
  return fields.filter(([key]) => names.has(plainName(key))).map(([, value]) => value)
}

interface DimensionReading {
  readonly tag: GivenTag | null
  readonly code: TagProblemCode | null
  readonly got: string
}

function readDimension(dimension: TagDimensionEntry, values: readonly unknown[]): DimensionReading {
  const unknown = (code: TagProblemCode | null): DimensionReading => ({
    tag: null,
    code,
    got: values.length === 1 ? show(values[0]) : `${values.length} values`,
  })
  if (values.length === 0) return unknown('missing')
  if (values.length > 1) return unknown('twofold')
  const value = values[0] as Json
  if (value === null) return unknown(null)
  const labels = Array.isArray(value) ? (value as readonly Json[]) : [value]
  if (labels.some(isUnknownWord)) return unknown(labels.length === 1 ? null : 'twofold')
  const tag = parseTag(dimension, value)
  if (tag === null)
    return unknown(labels.length > 1 && dimension.kind === 'one' ? 'twofold' : 'unreadable')
  if (tag.other.length === 0) return { tag, code: null, got: '' }
  return tag.options.length === 0 || dimension.kind === 'one'
    ? unknown('no-option')
    : { tag, code: 'no-option', got: show(tag.other) }
}

function isUnknownWord(label: Json): boolean {
  return typeof label === 'string' && plainName(label) === UNKNOWN_WORD
}
