import type { WalletTotals } from '../domain/index.ts'
import { type PurchaseRow, statedFallbacks } from '../judge/index.ts'
import type { Judged, JudgedCounts, Judging, JudgingPlan } from '../pipeline/index.ts'
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
  readonly calibrations: Readonly<Record<string, unknown>>
  readonly beside: readonly PurchaseRow[]
  readonly wallet: WalletTotals
}

/** Returns the result of a purchase as a record. */
export function judgeResult(given: {
  readonly output: string
  readonly journal: string
  readonly planned: JudgingPlan
  readonly judged: Judged
  readonly counts: JudgedCounts
  readonly wallet: WalletTotals
}): JudgeResult {
  const { output, journal, planned, judged, counts, wallet } = given
  const { instances, labelled, open, problems, usage } = counts
  const { purchases } = judged
  return {
    ok: true,
    ...{ output, journal, instances, labelled, open, problems, purchases, wallet },
    calibrations: Object.fromEntries(judged.calibrations),
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
  const failures = purchases.flatMap(({ judge, purchase }) => failureLines(judge, purchase))
  const unread = Object.entries(problems).flatMap(([judge, codes]) =>
    Object.entries(codes).map(([code, count]) => `${judge}: ${count} answers not read: ${code}`),
  )
  return [
    `${labelled} of ${instances} instances labelled${open > 0 ? `, ${open} questions open` : ''}: ${output}`,
    ...failures,
    ...unread,
    ...(beside.length > 0 ? [renderComparison(beside).trimEnd()] : []),
    renderWallet(wallet),
    '',
  ].join('\n')
}

/** Returns, for each judge, what its endpoint does not give and what takes its place. */
export function fallbacksOf(
  judging: Judging,
  capabilitiesOf: (endpoint: string) => Parameters<typeof statedFallbacks>[1] | null,
): string[] {
  return judging.seats.flatMap(({ judge, endpoint }) => {
    const capabilities = capabilitiesOf(endpoint.id)
    return capabilities === null
      ? []
      : statedFallbacks(judge, capabilities).map((line) => `${judge.id}: ${line}`)
  })
}
