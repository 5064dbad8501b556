import type { PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { TAG_DIMENSIONS } from './tag-catalogue.ts'
import type { TagDimension, TagDimensionEntry } from './tag-types.ts'

/** What a column says about one dimension: the options it names, and labels that are in no option (then a single choice is unknown). */
export interface GivenTag {
  /** Option ids; for an open dimension `present` or nothing. */
  readonly options: readonly string[]
  readonly other: readonly string[]
}

/** Tags that an instance carries. A dimension is absent when there is no column, null when its value could not be read. */
export type GivenTags = Readonly<Partial<Record<TagDimension, GivenTag | null>>>

/**
 * Returns the tags in the columns of an instance (`meta` first, then fields that nobody else reads). Column and option names match without
 * case, spaces and punctuation; the published tag files load as they are.
 */
export function readGivenTags(instance: PreferenceInstance): GivenTags {
  const columns = new Map<string, Json>()
  for (const [name, value] of [
    ...Object.entries(instance.extra ?? {}),
    ...Object.entries(instance.meta),
  ]) {
    columns.set(plainName(name), value)
  }
  const tags: Partial<Record<TagDimension, GivenTag | null>> = {}
  for (const dimension of TAG_DIMENSIONS) {
    const name = dimension.columns.map(plainName).find((column) => columns.has(column))
    if (name !== undefined) tags[dimension.id] = parseTag(dimension, columns.get(name)!)
  }
  return tags
}

/** Returns what a value says about a dimension; null when it cannot be read (also null, false and numbers). */
export function parseTag(dimension: TagDimensionEntry, value: Json): GivenTag | null {
  const labels = readLabels(value, dimension.kind)
  if (labels === null) return null
  const named = labels.filter((label) => !NOTHING.has(plainName(label)))
  if (dimension.kind === 'open') {
    return { options: named.length > 0 ? ['present'] : [], other: [] }
  }
  const options = new Set<string>()
  const other: string[] = []
  for (const label of dimension.kind === 'one' ? labels : named) {
    const option = matchOption(dimension, label)
    if (option === undefined) other.push(label)
    else options.add(option)
  }
  const isTwofold = dimension.kind === 'one' && options.size + other.length !== 1
  return isTwofold ? null : { options: [...options], other }
}

/** Labels by which taggers say that a list is empty. */
const NOTHING = new Set(['', 'none', 'na', 'null', 'notapplicable', 'noconstraints'])

/** Returns a name without case, spaces and punctuation: what names are compared by. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The words before a bracket or colon carry the option: "low (minor, few people)". */
function matchOption(dimension: TagDimensionEntry, label: string): string | undefined {
  const whole = plainName(label)
  const head = plainName(label.split(/[(:]/)[0]!)
  return dimension.options.find(({ id, label: own, aliases }) =>
    [id, own, ...(aliases ?? [])].some((name) => {
      const plain = plainName(name)
      return plain === whole || plain === head
    }),
  )?.id
}

function readLabels(value: Json, kind: TagDimensionEntry['kind']): string[] | null {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? (value as string[]) : null
  }
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (!text.startsWith('[')) return kind !== 'one' && text === '' ? null : [text]
  return readList(text)
}

/** Lists written as JSON or as Python shows them; null when cut off or otherwise broken. */
function readList(text: string): string[] | null {
  if (!text.endsWith(']')) return null
  const items: string[] = []
  const inner = text.slice(1, -1)
  const item = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*(,|$)/y
  while (item.lastIndex < inner.length && inner.slice(item.lastIndex).trim() !== '') {
    const found = item.exec(inner)
    if (found === null) return null
    items.push((found[1] ?? found[2])!.replace(/\\(.)/g, '$1'))
  }
  return items
}
