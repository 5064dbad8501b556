import * as Plot from '@observablehq/plot'
import type { StudyComposition } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { ReportTable } from './data.ts'
import { formatShare } from './format.ts'
import { fitName, textWidth } from './study-layout.ts'
import { compareNames, type StudyView } from './study-view.ts'
import { joinWords, nameRepeats, nameShare } from './study-words.ts'

/** Features that a picture can hold. */
const mostFeatures = 18

interface Selection {
  readonly set: string
  readonly router: string
  readonly budget: number
  /** The largest departure from the pool first. */
  readonly features: readonly StudyComposition[]
}

/** Returns the section on what a router sends to people. */
export function studySelectionSection(view: StudyView): Section | null {
  const selections = listSelections(view)
  const [first, ...others] = selections
  if (first === undefined) return null
  const blocks: Block[] = [
    { kind: 'text', text: preferenceWords(first) },
    {
      kind: 'how',
      text: `Share of the rows that carry a feature: among those that "${first.router}" sends to people at ${nameShare(first.budget)} human labels, and among all rows of "${first.set}" that it could send; means over ${nameRepeats(view.result)}, which come without an interval. Random routing sends what the pool holds.`,
    },
    { kind: 'chart', chart: selectionChart(first) },
    ...others.map((own): Block => ({ kind: 'table', table: selectionTable(own), folded: true })),
  ]
  return { id: 'selection', title: 'What is sent to people?', blocks }
}

function listSelections({ result }: StudyView): Selection[] {
  const { main, composition } = result
  const groups = new Map<string, StudyComposition[]>()
  for (const row of composition) {
    const key = JSON.stringify([row.set, row.router, row.budget])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const wanted = main.budget === 'area' ? 0.5 : main.budget
  return [...groups.values()]
    .map((rows): Selection => {
      const { set, router, budget } = rows[0]!
      const features = rows
        .filter(
          ({ humanShare, poolShare }) => Number.isFinite(humanShare) && Number.isFinite(poolShare),
        )
        .sort(
          (a, b) =>
            Math.abs(departure(b)) - Math.abs(departure(a)) || compareNames(a.feature, b.feature),
        )
      return { set, router, budget, features }
    })
    .filter(({ features }) => features.length > 0)
    .sort(
      (a, b) =>
        Number(b.router === main.router) - Number(a.router === main.router) ||
        Number(b.set === main.set) - Number(a.set === main.set) ||
        Math.abs(a.budget - wanted) - Math.abs(b.budget - wanted),
    )
}

const departure = ({ humanShare, poolShare }: StudyComposition): number => humanShare - poolShare

function preferenceWords({ router, features }: Selection): string {
  const told = (rows: readonly StudyComposition[]): string =>
    joinWords(
      rows
        .slice(0, 3)
        .map(
          ({ label, humanShare, poolShare }) =>
            `${label} (${formatShare(humanShare)} instead of ${formatShare(poolShare)})`,
        ),
    )
  const clear = features.filter((row) => Math.abs(departure(row)) >= 0.02)
  const more = clear.filter((row) => departure(row) > 0)
  const less = clear.filter((row) => departure(row) < 0)
  if (clear.length === 0)
    return `"${router}" sends people what the pool holds: no feature departs from its share of the pool by 2 percentage points.`
  return [
    ...(more.length > 0 ? [`"${router}" sends people more often: ${told(more)}.`] : []),
    ...(less.length > 0
      ? [
          `${more.length > 0 ? 'Less often' : `"${router}" sends people less often`}: ${told(less)}.`,
        ]
      : []),
  ].join(' ')
}

function selectionTable({ set, router, budget, features }: Selection): ReportTable {
  return {
    caption: `${router} on ${set} at ${nameShare(budget)} human labels: share of the rows that carry a feature`,
    columns: ['feature', 'sent to people', 'all rows', 'difference, percentage points'],
    rows: features.map((row) => [
      row.label,
      formatShare(row.humanShare, 1),
      formatShare(row.poolShare, 1),
      `${departure(row) > 0 ? '+' : ''}${(100 * departure(row)).toFixed(1)}`,
    ]),
  }
}

function selectionChart(selection: Selection): Chart {
  const shown = selection.features.slice(0, mostFeatures)
  return {
    id: 'selection-chart',
    title: `What ${selection.router} sends to people, ${nameShare(selection.budget)} human`,
    alt: `The ${shown.length} features that depart most from the pool, the largest departure first: a filled dot for the rows sent to people, a ring for all rows.`,
    table: selectionTable(selection),
    draw: (document) => drawSelection(document, shown, 'wide'),
    drawNarrow: (document) => drawSelection(document, shown, 'narrow'),
  }
}

function drawSelection(
  document: unknown,
  shown: readonly StudyComposition[],
  size: 'wide' | 'narrow',
): string {
  const rows = shown.map((row, at) => ({
    ...row,
    at,
    name: fitName(row.label, size === 'wide' ? 40 : 28),
    more: departure(row) > 0,
  }))
  const left = 14 + Math.max(60, ...rows.map(({ name }) => textWidth(name)))
  return drawPlot(document, {
    width: size === 'wide' ? 720 : 420,
    height: 34 + 20 * rows.length + 44,
    marginLeft: left,
    marginTop: 34,
    marginRight: 24,
    x: {
      label: size === 'wide' ? 'share of the rows that carry the feature' : 'share of the rows',
      labelAnchor: 'center',
      labelArrow: 'none',
      grid: true,
      ticks: size === 'wide' ? 8 : 4,
      tickFormat: (share: number) => formatShare(share),
      zero: true,
    },
    y: { type: 'linear', axis: null, domain: [rows.length - 0.4, -0.6] },
    marks: [
      Plot.link(rows, {
        x1: 'poolShare',
        x2: 'humanShare',
        y: 'at',
        stroke: 'var(--human)',
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(rows, {
        x: 'poolShare',
        y: 'at',
        r: 4.5,
        fill: 'var(--paper)',
        stroke: 'var(--random)',
        strokeWidth: 2,
      }),
      Plot.dot(rows, { x: 'humanShare', y: 'at', r: 4.5, fill: 'var(--human)' }),
      Plot.text(rows, { frameAnchor: 'left', y: 'at', dx: -10, text: 'name', textAnchor: 'end' }),
      ...key([
        { text: 'sent to people', fill: 'var(--human)', stroke: 'var(--human)', dx: 6 },
        { text: 'all rows', fill: 'var(--paper)', stroke: 'var(--random)', dx: 132 },
      ]),
    ],
  })
}

function key(
  items: readonly {
    readonly text: string
    readonly fill: string
    readonly stroke: string
    readonly dx: number
  }[],
): Plot.Markish[] {
  return items.flatMap(({ text, fill, stroke, dx }) => [
    Plot.dot([0], { frameAnchor: 'top-left', dx, dy: -18, r: 4.5, fill, stroke, strokeWidth: 2 }),
    Plot.text([text], {
      frameAnchor: 'top-left',
      dx: dx + 10,
      dy: -18,
      text: (own: string) => own,
      textAnchor: 'start',
      lineAnchor: 'middle',
    }),
  ])
}
