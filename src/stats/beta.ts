import { logGamma, stirlingRest } from './gamma.ts'

/** Returns the logarithm of the beta function for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const low = Math.min(a, b)
  const high = Math.max(a, b)
  if (high < 10) return logGamma(low) + logGamma(high) - logGamma(low + high)
  // Stirling's series term by term: large logarithms cancel exactly instead of in the last digits.
  const shift = stirlingRest(high) - stirlingRest(low + high)
  return (
    logGamma(low) - low * Math.log(low + high) + low + shift - (high - 0.5) * Math.log1p(low / high)
  )
}

/** Returns P(X <= x) of the beta distribution. */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(Math.max(x, 0), 1), Math.min(Math.max(1 - x, 0), 1))
}

/**
 * Returns the regularised incomplete beta function I_x(a, b). Both x and y = 1 - x are given, so that neither tail loses digits.
 * Continued fraction (Lentz), O(sqrt(max(a, b))) terms.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (!(a > 0 && b > 0))
    throw new RangeError(`beta: got a ${a} and b ${b}, expected positive numbers`)
  if (x <= 0 || y <= 0) return x <= 0 ? 0 : 1
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b))
  return x <= (a + 1) / (a + b + 2)
    ? (front * fraction(a, b, x)) / a
    : 1 - (front * fraction(b, a, y)) / b
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let value = d
  for (let k = 1; k < 100000; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    value *= c * d
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return value
}

/** Returns x with P(X <= x) = p of the beta distribution. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`betaQuantile: got ${p}, expected 0 to 1`)
  if (p === 0 || p === 1) return p
  return incompleteBeta(a, b, 0.5, 0.5) >= p ? lowerRoot(p, a, b) : 1 - lowerRoot(1 - p, b, a)
}

/** Solves for x <= 1/2 on the logarithm of x, which keeps tiny roots exact: Newton's steps kept inside a shrinking bracket. */
function lowerRoot(p: number, a: number, b: number): number {
  const normaliser = logBeta(a, b)
  let low = -745
  let high = Math.log(0.5)
  let u = Math.min(high, Math.max(low, (Math.log(p) + Math.log(a) + normaliser) / a))
  for (let round = 0; round < 200; round++) {
    const x = Math.exp(u)
    const excess = incompleteBeta(a, b, x, 1 - x) - p
    if (excess > 0) high = u
    else low = u
    const slope = Math.exp(a * u + (b - 1) * Math.log1p(-x) - normaliser)
    const step = excess / slope
    const next = u - step
    const inside = next > low && next < high
    if (inside && Math.abs(step) < 1e-15 * Math.max(1, Math.abs(u))) return Math.exp(next)
    u = inside ? next : (low + high) / 2
    if (high - low < 1e-16 * Math.max(1, Math.abs(u))) break
  }
  return Math.exp(u)
}
