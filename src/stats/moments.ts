import { requireSize } from './matrix.ts'

/** Returns the sum, added in the order of the values; 0 for none. */
export function sum(x: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < x.length; i++) total += x[i]!
  return total
}

/** Returns the mean; NaN for no values. */
export function mean(x: ArrayLike<number>): number {
  return x.length === 0 ? Number.NaN : sum(x) / x.length
}

/** Returns sum(w x) / sum(w); NaN when the weights sum to zero. */
export function weightedMean(x: ArrayLike<number>, weights: ArrayLike<number>): number {
  requireSize('weightedMean', weights.length, x.length)
  let total = 0
  let weight = 0
  for (let i = 0; i < x.length; i++) {
    total += weights[i]! * x[i]!
    weight += weights[i]!
  }
  return weight === 0 ? Number.NaN : total / weight
}

/** Returns the variance with divisor (count - ddof); NaN when the divisor is not positive. Two passes. */
export function variance(x: ArrayLike<number>, ddof: number = 0): number {
  if (x.length - ddof <= 0) return Number.NaN
  const center = mean(x)
  let squares = 0
  let rest = 0
  for (let i = 0; i < x.length; i++) {
    const deviation = x[i]! - center
    squares += deviation * deviation
    rest += deviation
  }
  return Math.max(0, squares - (rest * rest) / x.length) / (x.length - ddof)
}

/** Returns the square root of `variance`. */
export function standardDeviation(x: ArrayLike<number>, ddof: number = 0): number {
  return Math.sqrt(variance(x, ddof))
}
