import {
  columnSums,
  type FeatureMatrix,
  hasFeature,
  type MixPoint,
  type Predictor,
} from '../domain/index.ts'
import { benjaminiHochberg, dot, holm, normalQuantile, normalUpperTail } from '../stats/index.ts'
import { requireSameFeatures } from './row-gains.ts'

/** Where the gains are read. */
export interface FeatureGainOptions {
  /** The mix at which effects are taken. */
  readonly at: MixPoint
  /** Level of the intervals; default 0.95. */
  readonly level?: number
}

/** What one feature says about whose label is worth more. Positive: people's labels raise the score there more than elsewhere. */
export interface FeatureGain {
  readonly feature: string
  readonly label: string
  /** Rows of the matrix that carry it. */
  readonly rows: number
  /**
   * Mean gain of a row that carries the feature less that of a row that does not, in points: everything that goes with the feature
   * included, so it is defined for exhaustive bins too.
   */
  readonly gain: number
  /** The same for 100 rows moved from the judge to people at one budget. */
  readonly gainPer100: number
  /** Interval of `gain`; null where the model has no covariance. */
  readonly lo: number | null
  readonly hi: number | null
  /** Two-sided tail probability of 0 under the posterior. */
  readonly p: number | null
  /** Adjusted over all features of the answer: false discovery rate, and family-wise. */
  readonly pBenjaminiHochberg: number | null
  readonly pHolm: number | null
  /** The feature's own effect with all other features held; points per row. */
  readonly ownEffect: number
  /** Mean gain of the rows that carry it with the slope of the budget curve: above 0, people are better there, below 0 the judge is. */
  readonly meanRowGain: number
}

/**
 * Returns the gain of every feature that some rows carry and some do not, surest first (smallest p; without covariance: largest gain; ties by
 * feature id). O(n m + m^3).
 *
 * @throws HyperError `data/feature-mismatch`
 */
export function featureGains(
  fitted: Predictor,
  matrix: FeatureMatrix,
  options: FeatureGainOptions,
): FeatureGain[] {
  requireSameFeatures(fitted, matrix)
  const effects = fitted.effects(options.at)
  const profiles = profileFeatures(matrix)
  const gains = profiles.map(({ contrast }) => dot(contrast, effects.perFeature))
  const doubt = doubtOf(profiles, gains, effects.covariance)
  const reach = normalQuantile((1 + (options.level ?? 0.95)) / 2)
  const rows = profiles.map(({ column, carriers, rows: count }, index): FeatureGain => {
    const gain = gains[index]!
    const sd = doubt?.sds[index]
    const deviation = carriers.map((mean, other) => mean - fitted.columnMeans[other]!)
    return {
      feature: matrix.specs[column]!.id,
      label: matrix.specs[column]!.label,
      rows: count,
      gain,
      gainPer100: 100 * gain,
      lo: sd === undefined ? null : gain - reach * sd,
      hi: sd === undefined ? null : gain + reach * sd,
      p: doubt?.p[index] ?? null,
      pBenjaminiHochberg: doubt?.fdr[index] ?? null,
      pHolm: doubt?.family[index] ?? null,
      ownEffect: effects.perFeature[column]!,
      meanRowGain: effects.perRow + dot(effects.perFeature, deviation),
    }
  })
  return rows.sort(bySureness)
}

interface FeatureProfile {
  readonly column: number
  readonly rows: number
  /** Mean of every feature over the rows that carry this one. */
  readonly carriers: Float64Array
  /** The same less the mean over the rows that do not. */
  readonly contrast: Float64Array
}

function profileFeatures(matrix: FeatureMatrix): FeatureProfile[] {
  const sums = columnSums(matrix)
  const total = matrix.ids.length
  const together = countTogether(matrix)
  return matrix.specs.flatMap((_, column) => {
    const rows = sums[column]!
    if (rows === 0 || rows === total) return []
    const both = together.subarray(column * sums.length, (column + 1) * sums.length)
    const carriers = both.map((count) => count / rows)
    const contrast = both.map(
      (count, other) => count / rows - (sums[other]! - count) / (total - rows),
    )
    return [{ column, rows, carriers, contrast }]
  })
}

function doubtOf(
  profiles: readonly FeatureProfile[],
  gains: readonly number[],
  covariance: Float64Array | null,
): Readonly<Record<'sds' | 'p' | 'fdr' | 'family', Float64Array>> | null {
  if (covariance === null) return null
  const sds = Float64Array.from(profiles, ({ contrast }) => spreadOf(contrast, covariance))
  const p = sds.map((sd, index) => twoSided(gains[index]!, sd))
  return { sds, p, fdr: benjaminiHochberg(p), family: holm(p) }
}

function bySureness(a: FeatureGain, b: FeatureGain): number {
  return (
    (a.p ?? 0) - (b.p ?? 0) ||
    Math.abs(b.gain) - Math.abs(a.gain) ||
    (a.feature < b.feature ? -1 : 1)
  )
}

/** Returns for each pair of features how many rows carry both; m x m. */
function countTogether(matrix: FeatureMatrix): Float64Array {
  const size = matrix.specs.length
  const counts = new Float64Array(size * size)
  for (let row = 0; row < matrix.ids.length; row++) {
    const carried: number[] = []
    for (let column = 0; column < size; column++) {
      if (hasFeature(matrix, row, column)) carried.push(column)
    }
    for (const one of carried) for (const other of carried) counts[one * size + other]!++
  }
  return counts
}

function spreadOf(contrast: Float64Array, covariance: Float64Array): number {
  const size = contrast.length
  let variance = 0
  for (let i = 0; i < size; i++) {
    variance += contrast[i]! * dot(contrast, covariance.subarray(i * size, (i + 1) * size))
  }
  return Math.sqrt(Math.max(0, variance))
}

function twoSided(value: number, sd: number): number {
  if (sd === 0) return value === 0 ? 1 : 0
  return Math.min(1, 2 * normalUpperTail(Math.abs(value) / sd))
}
