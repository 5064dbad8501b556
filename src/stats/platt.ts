import { sigmoid, softplus } from './logistic.ts'
import { requireSize } from './matrix.ts'

/** A fitted map from score to probability: sigmoid(slope x score + bias). */
export interface Platt {
  readonly slope: number
  readonly bias: number
  predict(score: number): number
}

/**
 * Returns Platt's calibration with his smoothed targets: (positives + 1) / (positives + 2) for y = 1 and 1 / (negatives + 2) for y = 0.
 * Newton's method with halved steps on scores scaled to at most 1.
 */
export function fitPlatt(score: ArrayLike<number>, y: ArrayLike<number>): Platt {
  requireSize('fitPlatt', y.length, score.length)
  const targets = smoothTargets(y)
  let scale = 0
  for (let i = 0; i < score.length; i++) scale = Math.max(scale, Math.abs(score[i]!))
  if (scale === 0) scale = 1
  const scaled = Float64Array.from(score, (value) => value / scale)
  const { slope, bias } = minimise(scaled, targets)
  const result = { slope: slope / scale, bias }
  return { ...result, predict: (value) => sigmoid(result.slope * value + result.bias) }
}

function smoothTargets(y: ArrayLike<number>): Float64Array {
  let positives = 0
  for (let i = 0; i < y.length; i++) if (y[i] === 1) positives++
  const up = (positives + 1) / (positives + 2)
  const down = 1 / (y.length - positives + 2)
  return Float64Array.from(y, (label) => (label === 1 ? up : down))
}

function minimise(x: Float64Array, targets: Float64Array): { slope: number; bias: number } {
  const share = targets.reduce((total, target) => total + target, 0) / targets.length
  let slope = 0
  let bias = Math.log(share / (1 - share))
  for (let round = 0; round < 200; round++) {
    let gradientSlope = 0
    let gradientBias = 0
    let ss = 1e-300
    let sb = 0
    let bb = 1e-300
    for (let i = 0; i < x.length; i++) {
      const p = sigmoid(slope * x[i]! + bias)
      const curvature = p * (1 - p)
      gradientSlope += x[i]! * (p - targets[i]!)
      gradientBias += p - targets[i]!
      ss += curvature * x[i]! * x[i]!
      sb += curvature * x[i]!
      bb += curvature
    }
    const determinant = ss * bb - sb * sb
    if (Math.max(Math.abs(gradientSlope), Math.abs(gradientBias)) < 1e-13 || !(determinant > 0))
      break
    const stepSlope = (bb * gradientSlope - sb * gradientBias) / determinant
    const stepBias = (ss * gradientBias - sb * gradientSlope) / determinant
    const before = objective(x, targets, slope, bias)
    let size = 1
    while (
      size > 1e-8 &&
      objective(x, targets, slope - size * stepSlope, bias - size * stepBias) > before * (1 + 1e-14)
    ) {
      size /= 2
    }
    slope -= size * stepSlope
    bias -= size * stepBias
  }
  return { slope, bias }
}

function objective(x: Float64Array, targets: Float64Array, slope: number, bias: number): number {
  let total = 0
  for (let i = 0; i < x.length; i++) {
    const margin = slope * x[i]! + bias
    total += softplus(margin) - targets[i]! * margin
  }
  return total
}
