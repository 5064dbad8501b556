import { requireSize } from './matrix.ts'
import { weightedMean } from './moments.ts'
import { argsort } from './ranks.ts'

type Numbers = ArrayLike<number>

/**
 * Returns the area under the ROC curve of scores p for labels y (0 or 1), equal scores counting half; NaN when a class
 * has no weight.
 */
export function auc(p: Numbers, y: Numbers, weights?: Numbers): number {
  let below = 0
  let area = 0
  for (const group of tiedGroups(p, y, weights, 'ascending')) {
    area += group.positive * (below + group.negative / 2)
    below += group.negative
  }
  let positive = 0
  for (const group of tiedGroups(p, y, weights, 'ascending')) positive += group.positive
  return positive > 0 && below > 0 ? area / (positive * below) : Number.NaN
}

/** Returns average precision: the sum over thresholds of precision times the step in recall; NaN without positives. */
export function averagePrecision(p: Numbers, y: Numbers, weights?: Numbers): number {
  let positive = 0
  let all = 0
  let area = 0
  for (const group of tiedGroups(p, y, weights, 'descending')) {
    positive += group.positive
    all += group.positive + group.negative
    if (all > 0) area += (positive / all) * group.positive
  }
  return positive > 0 ? area / positive : Number.NaN
}

/** Returns the mean squared difference between probability and label. */
export function brierScore(p: Numbers, y: Numbers, weights?: Numbers): number {
  return averageLoss(p, y, weights, (probability, label) => (probability - label) ** 2)
}

/** Returns the mean log loss in nats; probabilities are kept one machine epsilon away from 0 and 1. Labels may be soft. */
export function logLoss(p: Numbers, y: Numbers, weights?: Numbers): number {
  return averageLoss(p, y, weights, (probability, label) => {
    const kept = Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON)
    return -(label * Math.log(kept) + (1 - label) * Math.log(1 - kept))
  })
}

/** Returns the share of labels that p >= 1/2 gets right. */
export function accuracyAtHalf(p: Numbers, y: Numbers, weights?: Numbers): number {
  return averageLoss(p, y, weights, (probability, label) =>
    Number(probability >= 0.5 === label >= 0.5),
  )
}

/**
 * Returns the expected calibration error over equal-width bins: bin floor(p x bins), p = 1 in the last one; the sum of
 * share x |mean p - mean y|.
 */
export function expectedCalibrationError(p: Numbers, y: Numbers, bins: number): number {
  requireSize('expectedCalibrationError', y.length, p.length)
  const excess = new Float64Array(bins)
  for (let i = 0; i < p.length; i++) {
    const bin = Math.min(Math.max(Math.floor(p[i]! * bins), 0), bins - 1)
    excess[bin]! += p[i]! - y[i]!
  }
  return excess.reduce((total, value) => total + Math.abs(value), 0) / p.length
}

function averageLoss(
  p: Numbers,
  y: Numbers,
  weights: Numbers | undefined,
  loss: (probability: number, label: number) => number,
): number {
  requireSize('labels', y.length, p.length)
  const losses = Float64Array.from({ length: p.length }, (_, i) => loss(p[i]!, y[i]!))
  return weightedMean(losses, weights ?? new Float64Array(p.length).fill(1))
}

interface TiedGroup {
  readonly positive: number
  readonly negative: number
}

function tiedGroups(
  p: Numbers,
  y: Numbers,
  weights: Numbers | undefined,
  direction: 'ascending' | 'descending',
): TiedGroup[] {
  requireSize('labels', y.length, p.length)
  const order = argsort(p, direction)
  const groups: TiedGroup[] = []
  for (let start = 0; start < order.length; ) {
    let end = start
    let positive = 0
    let negative = 0
    for (; end < order.length && p[order[end]!] === p[order[start]!]; end++) {
      const weight = weights?.[order[end]!] ?? 1
      positive += weight * y[order[end]!]!
      negative += weight * (1 - y[order[end]!]!)
    }
    groups.push({ positive, negative })
    start = Math.max(end, start + 1)
  }
  return groups
}
