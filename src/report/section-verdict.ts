import type { Block, Section } from './blocks.ts'
import type { ReportData } from './data.ts'
import { formatCount, formatInterval, formatNumber, formatShare, formatUsd } from './format.ts'

/** Returns the first section: what to do, why, and the figures that the answer rests on. */
export function verdictSection(data: ReportData): Section {
  const { summary } = data
  const blocks: Block[] = [
    { kind: 'text', text: summary.verdict.recommendation },
    { kind: 'list', items: summary.verdict.reasons },
    {
      kind: 'facts',
      facts: [
        {
          name: 'All labels by people',
          value: formatInterval(summary.baselines.allHuman, 1),
          note: 'points on rows the PPM never saw',
        },
        {
          name: 'All labels by the judge',
          value: formatInterval(summary.baselines.allLm, 1),
          note: 'same rows',
        },
        {
          name: 'Noise floor',
          value: `${formatNumber(summary.noiseFloor.overall)} points`,
          note: 'standard deviation of a score at a fixed mix; smaller differences are never called a gain',
        },
        {
          name: 'Pairs that can matter',
          value: `${formatCount(summary.dataset.differing)} of ${formatCount(data.provenance.poolRows)}`,
          note: 'trained rows on which people and the judge differ',
        },
        {
          name: 'The plan',
          value: `${formatCount(summary.plan.human)} people, ${formatCount(summary.plan.lm)} judge`,
          note: `router ${summary.plan.router}, budget ${summary.plan.budget}, ${formatUsd(summary.plan.priceUsd)}`,
        },
        {
          name: 'Pairs read',
          value: formatCount(summary.dataset.instances),
          note: `in ${formatCount(summary.dataset.groups)} prompt groups`,
        },
      ],
    },
  ]
  if (data.simulated) {
    blocks.unshift({
      kind: 'warning',
      text: 'Simulated world: texts, people and judge are generated; no person labelled anything here.',
    })
  }
  for (const warning of summary.controls.warnings) blocks.push({ kind: 'warning', text: warning })
  return { id: 'verdict', title: 'Verdict', blocks }
}

/** Returns the section on data: what was read, what was left out, who agrees with whom. */
export function agreementSection(data: ReportData): Section {
  const { dataset } = data.summary
  return {
    id: 'agreement',
    title: 'Do people and the judge agree?',
    blocks: [
      {
        kind: 'text',
        text: `People agree with each other on ${shareOf(dataset.humanHuman)} of the label pairs, the judge agrees with people on ${shareOf(dataset.humanLm)} of the instances (three-way, ties included).`,
      },
      {
        kind: 'how',
        text: 'Intervals are 95 %, bootstrap over prompt groups. An instance with a missing label counts nowhere as agreement.',
      },
      ...data.agreement.map((table): Block => ({ kind: 'table', table })),
      { kind: 'list', items: data.dataNotes },
    ],
  }
}

function shareOf(interval: { value: number; lo: number; hi: number } | null): string {
  if (interval === null) return 'an unknown share'
  return `${formatShare(interval.value, 1)} (${formatShare(interval.lo, 1)} to ${formatShare(interval.hi, 1)})`
}
