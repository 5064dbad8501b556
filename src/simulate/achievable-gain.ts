import { hasRow, type RowBits } from '../domain/index.ts'
import type { InstanceTruth } from './world-truth.ts'

/**
 * Returns the share of the achievable gain: 0 is what random mixes of the same size reach, 1 what the oracle reaches; below 0 is worse than
 * random. NaN where the oracle is not better than random.
 */
export function shareOfAchievableGain(values: {
  readonly achieved: number
  readonly random: number
  readonly oracle: number
}): number {
  const room = values.oracle - values.random
  return room > 0 ? (values.achieved - values.random) / room : Number.NaN
}

/** Mean label utilities at one human share: of a choice, of random choices of that size, of the oracle's. */
export interface LabelUtility {
  readonly achieved: number
  readonly random: number
  readonly oracle: number
}

/**
 * Returns the mean utility of the labels of a mix of simulated instances beside random and oracle mixes of the same size. `drawn` judges by the
 * labels as they fell, `expected` by their expectation (the oracle then does not know the luck of single labels).
 */
export function measureLabelUtility(
  truth: readonly InstanceTruth[],
  humanRows: RowBits,
  basis: 'drawn' | 'expected',
): LabelUtility {
  const utilities = truth.map((row) => (basis === 'drawn' ? row.labelUtility : row.expectedUtility))
  const gains = Float64Array.from(utilities, ({ human, lm }) => human - lm)
  let humans = 0
  let achieved = 0
  let floor = 0
  for (const [row, utility] of utilities.entries()) {
    const asked = hasRow(humanRows, row)
    humans += Number(asked)
    achieved += asked ? utility.human : utility.lm
    floor += utility.lm
  }
  const count = truth.length
  const total = gains.reduce((sum, gain) => sum + gain, 0)
  const best = gains
    .toSorted((a, b) => b - a)
    .slice(0, humans)
    .reduce((sum, gain) => sum + gain, 0)
  return {
    achieved: achieved / count,
    random: (floor + (total * humans) / count) / count,
    oracle: (floor + best) / count,
  }
}
