import { tQuantile } from './student-t.ts'

/** Values of some rows of a population, each observed with a known chance. Arrays are parallel, n long. */
export interface PropensitySample {
  /** NaN where the row was not observed. */
  readonly values: Float64Array
  /** Chance of every row to be observed, 0 to 1. */
  readonly propensities: Float64Array
  /** What a model that has not seen the row's value says of it. */
  readonly predicted?: Float64Array
}

/** Options of an estimate. */
export interface MeanOptions {
  /** Default 0.95. */
  readonly level?: number
  /**
   * `independent`: every row was drawn by itself. `fixed-size`: rows of equal propensity were drawn together as a simple random sample. Only the
   * intervals differ. Default `independent`.
   */
  readonly design?: 'independent' | 'fixed-size'
}

/** An estimated mean of all rows. */
export interface MeanEstimate {
  readonly value: number
  readonly lo: number
  readonly hi: number
  readonly sd: number
}

/** The mean of all rows, three ways. */
export interface MeanEstimates {
  /** Sum of value / propensity over n: unbiased, restless where propensities are small. */
  readonly horvitzThompson: MeanEstimate
  /** The same over the sum of 1 / propensity: hardly biased, steadier. */
  readonly hajek: MeanEstimate
  /** Mean prediction plus the inverse-propensity mean of the errors: unbiased whatever the model, best where it is good. Null without predictions. */
  readonly doublyRobust: MeanEstimate | null
  readonly observed: number
  /** Rows that could not be observed at all. With any, only the model speaks of them: no estimate has an interval, the first two have no value. */
  readonly unreachable: number
}

/**
 * Returns inverse-propensity estimates of the mean of all rows, observed or not, with intervals from the design alone (normal sums, Student's t for the
 * rows that chance decided on).
 *
 * @throws RangeError for arrays of different lengths, propensities outside 0 to 1, a value that could not be observed or one that had to be and is missing
 * @see Horvitz and Thompson (1952); Hajek (1971); Robins, Rotnitzky and Zhao (1994)
 */
export function estimateMean(sample: PropensitySample, options: MeanOptions = {}): MeanEstimates {
  requireSample(sample)
  const { values, propensities, predicted } = sample
  const total = values.length
  const rows = Array.from(values.keys())
  const observed = rows.filter((row) => !Number.isNaN(values[row]!))
  const unreachable = rows.filter((row) => propensities[row] === 0).length
  const inverse = (errorOf: (row: number) => number): number =>
    observed.reduce((sum, row) => sum + errorOf(row) / propensities[row]!, 0)
  const weight = inverse(() => 1)
  const make = (value: number, errorOf: (row: number) => number, divisor: number): MeanEstimate =>
    withInterval(value, Math.sqrt(designVariance(sample, errorOf, options)) / divisor, {
      observed: observed.filter((row) => propensities[row]! < 1).length,
      isBlind: unreachable > 0,
      level: options.level ?? 0.95,
    })
  const seen = unreachable > 0 ? Number.NaN : 1
  const mean = inverse((row) => values[row]!) / weight
  return {
    horvitzThompson: make(
      (seen * inverse((row) => values[row]!)) / total,
      (row) => values[row]!,
      total,
    ),
    hajek: make(seen * mean, (row) => values[row]! - mean, weight),
    doublyRobust:
      predicted === undefined
        ? null
        : make(
            (predicted.reduce((sum, value) => sum + value, 0) +
              inverse((row) => values[row]! - predicted[row]!)) /
              total,
            (row) => values[row]! - predicted[row]!,
            total,
          ),
    observed: observed.length,
    unreachable,
  }
}

/** Variance of the sum of error / propensity over the observed rows, estimated from them. */
function designVariance(
  { values, propensities }: PropensitySample,
  errorOf: (row: number) => number,
  { design = 'independent' }: MeanOptions,
): number {
  const strata = new Map<number, { rows: number; errors: number[] }>()
  for (let row = 0; row < values.length; row++) {
    const propensity = propensities[row]!
    if (propensity === 1) continue
    const stratum = strata.get(propensity) ?? { rows: 0, errors: [] }
    strata.set(propensity, stratum)
    stratum.rows++
    if (!Number.isNaN(values[row]!)) stratum.errors.push(errorOf(row))
  }
  let variance = 0
  for (const [propensity, { rows, errors }] of strata) {
    const isAlone = design === 'independent' || errors.length < 2
    variance += isAlone
      ? errors.reduce((sum, error) => sum + error * error, 0) * ((1 - propensity) / propensity ** 2)
      : rows ** 2 * (1 - errors.length / rows) * (sampleVariance(errors) / errors.length)
  }
  return variance
}

function sampleVariance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

function withInterval(
  value: number,
  sd: number,
  facts: { readonly observed: number; readonly isBlind: boolean; readonly level: number },
): MeanEstimate {
  if (facts.isBlind) return { value, lo: Number.NaN, hi: Number.NaN, sd: Number.NaN }
  const half = sd === 0 ? 0 : tQuantile(0.5 + facts.level / 2, Math.max(1, facts.observed - 1)) * sd
  return { value, lo: value - half, hi: value + half, sd }
}

function requireSample({ values, propensities, predicted }: PropensitySample): void {
  for (const other of [propensities, predicted]) {
    if (other !== undefined && other.length !== values.length)
      throw new RangeError(`estimateMean: got ${other.length} numbers, expected ${values.length}`)
  }
  propensities.forEach((propensity, row) => {
    if (!(propensity >= 0 && propensity <= 1))
      throw new RangeError(
        `estimateMean: got the propensity ${propensity} in row ${row}, expected 0 to 1`,
      )
    const isMissing = Number.isNaN(values[row]!)
    if ((propensity === 0 && !isMissing) || (propensity === 1 && isMissing))
      throw new RangeError(
        `estimateMean: got ${isMissing ? 'no value' : 'a value'} in row ${row} of propensity ${propensity}, expected the opposite`,
      )
  })
}
