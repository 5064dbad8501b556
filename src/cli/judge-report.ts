import type { WalletTotals } from '../domain/index.ts'
import type { JudgeCalibration, PurchaseRow } from '../judge/index.ts'
import type { JudgeComparison, Judged, JudgedCounts, JudgingPlan } from '../pipeline/index.ts'
import { renderJudgeTable } from './judge-table.ts'
import type { Compared } from './judge-table-output.ts'
import { besidePlan, failureLines } from './purchase-figures.ts'
import { renderComparison, renderWallet } from './render-purchase.ts'

/** What `hyper judge` did. */
export interface JudgeResult {
  readonly ok: boolean
  readonly output: string
  readonly journal: string
  readonly instances: number
  readonly labelled: number
  /** Questions without an answer. */
  readonly open: number
  readonly problems: JudgedCounts['problems']
  readonly purchases: Judged['purchases']
  readonly calibrations: Readonly<Record<string, JudgeCalibration>>
  /** Where the calibrations were written; null for nowhere. */
  readonly calibrationFile: string | null
  /** The judges that were asked beside people; null where they were not compared. */
  readonly comparison: JudgeComparison | null
  /** What of the comparison is missing and how to get it; null where nothing is. */
  readonly missing: string | null
  readonly beside: readonly PurchaseRow[]
  readonly wallet: WalletTotals
  /** What endpoints do not give, and what takes its place. */
  readonly fallbacks: readonly string[]
}

/** Returns the result of a purchase as a record. */
export function judgeResult(given: {
  readonly output: string
  readonly journal: string
  readonly planned: JudgingPlan
  readonly judged: Judged
  readonly counts: JudgedCounts
  readonly wallet: WalletTotals
  readonly compared: Compared
  readonly calibrations: JudgeResult['calibrations']
  readonly calibrationFile: string | null
  readonly fallbacks: readonly string[]
}): JudgeResult {
  const { output, journal, planned, judged, counts, wallet, compared } = given
  const { instances, labelled, open, problems, usage } = counts
  const { purchases } = judged
  return {
    ok: true,
    ...{ output, journal, instances, labelled, open, problems, purchases, wallet },
    ...{ calibrations: given.calibrations, calibrationFile: given.calibrationFile, ...compared },
    fallbacks: given.fallbacks,
    beside: besidePlan(
      planned.plan,
      purchases.map(({ purchase }) => purchase),
      usage,
    ),
  }
}

/** Returns the result as text. */
export function renderJudgeResult(result: JudgeResult): string {
  const { output, instances, labelled, open, problems, purchases, beside, wallet } = result
  const { comparison, missing, calibrationFile } = result
  const failures = purchases.flatMap(({ judge, purchase }) => failureLines(judge, purchase))
  const unread = Object.entries(problems).flatMap(([judge, codes]) =>
    Object.entries(codes).map(([code, count]) => `${judge}: ${count} answers not read: ${code}`),
  )
  return [
    `${labelled} of ${instances} instances labelled${open > 0 ? `, ${open} questions open` : ''}: ${output}`,
    ...failures,
    ...unread,
    ...result.fallbacks,
    ...(beside.length > 0 ? [renderComparison(beside).trimEnd()] : []),
    renderWallet(wallet),
    ...(comparison === null ? [] : ['', renderJudgeTable(comparison).trimEnd()]),
    ...(missing === null ? [] : [missing]),
    ...(calibrationFile === null ? [] : [`Calibrations: ${calibrationFile}`]),
    '',
  ].join('\n')
}
