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

/** Unknown shares of both taggers, agreement, kappa, Jaccard, then agreement and kappa of every option; NaN where undefined. */
export type TagStatistics = readonly number[]

/** Returns the statistics of a dimension from its summed cells. */
export function measureCells(
  sums: Float64Array,
  { kind, options }: TagDimensionEntry,
): TagStatistics {
  const compared = sums[COMPARED]!
  const perOption = options.map((_, option) => measureOption(sums, option))
  return [
    sums[FIRST_UNKNOWN]! / sums[PROMPTS]!,
    sums[SECOND_UNKNOWN]! / sums[PROMPTS]!,
    sums[EQUAL]! / compared,
    kind === 'list'
      ? Number.NaN
      : kind === 'open'
        ? perOption[0]![1]!
        : kappa(sums[EQUAL]! / compared, chanceOfEqual(sums, options.length)),
    kind === 'list' ? sums[JACCARD]! / compared : Number.NaN,
    ...perOption.flat(),
  ]
}

function measureOption(sums: Float64Array, option: number): [agreement: number, kappa: number] {
  const compared = sums[COMPARED]!
  const [both, alone, otherAlone] = sums.subarray(optionCell(option)) as unknown as number[]
  const first = (both! + alone!) / compared
  const second = (both! + otherAlone!) / compared
  const agreement = 1 - (alone! + otherAlone!) / compared
  return [agreement, kappa(agreement, first * second + (1 - first) * (1 - second))]
}

/** Chance that two taggers who choose by their own shares of the options choose the same. */
function chanceOfEqual(sums: Float64Array, options: number): number {
  let chance = 0
  for (let option = 0; option < options; option++) {
    const cell = optionCell(option)
    chance += (sums[cell]! + sums[cell + 1]!) * (sums[cell]! + sums[cell + 2]!)
  }
  return chance / sums[COMPARED]! ** 2
}

/** Cohen's kappa; NaN where chance alone agrees always. @see Cohen, Educational and Psychological Measurement 20, 1960 */
function kappa(agreement: number, chance: number): number {
  return chance >= 1 - 1e-12 ? Number.NaN : (agreement - chance) / (1 - chance)
}
