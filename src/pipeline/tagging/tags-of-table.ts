import type { GivenTag, GivenTags, TagColumn, TagTable } from '../../features/index.ts'

/** Returns the tags of a table, one record a row, as columns of the data would give them; a dimension with an unknown option is unknown. */
export function tagsOfTable({ ids, columns }: TagTable): GivenTags[] {
  return ids.map((_, row) =>
    Object.fromEntries(columns.map((column) => [column.dimension.id, readRow(column, row)])),
  )
}

function readRow({ dimension: { options }, values }: TagColumn, row: number): GivenTag | null {
  const own = values.subarray(row * options.length, (row + 1) * options.length)
  if (own.includes(-1)) return null
  const named = options.filter((_, option) => own[option] === 1)
  return { options: named.map(({ id }) => id), other: [] }
}
