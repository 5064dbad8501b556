import * as Plot from '@observablehq/plot'
import { type Interval, isReference, type StudyTransfer } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { ReportTable } from './data.ts'
import {
  formatDifference,
  formatInterval,
  formatNumber,
  formatShare,
  formatShareInterval,
  isKnown,
} from './format.ts'
import { fitName, textWidth } from './study-layout.ts'
import type { StudyView } from './study-view.ts'
import { atBudget, countOf, nameRepeats } from './study-words.ts'

/** Returns the section on what a predictor of one data set is worth on another: one picture per router, every ordered pair in it. */
export function studyTransferSection(view: StudyView): Section | null {
  const { transfer, main } = view.result
  const checked = transfer.filter(
    ({ router, spearman }) => !isReference(router) && spearman !== null,
  )
  const shown = [...new Set(checked.map(({ router }) => router))]
  if (shown.length === 0) return null
  const ordered = [...shown].sort((a, b) => Number(b === main.router) - Number(a === main.router))
  const blocks: Block[] = [
    { kind: 'text', text: transferWords(transfer.filter(({ router }) => router === ordered[0])) },
    {
      kind: 'how',
      text: `A predictor is fitted on the rows of the set on the left and routes rows of the set above, ${atBudget(main.budget)}; what it routes is the same for every giver, and on the diagonal a set's own predictor shows what is lost. A carried predictor is checked on a few rows, or trained mixes, of the taker: "refused in" says how often that check did not surely speak for it. "combined" then spends its labels at random. Exploratory, but for the pooled comparison fixed in advance.`,
    },
    ...ordered.map(
      (router): Block => ({ kind: 'chart', chart: transferChart(view, transfer, router) }),
    ),
  ]
  return { id: 'transfer', title: 'Does it carry to other data?', blocks }
}

function transferWords(rows: readonly StudyTransfer[]): string {
  const carried = rows.filter(({ from, to }) => from !== to)
  const refused = carried.reduce((sum, row) => sum + row.refused, 0)
  const checks = carried.reduce((sum, row) => sum + row.of, 0)
  const above = carried.filter(({ vsRandom }) => isKnown(vsRandom) && vsRandom.lo > 0).length
  const below = carried.filter(({ vsRandom }) => isKnown(vsRandom) && vsRandom.hi < 0).length
  return `Of ${carried.length} ways from one set to another, "${rows[0]!.router}" is surely above random on ${above} and surely below it on ${below}; checks refused ${refused} of ${checks} carried predictors.`
}

interface Unit {
  readonly read: (row: StudyTransfer) => Interval | null
  readonly short: (value: number) => string
  readonly words: (figure: Interval | null) => string
  readonly name: string
}

function unitOf(view: StudyView, rows: readonly StudyTransfer[]): Unit {
  return rows.some(({ shareOfOracle }) => isKnown(shareOfOracle))
    ? {
        read: (row) => row.shareOfOracle,
        short: (value) => formatShare(value),
        words: (figure) => formatShareInterval(figure),
        name: 'share of the achievable gain',
      }
    : {
        read: (row) => row.vsRandom,
        short: (value) => `${value > 0 ? '+' : ''}${formatNumber(value, view.decimals)}`,
        words: (figure) => formatDifference(figure, view.decimals),
        name: 'against random, points',
      }
}

function transferChart(view: StudyView, all: readonly StudyTransfer[], router: string): Chart {
  const rows = all.filter((row) => row.router === router)
  const unit = unitOf(view, rows)
  return {
    id: `transfer-${router.replaceAll(/[^a-z0-9]+/gi, '-')}`,
    title: `"${router}": ${unit.name}, from the set on the left to the set above`,
    alt: `A grid of ${new Set(rows.map(({ from }) => from)).size} givers by ${new Set(rows.map(({ to }) => to)).size} takers. Bold figures have an interval that leaves out zero; the table has all intervals.`,
    table: transferTable(view, rows, unit),
    draw: (document) => drawTransfer(document, rows, unit, 720),
    drawNarrow: (document) => drawTransfer(document, rows, unit, 420),
  }
}

function transferTable(
  view: StudyView,
  rows: readonly StudyTransfer[],
  { read, words, name }: Unit,
): ReportTable {
  return {
    caption: `Every ordered pair of sets, ${name}`,
    columns: ['from', 'to', name, 'rank correlation on the check', 'refused in'],
    rows: rows.map((row) => [
      row.from,
      row.to,
      words(read(row)),
      formatInterval(row.spearman),
      row.from === row.to ? '-' : `${row.refused} of ${countOf(row.of, nameRepeats(view.result))}`,
    ]),
  }
}

const cellHeight = 40

function drawTransfer(
  document: unknown,
  rows: readonly StudyTransfer[],
  { read, short }: Unit,
  width: number,
): string {
  const givers = [...new Set(rows.map(({ from }) => from))]
  const takers = [...new Set(rows.map(({ to }) => to))]
  const most = Math.max(1e-9, ...rows.map((row) => Math.abs(read(row)?.value ?? 0)))
  const cells = rows.flatMap((row) => {
    const figure = read(row)
    return isKnown(figure)
      ? [
          {
            from: row.from,
            to: row.to,
            text: short(figure.value),
            strength: 0.1 + (0.5 * Math.abs(figure.value)) / most,
            isSure: figure.lo > 0 || figure.hi < 0,
            isGood: figure.value >= 0,
            isHome: row.from === row.to,
            note:
              row.from === row.to
                ? 'its own'
                : row.refused === 0
                  ? ''
                  : `refused ${row.refused}/${row.of}`,
          },
        ]
      : []
  })
  const size = width > 500 ? 12 : 10
  const left = 14 + Math.max(60, ...givers.map((name) => textWidth(fitName(name, 16))))
  const place = { x: 'to', y: 'from' } as const
  return drawPlot(document, {
    width,
    height: 40 + cellHeight * givers.length,
    marginLeft: left,
    marginTop: 36,
    marginBottom: 4,
    marginRight: 8,
    x: {
      domain: takers,
      axis: 'top',
      label: null,
      tickSize: 0,
      padding: 0.04,
      tickFormat: (name: string) => fitName(name, width > 500 ? 16 : 9),
    },
    y: {
      domain: givers,
      label: null,
      tickSize: 0,
      padding: 0.06,
      tickFormat: (name: string) => fitName(name, 16),
    },
    marks: [
      Plot.cell(cells, {
        ...place,
        fill: (cell: (typeof cells)[number]) => (cell.isGood ? 'var(--routed)' : 'var(--warn)'),
        fillOpacity: 'strength',
        stroke: (cell: (typeof cells)[number]) => (cell.isHome ? 'currentColor' : 'none'),
        rx: 3,
      }),
      ...[true, false].map((isSure) =>
        Plot.text(
          cells.filter((cell) => cell.isSure === isSure),
          {
            ...place,
            text: 'text',
            dy: -5,
            fill: 'currentColor',
            fontSize: size + 1,
            fontWeight: isSure ? 700 : 400,
          },
        ),
      ),
      Plot.text(cells, {
        ...place,
        text: 'note',
        dy: 10,
        fill: 'currentColor',
        fillOpacity: 0.75,
        fontSize: size - 2,
      }),
    ],
  })
}
