import type { PreferenceInstance, Verdict } from '../domain/index.ts'
import type { AdditiveMeasure } from './additive-measure.ts'

/** Length preference where judge and people both name a side and the lengths differ. */
export type LengthStatistic =
  /** Share of pairs on which the judge prefers the longer completion. */
  | 'judgeLonger'
  /** The same of people, on the same pairs. */
  | 'humanLonger'
  /** Judge minus people. */
  | 'difference'

/** Bands of |length difference| / longer length: [0, 0.1), [0.1, 0.25), [0.25, 0.5), [0.5, 1]. */
export const LENGTH_BANDS: readonly number[] = [0, 0.1, 0.25, 0.5, 1]

/** The measure of length preference; its sums are: pairs, judge prefers longer, people prefer longer. */
export const lengthMeasure: AdditiveMeasure<LengthStatistic> = {
  names: ['judgeLonger', 'humanLonger', 'difference'],
  size: 3,
  evaluate: ([pairs, judge, human]) => [
    judge! / pairs!,
    human! / pairs!,
    (judge! - human!) / pairs!,
  ],
}

/** Returns the contribution and the band (index into `LENGTH_BANDS`) of one item; null where it says nothing about length. */
export function lengthContribution(
  instance: PreferenceInstance,
  verdicts: { readonly human: Verdict; readonly judge: Verdict },
): { readonly values: Float64Array; readonly band: number } | null {
  const a = instance.completionA.length
  const b = instance.completionB.length
  if (a === b || verdicts.human === 'tie' || verdicts.judge === 'tie') return null
  const longer: Verdict = a > b ? 'a' : 'b'
  const relative = Math.abs(a - b) / Math.max(a, b)
  return {
    values: Float64Array.of(
      1,
      Number(verdicts.judge === longer),
      Number(verdicts.human === longer),
    ),
    band: LENGTH_BANDS.findLastIndex((edge, index) => index < 4 && relative >= edge),
  }
}
