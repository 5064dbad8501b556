import type { Verdict } from '../domain/index.ts'
import type { AdditiveMeasure } from './additive-measure.ts'

/** How well a judge's stated probability that A is better matches people's verdicts (ties of people left out). */
export type CalibrationStatistic = 'brier' | 'expectedCalibrationError'

/** Equal-width bins of the stated probability. */
export const CALIBRATION_BINS = 10

/** The measure of calibration; its sums are: per bin count, sum of stated probabilities, verdicts for A; then the squared errors. */
export const calibrationMeasure: AdditiveMeasure<CalibrationStatistic> = {
  names: ['brier', 'expectedCalibrationError'],
  size: 3 * CALIBRATION_BINS + 1,
  evaluate: (sums) => {
    let count = 0
    let gap = 0
    for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
      count += sums[3 * bin]!
      gap += Math.abs(sums[3 * bin + 1]! - sums[3 * bin + 2]!)
    }
    return [sums[3 * CALIBRATION_BINS]! / count, gap / count]
  },
}

/** Returns the contribution of one item that the judge gave P(A better); null where people say tie. */
export function calibrationContribution(pA: number, human: Verdict): Float64Array | null {
  if (human === 'tie') return null
  const values = new Float64Array(calibrationMeasure.size)
  const outcome = Number(human === 'a')
  const bin = Math.min(CALIBRATION_BINS - 1, Math.floor(pA * CALIBRATION_BINS))
  values[3 * bin] = 1
  values[3 * bin + 1] = pA
  values[3 * bin + 2] = outcome
  values[3 * CALIBRATION_BINS] = (pA - outcome) ** 2
  return values
}
