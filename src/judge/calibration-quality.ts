import type { Interval } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { bootstrapInterval } from '../stats/index.ts'
import type { CalibrationQuality, CalibrationScores, ReliabilityBin } from './calibration.ts'
import { lossOf } from './calibration-choice.ts'

/** Equal-width bins of the probability. */
const BINS = 10

/** Probabilities of A on labelled pairs; arrays are parallel. */
export interface CalibratedPairs {
  readonly before: Float64Array
  readonly after: Float64Array
  /** Share of people for A, ties half. */
  readonly human: Float64Array
  readonly groups: Uint32Array
}

/** How intervals are made. */
export interface IntervalOptions {
  readonly resamples: number
  readonly level: number
}

/** Returns how probabilities match people before and after calibration; all values rest on the same resamples of prompt groups. */
export function measureCalibration(
  { before, after, human, groups }: CalibratedPairs,
  options: IntervalOptions,
  random: Random,
): CalibrationQuality {
  const estimate: Estimate = (statistic) =>
    groupInterval(statistic, groups, { ...options, random: random.fork('resamples') })
  const lossBefore = before.map((p, row) => lossOf(p, human[row]!))
  const lossAfter = after.map((p, row) => lossOf(p, human[row]!))
  return {
    before: scoresOf(before, { human, losses: lossBefore }, estimate),
    after: scoresOf(after, { human, losses: lossAfter }, estimate),
    gain: estimate(meanOver(lossBefore.map((loss, row) => loss - lossAfter[row]!))),
    reliability: { before: reliabilityBins(before, human), after: reliabilityBins(after, human) },
  }
}

/**
 * Returns a statistic of rows with its bootstrap interval; whole groups are resampled. Equal streams draw equal resamples, so that values
 * which are given the same one can be compared.
 */
export function groupInterval(
  statistic: (rows: Uint32Array) => number,
  groups: Uint32Array,
  options: IntervalOptions & { readonly random: Random },
): Interval {
  const { value, lo, hi } = bootstrapInterval(statistic, groups.length, { ...options, groups })
  return { value, lo, hi }
}

/** Returns the statistic that is the mean of values over rows. */
export function meanOver(values: Float64Array): (rows: Uint32Array) => number {
  return (rows) => {
    let sum = 0
    for (const row of rows) sum += values[row]!
    return sum / rows.length
  }
}

/** Returns the reliability diagram: ten equal-width bins of the probability of A, 1 in the last one. */
export function reliabilityBins(p: Float64Array, human: Float64Array): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ pairs: 0, stated: 0, observed: 0 }))
  p.forEach((value, row) => {
    const bin = bins[binOf(value)]!
    bin.pairs += 1
    bin.stated += value
    bin.observed += human[row]!
  })
  return bins.map(({ pairs, stated, observed }) =>
    pairs === 0
      ? { pairs, stated: null, observed: null }
      : { pairs, stated: stated / pairs, observed: observed / pairs },
  )
}

type Estimate = (statistic: (rows: Uint32Array) => number) => Interval

function scoresOf(
  p: Float64Array,
  { human, losses }: { readonly human: Float64Array; readonly losses: Float64Array },
  estimate: Estimate,
): CalibrationScores {
  return {
    expectedCalibrationError: estimate(calibrationError(p, human)),
    brier: estimate(meanOver(p.map((value, row) => (value - human[row]!) ** 2))),
    logLoss: estimate(meanOver(losses)),
  }
}

function calibrationError(p: Float64Array, human: Float64Array): (rows: Uint32Array) => number {
  const bins = Uint8Array.from(p, binOf)
  const excess = new Float64Array(BINS)
  return (rows) => {
    excess.fill(0)
    for (const row of rows) excess[bins[row]!]! += p[row]! - human[row]!
    return excess.reduce((sum, value) => sum + Math.abs(value), 0) / rows.length
  }
}

function binOf(p: number): number {
  return Math.min(BINS - 1, Math.floor(p * BINS))
}
