import type { TagDimensionEntry } from '../tag-types.ts'
import {
  COMPARED,
  EQUAL,
  FIRST_UNKNOWN,
  JACCARD,
  optionCell,
  PROMPTS,
  SECOND_UNKNOWN,
} from './tag-cells.ts'

/** Places of the statistics of a dimension; those of the options follow, two each: agreement and kappa. */
export const STATISTICS = {
  firstUnknown: 0,
  secondUnknown: 1,
  agreement: 2,
  kappa: 3,
  jaccard: 4,
  options: 5,
} as const

/** Returns the statistics of a dimension from its summed cells; NaN where undefined. */
export function measureCells(
  sums: Float64Array,
  { kind, options }: TagDimensionEntry,
): Float64Array {
  const statistics = new Float64Array(STATISTICS.options + 2 * options.length).fill(Number.NaN)
  const compared = sums[COMPARED]!
  statistics[STATISTICS.firstUnknown] = sums[FIRST_UNKNOWN]! / sums[PROMPTS]!
  statistics[STATISTICS.secondUnknown] = sums[SECOND_UNKNOWN]! / sums[PROMPTS]!
  if (!(compared > 0)) return statistics
  let chance = 0
  options.forEach((_, option) => {
    const cell = optionCell(option)
    const first = (sums[cell]! + sums[cell + 1]!) / compared
    const second = (sums[cell]! + sums[cell + 2]!) / compared
    const agreement = 1 - (sums[cell + 1]! + sums[cell + 2]!) / compared
    const at = STATISTICS.options + 2 * option
    statistics[at] = agreement
    statistics[at + 1] = kappa(agreement, first * second + (1 - first) * (1 - second))
    chance += first * second
  })
  const agreement = sums[EQUAL]! / compared
  statistics[STATISTICS.agreement] = agreement
  if (kind === 'one') statistics[STATISTICS.kappa] = kappa(agreement, chance)
  if (kind === 'open') statistics[STATISTICS.kappa] = statistics[STATISTICS.options + 1]!
  if (kind === 'list') statistics[STATISTICS.jaccard] = sums[JACCARD]! / compared
  return statistics
}

/** Cohen's kappa; NaN where chance alone agrees always. @see Cohen, Educational and Psychological Measurement 20, 1960 */
function kappa(agreement: number, chance: number): number {
  return chance >= 1 - 1e-12 ? Number.NaN : (agreement - chance) / (1 - chance)
}
