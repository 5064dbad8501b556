import type { Interval } from '../domain/index.ts'
import { binomialUpperTail, clopperPearson } from '../stats/index.ts'
import type { AuditAlarm } from './audit-report.ts'
import { betInterval, betPValue, type UnitSums } from './group-bets.ts'
import type { LevelTally } from './tally-levels.ts'

/** Which test is valid for the rows of a slice. */
export type AuditTest = 'exact' | 'bets'

/** Returns the p-value of "agreement at this threshold is below the target". */
export function pBelow(tally: LevelTally, target: number, test: AuditTest): number {
  if (tally.rows === 0) return 1
  return test === 'exact'
    ? binomialUpperTail(tally.agree, tally.rows, target)
    : betsOn(tally, tally.sums, target)
}

/** Returns the p-value of "agreement at this threshold is at the target or above". */
export function pAbove(tally: LevelTally, target: number, test: AuditTest): number {
  if (tally.rows === 0) return 1
  if (test === 'exact') return binomialUpperTail(tally.rows - tally.agree, tally.rows, 1 - target)
  const { agree, total } = tally.sums
  const against = { agree: total.map((weight, unit) => weight - agree[unit]!), total }
  return betsOn(tally, against, 1 - target)
}

/** A slice with a unit above the bound is the accident that `risk` stands for: it proves nothing. */
function betsOn(tally: LevelTally, sums: UnitSums, target: number): number {
  const bound = tally.bound === 0 ? tally.most : tally.bound
  if (tally.most > bound) return 1
  return Math.min(1, betPValue(sums, { target, bound }) + tally.risk)
}

/** Returns the agreement at a threshold with its 95 % interval; the value is NaN without rows. */
export function agreementAt(tally: LevelTally, test: AuditTest): Interval {
  if (tally.rows === 0) return { value: Number.NaN, lo: 0, hi: 1 }
  return test === 'exact'
    ? { value: tally.agree / tally.rows, ...clopperPearson(tally.agree, tally.rows, 0.95) }
    : betInterval(tally.sums, { bound: Math.max(tally.bound, tally.most), level: 0.95 })
}

/**
 * Returns what new rows say about a threshold that was guaranteed before. Only rows that the guarantee did not rest on may be in the tally. An alarm
 * is false with a chance of at most `alpha`.
 */
export function checkThreshold(
  tally: LevelTally,
  options: { readonly target: number; readonly alpha: number; readonly test: AuditTest },
): AuditAlarm {
  const { target, alpha, test } = options
  const p = pAbove(tally, target, test)
  const holds = pBelow(tally, target, test) <= alpha
  return {
    threshold: tally.threshold,
    rows: tally.rows,
    agreement: agreementAt(tally, test),
    p,
    status: p <= alpha ? 'broken' : holds ? 'holds' : 'open',
  }
}
