import type { Interval } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { percentileInterval } from '../stats/index.ts'
import { drawResamples } from './resamples.ts'
import { takeValues } from './training-table.ts'
import { layOutPredictions, scorePredictions } from './weighted-scores.ts'

/** Rank and linear correlation with their 95 % intervals over prompt groups; NaN where fewer than three rows are compared. */
export interface GainAgreement {
  readonly rows: number
  readonly spearman: Interval
  readonly pearson: Interval
}

/** How far gains follow influences. */
export interface GainComparison {
  /** Over all rows of known influence. */
  readonly all: GainAgreement
  /** Over the rows on which the sources differ: the others have influence 0 and dilute the first. */
  readonly differing: GainAgreement
}

/** What gains are compared with. */
export interface CompareOptions {
  /** Influence of every row, 0 where the sources agree, NaN where unknown; shape (rows). */
  readonly influences: ArrayLike<number>
  /** Prompt group of every row; whole groups are resampled. Shape (rows). */
  readonly groups: ArrayLike<number>
  /** Default 1,000. */
  readonly resamples?: number
}

/**
 * Returns how far the gains that a predictor gives to rows agree with their influences: the check of a PPM that was fitted on mixes. Ranks
 * are those in the whole sample, so that a resample costs one pass. Rows of unknown influence are left out.
 *
 * @throws RangeError where lengths disagree
 */
export function compareGains(
  gains: ArrayLike<number>,
  options: CompareOptions,
  random: Random,
): GainComparison {
  const { influences, groups, resamples = 1000 } = options
  if (influences.length !== gains.length || groups.length !== gains.length) {
    throw new RangeError(
      `gains: got ${gains.length} with ${influences.length} influences and ${groups.length} groups, expected as many`,
    )
  }
  const known = [...Array(gains.length).keys()].filter((row) => !Number.isNaN(influences[row]!))
  const differing = known.filter((row) => influences[row] !== 0)
  const agree = (rows: readonly number[], name: string): GainAgreement =>
    measureAgreement(
      {
        influences: takeValues(influences, rows),
        gains: takeValues(gains, rows),
        groups: takeValues(groups, rows),
      },
      resamples,
      random.fork(name),
    )
  return { all: agree(known, 'all'), differing: agree(differing, 'differing') }
}

function measureAgreement(
  compared: {
    readonly influences: Float64Array
    readonly gains: Float64Array
    readonly groups: Float64Array
  },
  resamples: number,
  random: Random,
): GainAgreement {
  const rows = compared.gains.length
  if (rows < 3) {
    const unknown = { value: Number.NaN, lo: Number.NaN, hi: Number.NaN }
    return { rows, spearman: unknown, pearson: unknown }
  }
  const measured = layOutPredictions(compared.influences, compared.gains)
  const whole = scorePredictions(measured, new Uint8Array(rows).fill(1))
  const drawn = drawResamples(compared.groups, resamples, random).map((weights) =>
    scorePredictions(measured, weights),
  )
  const interval = (name: 'spearman' | 'pearson'): Interval => ({
    value: whole[name],
    ...percentileInterval(
      drawn.map((scores) => scores[name]),
      0.95,
    ),
  })
  return { rows, spearman: interval('spearman'), pearson: interval('pearson') }
}
