import type { Budget, RoutingPlan } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { planSources } from '../route/index.ts'
import type { RunEvidence, SourceFacts } from './evidence-file.ts'
import type { SourceOption } from './options.ts'

/**
 * Returns the plan that shares rows out over the sources of the config: the sum of what the labels are worth is the largest that the money and the
 * caps allow.
 *
 * @throws HyperError `config/needs-money` for a budget in another unit, `data/missing-sources` for evidence without the sources, others as `planSources`
 */
export function planOfSources(
  evidence: RunEvidence,
  sources: readonly SourceOption[],
  budget: Budget,
): RoutingPlan {
  if (budget.unit !== 'money') {
    throw new HyperError(
      'config/needs-money',
      'budget: got a share or a number of instances, expected money (usd:300), for the config has "sources"',
    )
  }
  const values = sources.map(({ id }) => {
    const column = evidence.columns[`source:${id}`]
    if (column !== undefined) return column
    throw new HyperError(
      'data/missing-sources',
      `evidence: got nothing about the source "${id}", expected what its labels are worth`,
      { hint: 'run "hyper run" again: the stage "pilot" is done anew' },
    )
  })
  const { assignment: _, ...plan } = planSources({
    ids: evidence.ids,
    sources: sources.map(({ id, kind, price, cap }) => ({ id, kind, priceUsd: price, cap })),
    values,
    budgetUsd: budget.amount,
  })
  const { pDiffers } = evidence.columns
  const isKnown = evidence.facts.quality['P(differs)']?.usable === true
  return {
    ...plan,
    rows: plan.rows.map((row, at) => ({
      ...row,
      pDiffers:
        !isKnown || pDiffers === undefined || Number.isNaN(pDiffers[at]) ? null : pDiffers[at]!,
    })),
    notes: [...plan.notes, ...(evidence.facts.sources ?? []).map(noteSource)],
  }
}

function noteSource({ id, agreement, shrunk, rows, byRow }: SourceFacts): string {
  if (agreement === null) return `nothing was measured of ${id}: it counts as the mean of its kind`
  const worth = byRow
    ? 'its worth was learned row by row'
    : 'its worth is the same for every row, for nothing tells rows apart'
  return `labels of ${id} agree with people to ${agreement.toFixed(3)} of full utility on ${rows} rows (${shrunk.toFixed(3)} drawn towards its kind); ${worth}`
}
