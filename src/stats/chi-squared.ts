import { upperGamma } from './gamma.ts'

/** Returns P(X > x) of the chi-squared distribution. */
export function chiSquaredUpperTail(x: number, freedom: number): number {
  return upperGamma(freedom / 2, x / 2)
}
