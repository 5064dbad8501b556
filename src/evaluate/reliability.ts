import type { Random } from '../kit/index.ts'
import { pearson } from '../stats/index.ts'
import { type RowScores, scoreTargets, targetNames } from './row-scores.ts'
import { splitMask } from './split-suite.ts'
import { requireLength, type Suite } from './suite.ts'

/** Scores of the same mixes on two halves of a suite, with the human share of every mix; arrays are parallel. */
export interface HalfScores {
  readonly scoresA: Float64Array
  readonly scoresB: Float64Array
  readonly shares: Float64Array
}

/**
 * Returns the correlation, over mixes, of what a smooth curve in the budget (a polynomial in the human share, cubic unless said otherwise) does
 * not explain in either half; null where nothing is left to correlate. It speaks of half a suite: see `spearmanBrown`.
 */
export function splitHalfReliability(
  scores: HalfScores,
  options: { readonly degree?: number } = {},
): number | null {
  const { scoresA, scoresB, shares } = scores
  requireLength('scores of the second half', scoresB.length, scoresA.length)
  requireLength('shares', shares.length, scoresA.length)
  const basis = budgetBasis(shares, options.degree ?? 3)
  if (scoresA.length < basis.length + 3) return null
  const a = residuals(scoresA, basis)
  const b = residuals(scoresB, basis)
  return a === null || b === null ? null : pearson(a, b)
}

/** Returns the reliability expected of the whole from that of a half: 2 r / (1 + r). */
export function spearmanBrown(half: number): number {
  return (2 * half) / (1 + half)
}

/** Reliability of one target. */
export interface TargetReliability {
  readonly target: string
  /** Mean over the halvings of the correlation between halves; null where no halving gave one. */
  readonly reliability: number | null
  /** Standard deviation over the halvings; null for fewer than two. */
  readonly sd: number | null
  /** Spearman-Brown of the mean: what the whole suite would show. Null where `reliability` is null or not above -1. */
  readonly wholeSuite: number | null
  /** Halvings that gave a correlation. */
  readonly halvings: number
}

/**
 * Returns, per target, the split-half reliability of k mixes on a suite, averaged over random halvings by prompt group (20 unless said otherwise).
 * Mixes that are equal on purpose (corners, replicates) should be left out: their common score is not evidence.
 */
export function measureReliability(
  suite: Suite,
  scores: RowScores,
  options: {
    readonly shares: Float64Array
    readonly halvings?: number
    readonly degree?: number
  },
  random: Random,
): TargetReliability[] {
  const targets = targetNames(suite)
  const found = targets.map((): number[] => [])
  for (let halving = 0; halving < (options.halvings ?? 20); halving++) {
    const mask = splitMask(suite, 0.5, random.fork('halving', halving))
    const first = scoreTargets(suite, scores, mask)
    const second = scoreTargets(
      suite,
      scores,
      mask.map((side) => 1 - side),
    )
    targets.forEach((_, target) => {
      const column = (table: Float64Array): Float64Array =>
        Float64Array.from({ length: scores.k }, (_, k) => table[k * targets.length + target]!)
      const halves = {
        scoresA: column(first.values),
        scoresB: column(second.values),
        shares: options.shares,
      }
      const correlation = splitHalfReliability(
        halves,
        options.degree === undefined ? {} : { degree: options.degree },
      )
      if (correlation !== null && Number.isFinite(correlation)) found[target]!.push(correlation)
    })
  }
  return targets.map((target, index) => summariseHalvings(target, found[index]!))
}

function summariseHalvings(target: string, values: readonly number[]): TargetReliability {
  const halvings = values.length
  if (halvings === 0) return { target, reliability: null, sd: null, wholeSuite: null, halvings }
  const reliability = values.reduce((sum, value) => sum + value, 0) / halvings
  const squares = values.reduce((sum, value) => sum + (value - reliability) ** 2, 0)
  return {
    target,
    reliability,
    sd: halvings < 2 ? null : Math.sqrt(squares / (halvings - 1)),
    wholeSuite: reliability > -1 ? spearmanBrown(reliability) : null,
    halvings,
  }
}

/** Returns orthonormal columns that span the polynomials in the share, fewer than degree + 1 where shares take fewer values. */
function budgetBasis(shares: Float64Array, degree: number): Float64Array[] {
  const basis: Float64Array[] = []
  for (let power = 0; power <= degree; power++) {
    const column = shares.map((share) => (2 * share - 1) ** power)
    const length = Math.sqrt(innerProduct(column, column))
    // Twice: once leaves a part of the earlier columns in a column that is nearly their combination.
    removeBasis(column, basis)
    removeBasis(column, basis)
    const left = Math.sqrt(innerProduct(column, column))
    if (left > 1e-8 * length) basis.push(column.map((value) => value / left))
  }
  return basis
}

/** Returns what the basis leaves of the scores; null where that is nothing, or a score is missing. */
function residuals(scores: Float64Array, basis: readonly Float64Array[]): Float64Array | null {
  const left = scores.slice()
  removeBasis(left, basis)
  removeBasis(left, basis)
  const size = innerProduct(left, left)
  return size > 1e-20 * innerProduct(scores, scores) ? left : null
}

function removeBasis(column: Float64Array, basis: readonly Float64Array[]): void {
  for (const direction of basis) {
    const share = innerProduct(column, direction)
    for (let index = 0; index < column.length; index++) column[index]! -= share * direction[index]!
  }
}

function innerProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let index = 0; index < x.length; index++) sum += x[index]! * y[index]!
  return sum
}
