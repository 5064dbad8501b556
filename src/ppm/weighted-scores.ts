import { ranks } from '../stats/index.ts'

/** One set of predictions laid out for measuring under many row weights. */
export interface MeasuredPredictions {
  /** Observed and predicted, both less the mean of the observed; shape (n). */
  readonly y: Float64Array
  readonly p: Float64Array
  readonly rankY: Float64Array
  readonly rankP: Float64Array
}

/** Correlations plain, RMSE in points. */
export interface PredictionScores {
  readonly spearman: number
  readonly pearson: number
  readonly rmse: number
  readonly r2: number
}

/** Returns predictions ready to be measured. */
export function layOutPredictions(y: Float64Array, p: Float64Array): MeasuredPredictions {
  const middle = y.reduce((sum, value) => sum + value / y.length, 0)
  const centre = (values: Float64Array): Float64Array => values.map((value) => value - middle)
  const shift = (values: Float64Array): Float64Array =>
    values.map((value) => value - (y.length + 1) / 2)
  return { y: centre(y), p: centre(p), rankY: shift(ranks(y)), rankP: shift(ranks(p)) }
}

/**
 * Returns the scores of predictions under row weights (how often a resample holds each row). R2 = 1 - SSE / SST. Ranks are those in the whole
 * sample, so that a resample costs one pass; with unit weights Spearman is exact. A correlation with something constant counts as 0.
 */
export function scorePredictions(
  measured: MeasuredPredictions,
  weights: ArrayLike<number>,
): PredictionScores {
  const { y, p, rankY, rankP } = measured
  let total = 0
  let errors = 0
  let sumY = 0
  let sumP = 0
  let yy = 0
  let pp = 0
  let yp = 0
  let sumA = 0
  let sumB = 0
  let aa = 0
  let bb = 0
  let ab = 0
  for (let row = 0; row < y.length; row++) {
    const weight = weights[row]!
    if (weight === 0) continue
    const actual = y[row]!
    const predicted = p[row]!
    const a = rankY[row]!
    const b = rankP[row]!
    total += weight
    errors += weight * (actual - predicted) ** 2
    sumY += weight * actual
    sumP += weight * predicted
    yy += weight * actual * actual
    pp += weight * predicted * predicted
    yp += weight * actual * predicted
    sumA += weight * a
    sumB += weight * b
    aa += weight * a * a
    bb += weight * b * b
    ab += weight * a * b
  }
  const varied = yy - (sumY * sumY) / total
  return {
    spearman: correlate(ab - (sumA * sumB) / total, aa - sumA ** 2 / total, bb - sumB ** 2 / total),
    pearson: correlate(yp - (sumY * sumP) / total, varied, pp - (sumP * sumP) / total),
    rmse: Math.sqrt(errors / total),
    r2: varied > 0 ? 1 - errors / varied : 0,
  }
}

function correlate(xy: number, xx: number, yy: number): number {
  const scale = Math.sqrt(Math.max(0, xx)) * Math.sqrt(Math.max(0, yy))
  return scale > 1e-12 * Math.abs(xy) && scale > 0 ? Math.max(-1, Math.min(1, xy / scale)) : 0
}
