import { betaQuantile, incompleteBeta } from './beta.ts'

/** Returns P(T <= t) of Student's t distribution. */
export function tCdf(t: number, freedom: number): number {
  return t > 0 ? 1 - tUpperTail(t, freedom) : tUpperTail(-t, freedom)
}

/** Returns P(T > t) of Student's t distribution. */
export function tUpperTail(t: number, freedom: number): number {
  if (t < 0) return 1 - tUpperTail(-t, freedom)
  if (t === Number.POSITIVE_INFINITY) return 0
  const total = freedom + t * t
  return 0.5 * incompleteBeta(freedom / 2, 0.5, freedom / total, (t * t) / total)
}

/** Returns t with P(T <= t) = p. */
export function tQuantile(p: number, freedom: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`tQuantile: got ${p}, expected 0 to 1`)
  if (p === 0.5) return 0
  if (p > 0.5) return -tQuantile(1 - p, freedom)
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p < 0.25) {
    const x = betaQuantile(2 * p, freedom / 2, 0.5)
    return -Math.sqrt((freedom * (1 - x)) / x)
  }
  const y = betaQuantile(1 - 2 * p, 0.5, freedom / 2)
  return -Math.sqrt((freedom * y) / (1 - y))
}
