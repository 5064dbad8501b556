import { chiSquaredUpperTail } from './chi-squared.ts'
import { normalUpperTail } from './normal.ts'
import { ranks, tieSizes } from './ranks.ts'
import { binomialUpperTail, type Side } from './shares.ts'

/** A test statistic with its p-value. */
export interface TestResult {
  readonly statistic: number
  readonly p: number
}

/**
 * Returns McNemar's test of two classifiers on the same rows, from the rows that only the first and only the second got right.
 * `exact` is the two-sided binomial; the chi-squared forms are without and with continuity correction.
 */
export function mcnemar(
  onlyFirst: number,
  onlySecond: number,
  method: 'exact' | 'chi-squared' | 'chi-squared-corrected' = 'exact',
): TestResult {
  const count = onlyFirst + onlySecond
  if (count === 0) return { statistic: 0, p: 1 }
  if (method === 'exact') {
    const statistic = Math.min(onlyFirst, onlySecond)
    return { statistic, p: Math.min(1, 2 * binomialUpperTail(count - statistic, count, 0.5)) }
  }
  const correction = method === 'chi-squared' ? 0 : 1
  const statistic = (Math.abs(onlyFirst - onlySecond) - correction) ** 2 / count
  return { statistic, p: chiSquaredUpperTail(statistic, 1) }
}

/** How `wilcoxonSignedRank` works. */
export interface WilcoxonOptions {
  readonly side?: Side
  /** `exact` needs differences without zeros and without equal sizes. */
  readonly method?: 'exact' | 'normal'
  /** `wilcox` drops zeros first; `pratt` ranks them and drops them afterwards. */
  readonly zeros?: 'wilcox' | 'pratt'
  readonly continuity?: boolean
}

/** Returns Wilcoxon's signed-rank test of paired differences: the smaller rank sum two-sided, the positive one otherwise. */
export function wilcoxonSignedRank(
  differences: ArrayLike<number>,
  options: WilcoxonOptions = {},
): TestResult {
  const { side = 'two-sided', method = 'normal', zeros = 'wilcox', continuity = false } = options
  const all = Array.from(differences)
  const kept = zeros === 'wilcox' ? all.filter((d) => d !== 0) : all
  const rank = ranks(kept.map(Math.abs))
  let plus = 0
  let minus = 0
  for (const [i, d] of kept.entries()) {
    if (d > 0) plus += rank[i]!
    if (d < 0) minus += rank[i]!
  }
  const statistic = side === 'two-sided' ? Math.min(plus, minus) : plus
  if (method === 'exact') return { statistic, p: exactP(kept, plus, side) }
  const zeroCount = kept.filter((d) => d === 0).length
  const sizes = tieSizes(kept.filter((d) => d !== 0).map(Math.abs))
  const center = (kept.length * (kept.length + 1) - zeroCount * (zeroCount + 1)) / 4
  const ties = sizes.reduce((total, size) => total + size * (size * size - 1), 0) / 2
  const deviation = Math.sqrt((cubic(kept.length) - cubic(zeroCount) - ties) / 24)
  if (deviation === 0) return { statistic, p: 1 }
  return { statistic, p: normalP(plus - center, deviation, side, continuity) }
}

function cubic(count: number): number {
  return count * (count + 1) * (2 * count + 1)
}

function normalP(excess: number, deviation: number, side: Side, continuity: boolean): number {
  const direction = side === 'two-sided' ? Math.sign(excess) : side === 'greater' ? 1 : -1
  const z = (excess - (continuity ? direction * 0.5 : 0)) / deviation
  if (side === 'two-sided') return Math.min(1, 2 * normalUpperTail(Math.abs(z)))
  return normalUpperTail(side === 'greater' ? z : -z)
}

function exactP(kept: readonly number[], plus: number, side: Side): number {
  if (kept.includes(0) || new Set(kept.map(Math.abs)).size !== kept.length) {
    throw new RangeError(
      'wilcoxonSignedRank: got zeros or ties, expected none for the exact method',
    )
  }
  const total = (kept.length * (kept.length + 1)) / 2
  const chances = rankSumChances(kept.length, total)
  const upper = chances.slice(plus).reduce((sum, chance) => sum + chance, 0)
  const lower = chances.slice(0, plus + 1).reduce((sum, chance) => sum + chance, 0)
  if (side === 'two-sided') return Math.min(1, 2 * Math.min(upper, lower))
  return side === 'greater' ? upper : lower
}

/** Chance of every rank sum when each sign is a fair coin. */
function rankSumChances(count: number, total: number): Float64Array {
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  for (let rank = 1; rank <= count; rank++) {
    for (let value = total; value >= 0; value--) {
      chances[value] = (chances[value]! + (value >= rank ? chances[value - rank]! : 0)) / 2
    }
  }
  return chances
}
