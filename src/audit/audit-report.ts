import type { Interval } from '../domain/index.ts'
import type { AuditClaim } from './audit-input.ts'

/** One threshold and what the slice says about the rows at or above it. */
export interface AuditLevel {
  readonly threshold: number
  /** Share of the pool at or above the threshold, 0 to 1. */
  readonly coverage: number
  /** Audit rows at or above it, and the prompt groups they come from. */
  readonly rows: number
  readonly groups: number
  /** Share of these rows on which the judge agrees, each weighed by 1 / propensity; NaN without rows. */
  readonly agreement: number
  /** P-value of "agreement is below the target". */
  readonly p: number
  readonly tested: boolean
  readonly passed: boolean
}

/** How much of the allowed error this audit may spend. */
export interface AuditSpending {
  readonly round: number
  /** Error that this round may make. */
  readonly alpha: number
  /** Error spent with this round; never above 1 - confidence. */
  readonly spent: number
}

/** A threshold of an earlier audit, held against new rows. */
export interface AuditAlarm {
  readonly threshold: number
  readonly rows: number
  readonly agreement: Interval
  /** P-value of "agreement is at the target or above". */
  readonly p: number
  /** `broken`: the new rows contradict the guarantee. `holds`: they prove it once more. `open`: they do neither. */
  readonly status: 'broken' | 'holds' | 'open'
}

/** `audit.json`: what may be said about the agreement of the judge-labelled part with people. */
export interface AuditReport {
  readonly format: 'hyper/audit@1'
  readonly target: number
  readonly confidence: number
  readonly auditRows: number
  /** Rows at or above it are accepted; null when nothing is guaranteed. */
  readonly threshold: number | null
  /** Share of the pool that is accepted, 0 to 1. */
  readonly coverage: number
  /** Agreement of the accepted part, of the whole slice when nothing is guaranteed; 95 % interval of that part alone. */
  readonly agreement: Interval
  readonly guaranteed: boolean
  /** Audit labels with which the guarantee passes at `coverageAsked` with a chance of 0.8; null when no number helps. */
  readonly needRows: number | null
  readonly coverageAsked: number
  /** `exact`: binomial; `bets`: wealth of bets on groups. */
  readonly test: 'exact' | 'bets'
  /** What the test takes for independent: rows, or prompt groups with all their rows. */
  readonly unit: 'row' | 'group'
  readonly claim: AuditClaim
  readonly levels: readonly AuditLevel[]
  /** Agreement of two people about the same part as `agreement`; null where no row has two human labels. */
  readonly humanHuman: Interval | null
  /** Most that any judge can agree with one person, given `humanHuman`; null where that is unknown. */
  readonly judgeCeiling: number | null
  readonly spending: AuditSpending
  readonly alarm: AuditAlarm | null
  /** Plain sentences about what this means and where it ends. */
  readonly notes: readonly string[]
}
