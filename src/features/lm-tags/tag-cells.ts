import type { TagColumn } from '../tag-table.ts'

/** Cells before those of the options: prompts, unknown to the first tagger, to the second, known to both, equal, sum of Jaccard indices. */
export const PROMPTS = 0
export const FIRST_UNKNOWN = 1
export const SECOND_UNKNOWN = 2
export const COMPARED = 3
export const EQUAL = 4
export const JACCARD = 5
const FIRST_OPTION = 6
/** Cells of an option: named by both, by the first alone, by the second alone. */
const OPTION_CELLS = 3

/** What every prompt adds to which cell of one dimension, only where it adds something: most options are named by nobody. */
export interface TagCells {
  readonly size: number
  /** Parallel: prompt, cell, amount. */
  readonly prompt: Uint32Array
  readonly cell: Uint32Array
  readonly amount: Float64Array
}

/** Returns the place of an option's first cell. */
export function optionCell(option: number): number {
  return FIRST_OPTION + OPTION_CELLS * option
}

/** Returns what the prompts add to the cells of a dimension; only prompts that both taggers know count as compared. */
export function countTagCells(first: TagColumn, second: TagColumn): TagCells {
  const width = first.dimension.options.length
  const count = first.values.length / width
  const entries: [prompt: number, cell: number, amount: number][] = []
  for (let prompt = 0; prompt < count; prompt++) {
    const own = readRow(first, prompt, width)
    const other = readRow(second, prompt, width)
    entries.push([prompt, PROMPTS, 1])
    if (own === null) entries.push([prompt, FIRST_UNKNOWN, 1])
    if (other === null) entries.push([prompt, SECOND_UNKNOWN, 1])
    if (own !== null && other !== null) {
      for (const [cell, amount] of compareRows(own, other)) entries.push([prompt, cell, amount])
    }
  }
  return {
    size: optionCell(width),
    prompt: Uint32Array.from(entries, ([prompt]) => prompt),
    cell: Uint32Array.from(entries, ([, cell]) => cell),
    amount: Float64Array.from(entries, ([, , amount]) => amount),
  }
}

/** The options that hold; null where any is unknown. */
function readRow({ values }: TagColumn, prompt: number, width: number): number[] | null {
  const named: number[] = []
  for (let option = 0; option < width; option++) {
    const value = values[prompt * width + option]!
    if (value < 0) return null
    if (value === 1) named.push(option)
  }
  return named
}

/** Two empty lists are equal: their Jaccard index is 1. */
function compareRows(first: readonly number[], second: readonly number[]): [number, number][] {
  const both = first.filter((option) => second.includes(option))
  const union = first.length + second.length - both.length
  const jaccard = union === 0 ? 1 : both.length / union
  return [
    [COMPARED, 1],
    [EQUAL, jaccard === 1 ? 1 : 0],
    [JACCARD, jaccard],
    ...both.map((option): [number, number] => [optionCell(option), 1]),
    ...first
      .filter((option) => !both.includes(option))
      .map((option): [number, number] => [optionCell(option) + 1, 1]),
    ...second
      .filter((option) => !both.includes(option))
      .map((option): [number, number] => [optionCell(option) + 2, 1]),
  ]
}
