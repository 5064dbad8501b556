import type { Interval } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import { membersByGroup } from '../../stats/index.ts'
import type { GivenTags } from '../given-tags.ts'
import { createTagTable, mergeGivenTags, type TagColumn, type TagTable } from '../tag-table.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { COMPARED, countTagCells, optionCell } from './tag-cells.ts'
import { measureCells, type TagStatistics } from './tag-statistics.ts'
import { withIntervals } from './unit-intervals.ts'

/** How far two taggers agree on one option. */
export interface OptionAgreement {
  /** Option id. */
  readonly option: string
  /** Compared prompts that the first, the second, and both say it of. */
  readonly first: number
  readonly second: number
  readonly both: number
  /** Share of the compared prompts on which both say yes or both say no. */
  readonly agreement: Interval | null
  /** Cohen's kappa of yes and no; null where neither or both say it of every prompt. */
  readonly kappa: Interval | null
}

/** How far two taggers agree in one dimension; values are null where they are undefined or rest on fewer than two prompts. */
export interface DimensionAgreement {
  readonly dimension: TagDimensionEntry['id']
  readonly kind: TagDimensionEntry['kind']
  /** Prompts that both know. */
  readonly compared: number
  /** Shares of all prompts that the first and the second tagger leave unknown. */
  readonly firstUnknown: Interval | null
  readonly secondUnknown: Interval | null
  /** Share of the compared prompts on which they say the same, for a list the whole list. */
  readonly agreement: Interval | null
  /** Cohen's kappa over the options; null for lists, whose options have their own, and where all fall into one option. */
  readonly kappa: Interval | null
  /** Mean Jaccard index of the lists, 1 for two empty ones; null for the other kinds. */
  readonly jaccard: Interval | null
  readonly options: readonly OptionAgreement[]
}

/** How far two taggers agree. */
export interface TaggerAgreement {
  readonly prompts: number
  readonly resamples: number
  readonly level: number
  readonly dimensions: readonly DimensionAgreement[]
}

/** How two taggers are compared. */
export interface TaggerAgreementOptions {
  /** Prompt group of every prompt: groups are resampled whole. */
  readonly groups: ArrayLike<number>
  /** Default 1,000. */
  readonly resamples?: number
  /** Default 0.95. */
  readonly level?: number
}

/** Tags of prompts: those of a language model or of columns, or a table of the local tagger. */
export type TagSource = readonly GivenTags[] | TagTable

/**
 * Returns how far two taggers agree about the same prompts, in the same order, per dimension and option, with percentile bootstrap
 * intervals over prompt groups; all dimensions rest on the same resamples. What either leaves unknown is counted and not compared.
 *
 * @throws RangeError where the two, or the groups, are not parallel
 */
export function taggerAgreement(
  first: TagSource,
  second: TagSource,
  options: TaggerAgreementOptions,
  random: Random,
): TaggerAgreement {
  const tables = [toTable(first), toTable(second)] as const
  const prompts = tables[0].ids.length
  const { groups, resamples = 1000, level = 0.95 } = options
  if (tables[1].ids.length !== prompts || groups.length !== prompts) {
    throw new RangeError(
      `taggers: got ${prompts} and ${tables[1].ids.length} prompts in ${groups.length} groups, expected as many of each`,
    )
  }
  const units = unitsOf(groups)
  const dimensions = tables[0].columns.map((column, index) =>
    compareColumns(column, tables[1].columns[index]!, { units, resamples, level, random }),
  )
  return { prompts, resamples, level, dimensions }
}

function toTable(source: TagSource): TagTable {
  if (!Array.isArray(source)) return source as TagTable
  const given = source as readonly GivenTags[]
  return mergeGivenTags(createTagTable(given.map((_, index) => String(index))), given)
}

/** Numbers the groups from 0; where all prompts are of one group, prompts are resampled, for there is no other group to learn from. */
function unitsOf(groups: ArrayLike<number>): Uint32Array {
  const members = membersByGroup(groups)
  const units = new Uint32Array(groups.length)
  members.forEach((rows, unit) => {
    for (const row of rows) units[row] = unit
  })
  return members.length === 1 ? units.map((_, row) => row) : units
}

interface Resampling {
  readonly units: Uint32Array
  readonly resamples: number
  readonly level: number
  readonly random: Random
}

function compareColumns(
  first: TagColumn,
  second: TagColumn,
  resampling: Resampling,
): DimensionAgreement {
  const { id, kind, options } = first.dimension
  const cells = countTagCells(first, second)
  const measure = (sums: Float64Array): TagStatistics => measureCells(sums, first.dimension)
  const { totals, intervals } = withIntervals(cells, measure, resampling)
  const [firstUnknown, secondUnknown, agreement, kappa, jaccard, ...perOption] = intervals
  return {
    dimension: id,
    kind,
    compared: totals[COMPARED]!,
    firstUnknown: firstUnknown!,
    secondUnknown: secondUnknown!,
    agreement: agreement!,
    kappa: kappa!,
    jaccard: jaccard!,
    options: options.map((option, index) => {
      const [both, alone, otherAlone] = totals.subarray(optionCell(index))
      return {
        option: option.id,
        first: both! + alone!,
        second: both! + otherAlone!,
        both: both!,
        agreement: perOption[2 * index]!,
        kappa: perOption[2 * index + 1]!,
      }
    }),
  }
}
