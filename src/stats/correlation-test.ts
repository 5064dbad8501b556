import { countConcordance, pearson, spearman } from './correlation.ts'
import { normalUpperTail } from './normal.ts'
import { tieSizes } from './ranks.ts'
import { tUpperTail } from './student-t.ts'

/** Which correlation is tested against zero. */
export type CorrelationKind = 'pearson' | 'spearman' | 'kendall'

/**
 * Returns the two-sided p-value of no correlation: t with n - 2 degrees of freedom for Pearson and Spearman, the normal
 * approximation with tie correction for Kendall's tau-b. NaN when undefined.
 */
export function correlationPValue(
  kind: CorrelationKind,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): number {
  if (x.length < 3) return Number.NaN
  if (kind === 'kendall') return kendallPValue(x, y)
  const r = kind === 'pearson' ? pearson(x, y) : spearman(x, y)
  if (Number.isNaN(r)) return Number.NaN
  const freedom = x.length - 2
  const t = Math.abs(r) * Math.sqrt(freedom / ((1 - r) * (1 + r)))
  return Math.min(1, 2 * tUpperTail(t, freedom))
}

function kendallPValue(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const count = x.length
  const ordered = count * (count - 1)
  const tiesX = tieMoments(tieSizes(x))
  const tiesY = tieMoments(tieSizes(y))
  const spread =
    (ordered * (2 * count + 5) - tiesX.slope - tiesY.slope) / 18 +
    (2 * tiesX.pairs * tiesY.pairs) / ordered +
    (tiesX.triples * tiesY.triples) / (9 * ordered * (count - 2))
  return Math.min(
    1,
    2 * normalUpperTail(Math.abs(countConcordance(x, y).difference) / Math.sqrt(spread)),
  )
}

function tieMoments(sizes: readonly number[]): { pairs: number; triples: number; slope: number } {
  let pairs = 0
  let triples = 0
  let slope = 0
  for (const size of sizes) {
    pairs += (size * (size - 1)) / 2
    triples += size * (size - 1) * (size - 2)
    slope += size * (size - 1) * (2 * size + 5)
  }
  return { pairs, triples, slope }
}
