import type { Interval } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import { membersByGroup } from '../../stats/index.ts'
import type { GivenTags } from '../given-tags.ts'
import { createTagTable, mergeGivenTags, type TagTable } from '../tag-table.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { COMPARED, countTagCells, optionCell } from './tag-cells.ts'
import { STATISTICS } from './tag-statistics.ts'
import { type MeasuredDimension, withIntervals } from './unit-intervals.ts'

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
  const counted = tables[0].columns.map((column, index) => ({
    dimension: column.dimension,
    cells: countTagCells(column, tables[1].columns[index]!),
  }))
  const measured = withIntervals(counted, { units: unitsOf(groups), resamples, level }, random)
  const dimensions = measured.map((own, index) => describe(counted[index]!.dimension, own))
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

function describe(
  { id, kind, options }: TagDimensionEntry,
  { totals, intervals }: MeasuredDimension,
): DimensionAgreement {
  const of = (statistic: number): Interval | null => intervals[statistic]!
  return {
    dimension: id,
    kind,
    compared: totals[COMPARED]!,
    firstUnknown: of(STATISTICS.firstUnknown),
    secondUnknown: of(STATISTICS.secondUnknown),
    agreement: of(STATISTICS.agreement),
    kappa: of(STATISTICS.kappa),
    jaccard: of(STATISTICS.jaccard),
    options: options.map((option, index) => {
      const cell = optionCell(index)
      const at = STATISTICS.options + 2 * index
      return {
        option: option.id,
        first: totals[cell]! + totals[cell + 1]!,
        second: totals[cell]! + totals[cell + 2]!,
        both: totals[cell]!,
        agreement: of(at),
        kappa: of(at + 1),
      }
    }),
  }
}
