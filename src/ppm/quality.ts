import type { Interval, PpmTargetQuality } from '../domain/index.ts'
import { normalQuantile, percentileInterval, standardDeviation } from '../stats/index.ts'
import type { PpmKind } from './fitted.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { differenceInR2 } from './r2-difference.ts'
import {
  layOutPredictions,
  type MeasuredPredictions,
  type PredictionScores,
  scorePredictions,
} from './weighted-scores.ts'

/** How well a PPM predicts one target, with what stands behind the figures. */
export interface PpmQuality extends PpmTargetQuality {
  readonly kind: PpmKind
  readonly mixes: number
  /** Mixes that differ; equal ones share a fold and are resampled together. */
  readonly groups: number
  readonly folds: number
  readonly repeats: number
  /** Paired difference to budget-only in Spearman. */
  readonly spearmanDifference: Interval
  /** True where the effects, though not sure, are likelier than not to mean something: the best guess for a budget that is spent all the same. */
  readonly leaning: boolean
  /** Standard deviation of the scores; points. */
  readonly spread: number
  /** Out-of-fold predictions, mean over the repeats, in the order of the mixes. */
  readonly outOfFold: {
    readonly observed: Float64Array
    readonly predicted: Float64Array
    readonly predictiveSd: Float64Array
    readonly budgetOnly: Float64Array
  }
}

/** What `measureQuality` reads. */
export interface QualityInput {
  readonly kind: PpmKind
  readonly scores: Float64Array
  /** One entry per repeat, on the same folds. */
  readonly model: readonly OutOfFold[]
  readonly budgetOnly: readonly OutOfFold[]
  /** Fold of every mix, one array per repeat. */
  readonly assignments: readonly Uint32Array[]
  readonly resamples: readonly ArrayLike<number>[]
  readonly groups: number
  readonly folds: number
  /** See `signalPs`; null for kinds that it says nothing of. */
  readonly signalP: number | null
  readonly noiseSd: number | null
  readonly reliability: number | null
}

/** Share of worlds in which only the budget matters that may pass for more. */
const SIGNAL_LEVEL = 0.025

/** Above it nothing speaks for the effects rather than against them. */
const LEANING_LEVEL = 0.5

type Reading = Readonly<Record<string, number>>

/**
 * Returns the quality of one target. Every figure is the mean over the repeats of the figure on that repeat's out-of-fold predictions; its
 * interval is the 95 % percentile interval over resamples of whole groups of mixes, the same resamples for model and baseline. The
 * difference in R2 has its interval from the folds instead (`differenceInR2`). Kinds whose linear effects can be tested exactly (`signalPs`) are usable
 * where that test passes: at a given budget routing follows the effects alone, and the curve, whose error weighs on the difference in R2, cancels.
 */
export function measureQuality(input: QualityInput): PpmQuality {
  const { scores, model, budgetOnly, resamples } = input
  const layOut = (fold: OutOfFold): MeasuredPredictions => layOutPredictions(scores, fold.mean)
  const models = model.map(layOut)
  const baselines = budgetOnly.map(layOut)
  const inside80 = coverage(scores, model, 0.8)
  const inside95 = coverage(scores, model, 0.95)
  const read = (weights: ArrayLike<number>): Reading => ({
    ...prefixed('', averageScores(models, weights)),
    ...prefixed('base ', averageScores(baselines, weights)),
    coverage80: weightedShare(inside80, weights),
    coverage95: weightedShare(inside95, weights),
  })
  const whole = read(new Uint8Array(scores.length).fill(1))
  const drawn = resamples.map(read)
  const interval = (value: (reading: Reading) => number): Interval => ({
    value: value(whole),
    ...percentileInterval(drawn.map(value), 0.95),
  })
  const named = (name: string): Interval => interval((reading) => reading[name]!)
  const difference = differenceInR2(input, whole.r2! - whole['base r2']!)
  return {
    kind: input.kind,
    mixes: scores.length,
    groups: input.groups,
    folds: input.folds,
    repeats: model.length,
    spearman: named('spearman'),
    pearson: named('pearson'),
    rmse: named('rmse'),
    r2: named('r2'),
    coverage80: named('coverage80'),
    coverage95: named('coverage95'),
    reliability: input.reliability,
    budgetOnly: {
      spearman: named('base spearman'),
      rmse: named('base rmse'),
      r2: named('base r2'),
    },
    difference,
    spearmanDifference: interval((reading) => reading.spearman! - reading['base spearman']!),
    ceiling: ceilingOf(scores, input.noiseSd),
    spread: standardDeviation(scores),
    signalP: input.signalP,
    usable: input.signalP === null ? difference.lo > 0 : input.signalP <= SIGNAL_LEVEL,
    leaning: input.signalP === null ? difference.value > 0 : input.signalP <= LEANING_LEVEL,
    outOfFold: {
      observed: scores,
      predicted: averageOf(model, 'mean'),
      predictiveSd: averageOf(model, 'predictiveSd'),
      budgetOnly: averageOf(budgetOnly, 'mean'),
    },
  }
}

function averageScores(
  repeats: readonly MeasuredPredictions[],
  weights: ArrayLike<number>,
): PredictionScores {
  const sums = { spearman: 0, pearson: 0, rmse: 0, r2: 0 }
  for (const repeat of repeats) {
    const scores = scorePredictions(repeat, weights)
    sums.spearman += scores.spearman / repeats.length
    sums.pearson += scores.pearson / repeats.length
    sums.rmse += scores.rmse / repeats.length
    sums.r2 += scores.r2 / repeats.length
  }
  return sums
}

function prefixed(prefix: string, scores: PredictionScores): Record<string, number> {
  return {
    [`${prefix}spearman`]: scores.spearman,
    [`${prefix}pearson`]: scores.pearson,
    [`${prefix}rmse`]: scores.rmse,
    [`${prefix}r2`]: scores.r2,
  }
}

/** Returns per mix the share of repeats whose predictive interval holds the score; shape (n). */
function coverage(
  scores: Float64Array,
  repeats: readonly OutOfFold[],
  level: number,
): Float64Array {
  const width = normalQuantile((1 + level) / 2)
  return scores.map((score, row) => {
    let inside = 0
    for (const { mean, predictiveSd } of repeats) {
      if (Math.abs(score - mean[row]!) <= width * predictiveSd[row]!) inside++
    }
    return inside / repeats.length
  })
}

function weightedShare(values: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < values.length; row++) {
    sum += weights[row]! * values[row]!
    total += weights[row]!
  }
  return sum / total
}

/** 1 - noise variance / variance of the scores: what a model that knew every expected score would reach. */
function ceilingOf(scores: Float64Array, noiseSd: number | null): number | null {
  if (noiseSd === null) return null
  const variance = standardDeviation(scores) ** 2
  return variance > 0 ? Math.max(0, 1 - noiseSd ** 2 / variance) : 0
}

function averageOf(repeats: readonly OutOfFold[], name: keyof OutOfFold): Float64Array {
  const sums = new Float64Array(repeats[0]!.mean.length)
  for (const repeat of repeats) {
    repeat[name].forEach((value, row) => {
      sums[row]! += value / repeats.length
    })
  }
  return sums
}
