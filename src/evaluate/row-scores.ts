import type { ScoreTriple } from '../domain/index.ts'
import { requireNumber, requireScale, softAccuracy } from './score-heads.ts'
import { requireLength, type Suite, subsetWeights } from './suite.ts'

/** One score of k heads, row by row: what scores of parts and resamples of a suite are sums of. */
export interface RowScores {
  readonly score: keyof ScoreTriple
  readonly k: number
  readonly rows: number
  /** (k x rows), row-major; points for `accuracy` and `soft`, nats for `logLoss`. */
  readonly values: Float64Array
}

/** One score of k heads per target: overall, then every category. */
export interface TargetTable {
  readonly targets: readonly string[]
  readonly k: number
  /** (k x targets), row-major; NaN for a category without rows. */
  readonly values: Float64Array
}

/** Returns one score of k heads for every row; margins (k x rows), row-major. */
export function scoreRows(
  score: keyof ScoreTriple,
  margins: Float32Array,
  heads: { readonly marginScales: Float64Array; readonly k: number },
): RowScores {
  const { k, marginScales } = heads
  requireLength('margin scales', marginScales.length, k)
  const rows = margins.length / k
  const values = new Float64Array(margins.length)
  for (let head = 0; head < k; head++) {
    const scale = marginScales[head]!
    requireScale(scale)
    let sum = 0
    for (let cell = head * rows; cell < (head + 1) * rows; cell++) {
      const value = scoreMargin(score, margins[cell]!, scale)
      values[cell] = value
      sum += value
    }
    requireNumber(sum)
  }
  return { score, k, rows, values }
}

/** Returns the names of the targets of a suite: `overall`, then its categories. */
export function targetNames(suite: Suite): string[] {
  return ['overall', ...suite.categories]
}

/**
 * Returns the scores of k heads on the rows of a suite where the mask is 1 (all rows without one), per target. Categories without
 * rows are NaN and left out of overall.
 */
export function scoreTargets(suite: Suite, scores: RowScores, mask?: Uint8Array): TargetTable {
  requireLength('row scores', scores.rows, suite.subsetOfRow.length)
  const targets = targetNames(suite)
  const kept = suite.subsetOfRow.map((_, row) => row).filter((row) => mask?.[row] !== 0)
  const counts = new Float64Array(suite.subsets.length)
  for (const row of kept) counts[suite.subsetOfRow[row]!]! += 1
  const combine = combineSubsets(suite, counts)
  const values = new Float64Array(scores.k * targets.length)
  const sums = new Float64Array(suite.subsets.length)
  for (let head = 0; head < scores.k; head++) {
    sums.fill(0)
    for (const row of kept) {
      sums[suite.subsetOfRow[row]!]! += scores.values[head * scores.rows + row]!
    }
    combine(sums, values.subarray(head * targets.length, (head + 1) * targets.length))
  }
  return { targets, k: scores.k, values }
}

/** Returns a function that turns sums per subset into scores per target, for these numbers of rows per subset. */
export function combineSubsets(
  suite: Suite,
  counts: Float64Array,
): (sums: Float64Array, targets: Float64Array) => void {
  const weights = subsetWeights(suite, counts)
  const weightOfCategory = new Float64Array(suite.categories.length)
  weights.forEach((weight, subset) => {
    weightOfCategory[suite.categoryOfSubset[subset]!]! += weight
  })
  const factors = weights.map((weight, subset) =>
    counts[subset] === 0
      ? 0
      : weight / counts[subset]! / weightOfCategory[suite.categoryOfSubset[subset]!]!,
  )
  const present = weightOfCategory.filter((weight) => weight > 0).length
  return (sums, targets) => {
    for (let category = 0; category < weightOfCategory.length; category++) {
      targets[category + 1] = weightOfCategory[category] === 0 ? Number.NaN : 0
    }
    let overall = 0
    for (let subset = 0; subset < factors.length; subset++) {
      const share = factors[subset]! * sums[subset]!
      if (counts[subset] === 0) continue
      targets[suite.categoryOfSubset[subset]! + 1]! += share
      overall += share
    }
    targets[0] = overall / present
  }
}

function scoreMargin(score: keyof ScoreTriple, margin: number, scale: number): number {
  if (score === 'soft') return 100 * softAccuracy(margin, scale)
  if (score === 'logLoss') return Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)))
  return margin > 0 ? 100 : margin === 0 ? 50 : Number.isNaN(margin) ? margin : 0
}
