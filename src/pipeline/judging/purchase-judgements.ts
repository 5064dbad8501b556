import type { Annotation, PreferenceInstance } from '../../domain/index.ts'
import type { JudgeCalibration } from '../../judge/index.ts'
import type { StageContext } from '../stage.ts'
import { buyJudgements } from './buy-judgements.ts'
import type { OpenedJudges } from './opened-judges.ts'
import { askerTotals } from './plan-asks.ts'
import { planJudging } from './plan-judging.ts'
import { createJudgedCounts, readJudgements } from './read-judgements.ts'

/** Labels that were bought, parallel to the instances; no annotation where nothing could be read. */
export interface BoughtJudgements {
  readonly labels: readonly (readonly Annotation[])[]
  readonly calibrations: ReadonlyMap<string, JudgeCalibration>
}

/**
 * Plans, lets the user agree, buys and reads the judges' labels of instances that carry none, and notes in the ledger what it cost. What the journal has is not
 * bought again.
 *
 * @throws HyperError `usage/not-confirmed`, and as `buyJudgements`
 */
export async function purchaseJudgements(
  instances: readonly PreferenceInstance[],
  { judging, shop }: OpenedJudges,
  { stage, spend, world }: Pick<StageContext, 'stage' | 'spend' | 'world'>,
  known: ReadonlyMap<string, JudgeCalibration> = new Map(),
): Promise<BoughtJudgements> {
  const source = (): readonly PreferenceInstance[] => instances
  const { plan } = await planJudging(source, judging, shop)
  if (plan.calls > 0) {
    await shop.approve(plan)
    for (const seat of judging.seats) seat.ready?.()
  }
  const { purchases, calibrations } = await buyJudgements(source, judging, shop, {
    ...{ stage, known, totals: askerTotals(plan) },
  })
  for (const { judge, purchase } of purchases) {
    if (purchase.calls === 0) continue
    spend({
      what: `answers of ${judge}`,
      count: purchase.bought,
      rows: instances.length,
      seconds: purchase.seconds,
      device: 'endpoint',
      costUsd: purchase.spentUsd,
    })
  }
  const counts = createJudgedCounts()
  const labels: Annotation[][] = []
  const rows = readJudgements(source, judging, shop, { calibrations, counts, times: false })
  for await (const { lm } of rows) labels.push([...lm])
  for (const [judge, codes] of Object.entries(counts.problems)) {
    const total = Object.values(codes).reduce((sum, count) => sum + count, 0)
    const message = `${judge}: ${total} answers could not be read (${Object.keys(codes).join(', ')}); their text is in the journal`
    world.progress({ type: 'warning', stage, message })
  }
  return { labels, calibrations }
}
