import type { RoutedRow } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import { frontierChart } from './chart-frontier.ts'
import type { ReportData, ReportTable } from './data.ts'
import { formatDifference, formatInterval, formatNumber, formatShare } from './format.ts'

/** Returns the section that sets score against human share and money. */
export function frontierSection(data: ReportData): Section {
  const blocks: Block[] = [
    {
      kind: 'how',
      text: `Every point is a reward model trained on one mix and scored on ${data.provenance.judgeRows} suite rows that the PPM never saw. Random band: mean and two standard deviations of uniform random mixes. Bars of routed mixes: 95 % of the paired difference to random mixes of the same size, bootstrap over prompt groups within categories; the score itself is known no better than the intervals of the table.`,
    },
    { kind: 'chart', chart: frontierChart(data) },
    { kind: 'table', table: routedTable(data.summary.routed) },
  ]
  if (data.byTarget !== null) blocks.push({ kind: 'table', table: targetTable(data.byTarget) })
  if (data.frontier.marginal !== null) blocks.push({ kind: 'text', text: data.frontier.marginal })
  blocks.push({ kind: 'table', table: controlTable(data) })
  return { id: 'frontier', title: 'What does the money buy?', blocks }
}

function routedTable(rows: readonly RoutedRow[]): ReportTable {
  const withAccuracy = rows.some((row) => row.accuracy !== undefined)
  const withTrusted = rows.some((row) => row.labelAccuracy !== null)
  return {
    caption: `Routed mixes, trained and scored on the held-out part of the suite; differences are paired, in points${withTrusted ? '' : '; no trusted labels to measure label accuracy by'}`,
    columns: [
      'router',
      'human share',
      'score',
      'against random',
      'against the better single source',
      ...(withAccuracy ? ['accuracy', 'accuracy against random'] : []),
      ...(withTrusted ? ['label accuracy, %'] : []),
    ],
    rows: rows.map((row) => [
      row.router,
      formatShare(row.share),
      formatInterval(row.score),
      formatDifference(row.vsRandom),
      formatDifference(row.vsBetterSingle),
      ...(withAccuracy
        ? [
            formatInterval(row.accuracy?.score ?? null),
            formatDifference(row.accuracy?.vsRandom ?? null),
          ]
        : []),
      ...(withTrusted
        ? [row.labelAccuracy === null ? 'unknown' : formatInterval(scale(row.labelAccuracy), 1)]
        : []),
    ]),
  }
}

function targetTable({ router, share, rows }: NonNullable<ReportData['byTarget']>): ReportTable {
  return {
    caption: `${router} at ${formatShare(share)} human, target by target: what is gained depends on what is aimed at`,
    columns: ['target', 'score', 'against random', 'against the better single source'],
    rows: rows.map((row) => [
      row.name,
      formatInterval(row.score),
      formatDifference(row.vsRandom),
      formatDifference(row.vsBetterSingle),
    ]),
  }
}

const scale = (interval: { value: number; lo: number; hi: number }) => ({
  value: interval.value * 100,
  lo: interval.lo * 100,
  hi: interval.hi * 100,
})

function controlTable(data: ReportData): ReportTable {
  const { baselines, controls } = data.summary
  return {
    caption: 'Single sources, random mixes and controls on the same rows, points',
    columns: ['labels', 'score'],
    rows: [
      ['all human', formatInterval(baselines.allHuman)],
      ['all LM', formatInterval(baselines.allLm)],
      ...baselines.random
        .filter((row) => row.mixes > 1)
        .map((row) => [
          `random, ${formatShare(row.share)} human (${row.mixes} mixes)`,
          `${formatNumber(row.mean)}, sd ${formatNumber(row.sd)}`,
        ]),
      ['control: the longer answer always wins', formatInterval(controls.longer)],
      [
        'control: random labels (mean and 95 % range of draws)',
        formatInterval(controls.randomLabels),
      ],
      [
        'control: human labels, 20 % flipped (mean and 95 % range of draws)',
        formatInterval(controls.flipped20),
      ],
    ],
  }
}
