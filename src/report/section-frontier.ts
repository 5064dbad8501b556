import type { RoutedRow } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import { frontierChart } from './chart-frontier.ts'
import type { ReportData } from './data.ts'
import { formatDifference, formatInterval, formatNumber, formatShare } from './format.ts'

/** Returns the section that sets score against human share and money. */
export function frontierSection(data: ReportData): Section {
  const blocks: Block[] = [
    {
      kind: 'how',
      text: `Every point is a reward model trained on one mix and scored on ${data.provenance.judgeRows} suite rows that the PPM never saw. Random band: mean and two standard deviations of uniform random mixes. Intervals are 95 %, bootstrap over prompt groups within categories.`,
    },
    { kind: 'chart', chart: frontierChart(data) },
    { kind: 'table', table: routedTable(data.summary.routed) },
  ]
  if (data.frontier.marginal !== null) blocks.push({ kind: 'text', text: data.frontier.marginal })
  blocks.push({ kind: 'table', table: controlTable(data) })
  return { id: 'frontier', title: 'What does the money buy?', blocks }
}

function routedTable(rows: readonly RoutedRow[]): {
  caption: string
  columns: string[]
  rows: string[][]
} {
  return {
    caption:
      'Routed mixes, trained and scored on the held-out part of the suite; differences are paired, in points',
    columns: [
      'router',
      'human share',
      'score',
      'against random',
      'against the better single source',
      'label accuracy',
    ],
    rows: rows.map((row) => [
      row.router,
      formatShare(row.share),
      formatInterval(row.score),
      formatDifference(row.vsRandom),
      formatDifference(row.vsBetterSingle),
      row.labelAccuracy === null
        ? 'no trusted labels'
        : formatInterval(scale(row.labelAccuracy), 1),
    ]),
  }
}

const scale = (interval: { value: number; lo: number; hi: number }) => ({
  value: interval.value * 100,
  lo: interval.lo * 100,
  hi: interval.hi * 100,
})

function controlTable(data: ReportData): { caption: string; columns: string[]; rows: string[][] } {
  const { baselines, controls } = data.summary
  return {
    caption: 'Single sources, random mixes and controls on the same rows, points',
    columns: ['labels', 'score'],
    rows: [
      ['all human', formatInterval(baselines.allHuman)],
      ['all LM', formatInterval(baselines.allLm)],
      ...baselines.random.map((row) => [
        `random, ${formatShare(row.share)} human (${row.mixes} mixes)`,
        `${formatNumber(row.mean)}, sd ${formatNumber(row.sd)}`,
      ]),
      ['control: the longer answer always wins', formatInterval(controls.longer)],
      ['control: random labels', formatInterval(controls.randomLabels)],
      ['control: human labels, 20 % flipped', formatInterval(controls.flipped20)],
    ],
  }
}
