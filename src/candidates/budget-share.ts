import { type Matrix, mean, median } from '../stats/index.ts'
import { columnOf } from './rank-facts.ts'

/** How much of the variation of the counts is nothing but the budget. */
export interface BudgetShare {
  /** R2 of each count on the human share, with intercept; NaN for a count that does not vary. Shape (m). */
  readonly r2ByFeature: Float64Array
  /** Mean of these: the share of the total variance of the standardised counts. */
  readonly meanR2: number
  readonly medianR2: number
  /** The same share for counts that are only centred, so that frequent features weigh more. */
  readonly raw: number
}

/** Returns how much of the variation of the counts (mixes x features) the human shares explain. */
export function budgetShareOfVariance(counts: Matrix, shares: Float64Array): BudgetShare {
  const centredShares = centred(shares)
  const spread = inner(centredShares, centredShares)
  let explained = 0
  let total = 0
  const r2ByFeature = Float64Array.from({ length: counts.columns }, (_, column) => {
    const values = centred(columnOf(counts, column))
    const variance = inner(values, values)
    if (variance <= 1e-12 * counts.rows) return Number.NaN
    const covariance = inner(values, centredShares)
    const byBudget = spread > 0 ? covariance ** 2 / spread : 0
    explained += byBudget
    total += variance
    return byBudget / variance
  })
  const defined = r2ByFeature.filter((value) => !Number.isNaN(value))
  return {
    r2ByFeature,
    meanR2: defined.length === 0 ? Number.NaN : mean(defined),
    medianR2: defined.length === 0 ? Number.NaN : median(defined),
    raw: explained / total,
  }
}

function centred(values: Float64Array): Float64Array {
  const centre = mean(values)
  return values.map((value) => value - centre)
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
