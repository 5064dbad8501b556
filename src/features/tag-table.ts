import { hash128 } from '../kit/index.ts'
import type { GivenTags } from './given-tags.ts'
import { TAG_DIMENSIONS } from './tag-catalogue.ts'
import type { TagDimension, TagDimensionEntry } from './tag-types.ts'

/** Tags of instances in one dimension with k options. */
export interface TagColumn {
  readonly dimension: TagDimensionEntry
  /** n x k row-major: 1 yes, 0 no, -1 unknown. */
  readonly values: Int8Array
  /** n x k row-major: how sure the tagger is that the option holds, 0 to 1; given columns are 1 or 0. */
  readonly confidence: Float32Array
  /** 1 where the value stood in a column of the data; shape (n). */
  readonly given: Uint8Array
  /** Labels in given columns that no option has, with their number of instances. */
  readonly otherLabels: Readonly<Record<string, number>>
}

/** Tags of instances in all dimensions. */
export interface TagTable {
  readonly ids: readonly string[]
  readonly columns: readonly TagColumn[]
}

/** Returns a table in which every tag is unknown. */
export function createTagTable(ids: readonly string[]): TagTable {
  return {
    ids,
    columns: TAG_DIMENSIONS.map((dimension) => ({
      dimension,
      values: new Int8Array(ids.length * dimension.options.length).fill(-1),
      confidence: new Float32Array(ids.length * dimension.options.length),
      given: new Uint8Array(ids.length),
      otherLabels: {},
    })),
  }
}

/** Returns the column of a dimension. */
export function tagColumn(table: TagTable, dimension: TagDimension): TagColumn {
  return table.columns.find((column) => column.dimension.id === dimension)!
}

/**
 * Returns the table with given tags put over it: where an instance has a column for a dimension it wins, also when it could not be read
 * (then the dimension is unknown). The table that came in is not changed.
 */
export function mergeGivenTags(table: TagTable, given: readonly GivenTags[]): TagTable {
  return {
    ids: table.ids,
    columns: table.columns.map((column) => mergeColumn(column, given)),
  }
}

function mergeColumn(column: TagColumn, given: readonly GivenTags[]): TagColumn {
  const { dimension } = column
  const width = dimension.options.length
  const merged = {
    dimension,
    values: column.values.slice(),
    confidence: column.confidence.slice(),
    given: column.given.slice(),
    otherLabels: { ...column.otherLabels } as Record<string, number>,
  }
  for (let row = 0; row < given.length; row++) {
    const tag = given[row]![dimension.id]
    if (tag === undefined) continue
    merged.given[row] = 1
    const isUnread = tag === null || (dimension.kind === 'one' && tag.options.length !== 1)
    for (let option = 0; option < width; option++) {
      const isNamed = tag?.options.includes(dimension.options[option]!.id) ?? false
      merged.values[row * width + option] = isUnread ? -1 : isNamed ? 1 : 0
      merged.confidence[row * width + option] = isNamed ? 1 : 0
    }
    for (const label of new Set(tag?.other)) {
      merged.otherLabels[label] = (merged.otherLabels[label] ?? 0) + 1
    }
  }
  return merged
}

/** Returns a fingerprint of the tags: 32 hex digits. */
export function fingerprintTags(table: TagTable): string {
  const text = table.columns
    .map(({ dimension, values }) => `${dimension.id}=${values.join('')}`)
    .join(';')
  return hash128(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
}
