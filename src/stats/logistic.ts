/** Returns 1 / (1 + exp(-x)) without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Returns log(1 + exp(x)) without overflow; the log loss of margin -x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

/** Returns log(p / (1 - p)); infinite at 0 and 1. */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p)
}
