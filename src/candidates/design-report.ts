import { type CandidateMix, columnSums, type FeatureMatrix, humanShare } from '../domain/index.ts'
import { createMatrix, type Matrix } from '../stats/index.ts'
import { type BudgetShare, budgetShareOfVariance } from './budget-share.ts'
import { columnSds, type RankFacts, rankFacts } from './rank-facts.ts'
import { type TagBalance, tagBalance } from './tag-balance.ts'

/** What a set of mixes can teach, before any of them is trained. */
export interface DesignReport {
  readonly mixes: number
  readonly features: number
  /** Directions in the standardised counts; most of them is the budget. */
  readonly counts: RankFacts
  /** Directions in the standardised deviations from what the budget alone would give. */
  readonly deviations: RankFacts
  /** Share of the variance of the counts that is nothing but the budget. */
  readonly budget: BudgetShare
  /** Standard deviation over mixes of each feature's deviation, instances; shape (m). */
  readonly deviationSds: Float64Array
  /** Bound on that below which a feature counts as not identifiable, instances. */
  readonly contrastBound: number
  /** Features below the bound, with their spread; 0 is a feature that never deviates (nobody or everybody has it). */
  readonly weakFeatures: readonly { readonly feature: string; readonly deviationSd: number }[]
  readonly balance: readonly TagBalance[]
  readonly coverage: BudgetCoverage
}

/** Where the budgets of the mixes lie. */
export interface BudgetCoverage {
  /** Mixes at exactly 0 and at exactly 100 %. */
  readonly allLm: number
  readonly allHuman: number
  /** Mixes in each tenth of the human share; the last tenth includes 100 %. */
  readonly tenths: readonly number[]
  /** Widest gap between neighbouring human shares, 0 and 1 included. */
  readonly widestGap: number
}

/** Options of the design report. */
export interface DesignReportOptions {
  /**
   * Spread of a deviation, in instances, below which its feature is called not identifiable. Default: 0.2 % of the pool, at least 2. At run noise of
   * 1.4 points, 500 mixes and a spread s, the standard error of an instance's effect is 0.06 / s points.
   */
  readonly contrastBound?: number
}

/** Returns what a set of mixes can teach: ranks, the part of the budget, features without contrast, balance, coverage. */
export function designReport(
  mixes: readonly CandidateMix[],
  matrix: FeatureMatrix,
  options: DesignReportOptions = {},
): DesignReport {
  const counts = countMatrix(mixes, matrix.specs.length)
  const deviations = deviationMatrix(mixes, matrix)
  const deviationSds = columnSds(deviations)
  const contrastBound = options.contrastBound ?? Math.max(2, 0.002 * matrix.ids.length)
  return {
    mixes: mixes.length,
    features: matrix.specs.length,
    counts: rankFacts(counts, 1e-9),
    deviations: rankFacts(deviations, 1e-9),
    budget: budgetShareOfVariance(counts, Float64Array.from(mixes, humanShare)),
    deviationSds,
    contrastBound,
    weakFeatures: matrix.specs.flatMap((spec, column) => {
      const deviationSd = deviationSds[column]! > 1e-9 ? deviationSds[column]! : 0
      return deviationSd < contrastBound ? [{ feature: spec.id, deviationSd }] : []
    }),
    balance: tagBalance(mixes, matrix),
    coverage: budgetCoverage(mixes),
  }
}

/** Returns the counts of the mixes as a matrix; shape (mixes x m). */
export function countMatrix(mixes: readonly CandidateMix[], features: number): Matrix {
  const counts = createMatrix(mixes.length, features)
  mixes.forEach((mix, row) => {
    counts.values.set(mix.counts, row * features)
  })
  return counts
}

/** Returns counts minus what the budget alone would give, d = c - (human share) x column sum; shape (mixes x m). */
export function deviationMatrix(mixes: readonly CandidateMix[], matrix: FeatureMatrix): Matrix {
  const sums = columnSums(matrix)
  const deviations = countMatrix(mixes, sums.length)
  mixes.forEach((mix, row) => {
    const share = humanShare(mix)
    for (let column = 0; column < sums.length; column++) {
      deviations.values[row * sums.length + column]! -= share * sums[column]!
    }
  })
  return deviations
}

function budgetCoverage(mixes: readonly CandidateMix[]): BudgetCoverage {
  const shares = mixes.map(humanShare)
  const tenths = new Array<number>(10).fill(0)
  for (const share of shares) tenths[Math.min(9, Math.floor(share * 10 + 1e-9))]!++
  const ends = [0, ...shares, 1].sort((a, b) => a - b)
  return {
    allLm: mixes.filter((mix) => mix.humans === 0).length,
    allHuman: mixes.filter((mix) => mix.humans === mix.total).length,
    tenths,
    widestGap: Math.max(...ends.slice(1).map((end, index) => end - ends[index]!)),
  }
}
