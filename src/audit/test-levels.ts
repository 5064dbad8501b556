import { testInOrder } from '../stats/index.ts'
import type { AuditLevel } from './audit-report.ts'
import { type AuditTest, pBelow } from './check-threshold.ts'
import { rowsForDisagreements } from './exact-rows.ts'
import type { LevelTally } from './tally-levels.ts'

/** What the tests of one audit share. */
export interface LevelQuestion {
  readonly target: number
  /** Error that all levels together may make. */
  readonly alpha: number
  readonly test: AuditTest
  /** Index of the level that accepts the share of the pool that was asked for. */
  readonly asked: number
}

/**
 * Returns the tested levels. Two fixed sequences share the error: one starts at the level that was asked for, so that it is tested whatever happens
 * above it; one starts at the strictest level with enough rows and finds a lower coverage where the asked one fails. Both go on to looser levels
 * until they fail. A level has passed when either sequence passed it.
 */
export function testLevels(tallies: readonly LevelTally[], question: LevelQuestion): AuditLevel[] {
  const { target, test, asked } = question
  const alpha = startAlpha(question.alpha)
  const pValues = tallies.map((tally) => pBelow(tally, target, test))
  const units = tallies.map(({ rows, units }) => (test === 'exact' ? rows : units))
  const least = leastUnits(Math.max(0, ...units), { target, alpha })
  const from = (start: (index: number) => boolean) =>
    testInOrder(
      pValues.map((p, index) => (start(index) ? p : Number.NaN)),
      alpha,
    )
  const strict = from((index) => units[index]! >= least)
  const direct = from((index) => index >= asked)
  return tallies.map(({ threshold, coverage, rows, groups, agreement }, index) => ({
    threshold,
    coverage,
    rows,
    groups,
    agreement,
    p: pValues[index]!,
    tested: strict[index]!.tested || direct[index]!.tested,
    passed: strict[index]!.passed || direct[index]!.passed,
  }))
}

/** Returns the part of the error that each of the two sequences may make. */
export function startAlpha(alpha: number): number {
  return alpha / 2
}

/**
 * Returns how many units the strictest tested level must have: enough to pass with four disagreements, or two fifths of the slice if that is less; at
 * least a tenth of the slice; and never so few that not even full agreement would pass. A sequence that starts with less ends at its first bad luck.
 */
function leastUnits(
  most: number,
  test: { readonly target: number; readonly alpha: number },
): number {
  return Math.max(
    rowsForDisagreements(0, test),
    Math.min(rowsForDisagreements(4, test), Math.ceil(0.4 * most)),
    Math.ceil(0.1 * most),
  )
}
