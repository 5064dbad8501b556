import type { Block, Section } from './blocks.ts'
import { reliabilityPanels } from './chart-reliability.ts'
import type { JudgesReport, LedgerRow, ReportData } from './data.ts'
import { formatCount, formatSeconds, formatUsd } from './format.ts'

/** Returns the section on the judges: agreement, habits, calibration, what was bought; none where the data has no judge. */
export function judgesSection({ judges, ledger }: ReportData): Section[] {
  if (judges === null) return []
  const { how, warnings, notes, tables, reliability } = judges
  const blocks: Block[] = [
    { kind: 'how', text: how },
    ...warnings.map((text): Block => ({ kind: 'warning', text })),
    ...tables.map((table): Block => ({ kind: 'table', table })),
    { kind: 'list', items: notes },
    ...(reliability.length === 0
      ? []
      : [{ kind: 'panels', panels: reliabilityPanels(reliability) } as const]),
    ...boughtBlocks(judges, ledger),
  ]
  return [{ id: 'judges', title: 'What are the judges worth?', blocks }]
}

function boughtBlocks({ bought }: JudgesReport, ledger: readonly LedgerRow[]): Block[] {
  if (bought.pilot + bought.plan === 0) return []
  const paid = ledger.filter(
    ({ what, seconds }) => what.startsWith('answers of ') && seconds !== null,
  )
  const where = paid.length > 0 ? '' : '; what they cost stands in manifest.json'
  return [
    {
      kind: 'text',
      text: `The run bought labels of ${formatCount(bought.pilot)} instances for the pilot and of ${formatCount(bought.plan)} for the plan${where}.`,
    },
    {
      kind: 'list',
      items: paid.map(
        ({ what, count, rows, seconds, costUsd }) =>
          `${formatCount(count)} ${what} about ${formatCount(rows ?? 0)} instances: ${formatUsd(costUsd)}, ${formatSeconds(seconds!)}`,
      ),
    },
  ]
}
