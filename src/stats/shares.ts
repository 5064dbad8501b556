import { betaQuantile, incompleteBeta } from './beta.ts'
import { logGamma } from './gamma.ts'
import { normalQuantile } from './normal.ts'

/** Both ends of an interval. */
export interface Ends {
  readonly lo: number
  readonly hi: number
}

/** Returns Wilson's score interval of a share of k in n; 0 to 1 when n is 0. */
export function wilsonInterval(k: number, n: number, level: number): Ends {
  if (n === 0) return { lo: 0, hi: 1 }
  const z = normalQuantile(0.5 + level / 2)
  const share = k / n
  const center = (share + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return {
    lo: k === 0 ? 0 : Math.max(0, center - half),
    hi: k === n ? 1 : Math.min(1, center + half),
  }
}

/** Returns the exact (Clopper-Pearson) interval of a share of k in n; 0 to 1 when n is 0. */
export function clopperPearson(k: number, n: number, level: number): Ends {
  const tail = (1 - level) / 2
  return {
    lo: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    hi: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  }
}

/** Returns P(X >= k) for X ~ Binomial(n, p). */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  return k > n ? 0 : incompleteBeta(k, n - k + 1, p, 1 - p)
}

/** Returns P(X = k) for X ~ Binomial(n, p). */
export function binomialPmf(k: number, n: number, p: number): number {
  if (p === 0 || p === 1) return Number(k === p * n)
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p))
}

/** Against which side an exact binomial test looks. */
export type Side = 'two-sided' | 'less' | 'greater'

/** Returns the exact p-value of k in n against the share p0; two-sided is the sum over the outcomes that are no likelier. O(n). */
export function binomialTest(k: number, n: number, p0: number, side: Side = 'two-sided'): number {
  if (side === 'greater') return binomialUpperTail(k, n, p0)
  if (side === 'less') return binomialUpperTail(n - k, n, 1 - p0)
  const bound = binomialPmf(k, n, p0) * (1 + 1e-7)
  let total = 0
  for (let outcome = 0; outcome <= n; outcome++) {
    const likelihood = binomialPmf(outcome, n, p0)
    if (likelihood <= bound) total += likelihood
  }
  return Math.min(1, total)
}
