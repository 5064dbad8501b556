import {
  type HiddenTruth,
  hasRow,
  type RowBits,
  revealTruth,
  type Source,
} from '../domain/index.ts'
import { sum } from '../stats/index.ts'
import type { AnalyticTruth } from './analytic/analytic-world.ts'
import type { InstanceTruth } from './text/world-truth.ts'

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

/** Whether labels are judged as they fell, or by their expectation (the oracle then does not know the luck of single labels). */
export type UtilityBasis = 'drawn' | 'expected'

/**
 * Returns the mean utility of the labels of a mix of simulated instances beside random and oracle mixes of the same size. In an analytic world
 * these are the combined labels of its two primary sources.
 */
export function measureLabelUtility(
  truth: HiddenTruth<readonly InstanceTruth[]> | HiddenTruth<AnalyticTruth>,
  humanRows: RowBits,
  basis: UtilityBasis,
): LabelUtility {
  const { human, lm } = readUtilities(
    revealTruth<readonly InstanceTruth[] | AnalyticTruth>(truth),
    basis,
  )
  const gains = Float64Array.from(human, (utility, row) => utility - lm[row]!)
  const count = gains.length
  let humans = 0
  let gained = 0
  for (let row = 0; row < count; row++) {
    if (!hasRow(humanRows, row)) continue
    humans++
    gained += gains[row]!
  }
  const floor = sum(lm)
  const best = sum(gains.toSorted().subarray(count - humans))
  return {
    achieved: (floor + gained) / count,
    random: (floor + (sum(gains) * humans) / count) / count,
    oracle: (floor + best) / count,
  }
}

function readUtilities(
  truth: readonly InstanceTruth[] | AnalyticTruth,
  basis: UtilityBasis,
): Readonly<Record<Source, ArrayLike<number>>> {
  if ('verdicts' in truth) {
    const utilities = basis === 'drawn' ? truth.labelUtility : truth.expectedUtility
    return { human: utilities[truth.primary.human]!, lm: utilities[truth.primary.lm]! }
  }
  const of = (source: Source): Float64Array =>
    Float64Array.from(truth, (row) =>
      basis === 'drawn' ? row.labelUtility[source] : row.expectedUtility[source],
    )
  return { human: of('human'), lm: of('lm') }
}
