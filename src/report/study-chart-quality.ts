import * as Plot from '@observablehq/plot'
import type { Interval } from '../domain/index.ts'
import { drawPlot } from './chart-frame.ts'
import { formatInterval } from './format.ts'
import { airyDomain, fitName, textWidth } from './study-layout.ts'

/** One predictor's rank correlation, with that of the budget alone. */
export interface QualityMark {
  readonly name: string
  /** Heading under which it stands. */
  readonly group: string
  readonly spearman: Interval
  readonly budgetOnly: Interval | null
}

interface PlacedMark {
  readonly at: number
  readonly name: string
  readonly text: string
  readonly value: number
  readonly lo: number
  readonly hi: number
}

const rowHeight = 26

/** Returns rank correlations with their intervals as SVG text, that of the budget alone just below each; on a narrow screen without the figures in words. */
export function drawQuality(
  document: unknown,
  marks: readonly QualityMark[],
  size: 'wide' | 'narrow' = 'wide',
): string {
  const groups = [...new Set(marks.map(({ group }) => group))]
  const ordered = groups.flatMap((group) => [
    group,
    ...marks.filter((mark) => mark.group === group),
  ])
  const headings = ordered.flatMap((own, at) =>
    typeof own === 'string' ? [{ at, name: fitName(own, 60) }] : [],
  )
  const place = ({ name }: QualityMark, figure: Interval, at: number): PlacedMark[] =>
    Number.isFinite(figure.lo) && Number.isFinite(figure.hi)
      ? [
          {
            at,
            name: fitName(name, size === 'wide' ? 34 : 22),
            text: formatInterval(figure),
            ...figure,
          },
        ]
      : []
  const own = ordered.flatMap((mark, at) =>
    typeof mark === 'string' ? [] : place(mark, mark.spearman, at),
  )
  const budget = ordered.flatMap((mark, at) =>
    typeof mark === 'string' || mark.budgetOnly === null
      ? []
      : place(mark, mark.budgetOnly, at + 0.3),
  )
  const left = 14 + Math.max(80, ...own.map(({ name }) => textWidth(name)))
  const right = size === 'wide' ? 22 + Math.max(40, ...own.map(({ text }) => textWidth(text))) : 16
  return drawPlot(document, {
    width: size === 'wide' ? 720 : 400,
    height: 10 + rowHeight * ordered.length + 46,
    marginTop: 10,
    marginBottom: 46,
    marginLeft: left,
    marginRight: right,
    x: {
      domain: airyDomain([
        0,
        ...[...own, ...budget].flatMap(({ value, lo, hi }) => [value, lo, hi]),
      ]),
      axis: null,
    },
    y: { type: 'linear', axis: null, domain: [ordered.length - 0.5, -0.5] },
    marks: [
      Plot.gridX({ strokeOpacity: 0.12 }),
      Plot.axisX({
        ...(size === 'wide' ? {} : { ticks: 5 }),
        label: 'Spearman correlation',
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 38,
      }),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.6 }),
      Plot.text(headings, {
        frameAnchor: 'left',
        y: 'at',
        dx: -(left - 2),
        dy: 3,
        text: 'name',
        textAnchor: 'start',
        fill: 'var(--soft)',
        fontStyle: 'italic',
        fontSize: 11,
      }),
      Plot.ruleY(budget, {
        y: 'at',
        x1: 'lo',
        x2: 'hi',
        stroke: 'var(--random)',
        strokeWidth: 1.4,
      }),
      Plot.dot(budget, {
        y: 'at',
        x: 'value',
        r: 3.2,
        fill: 'var(--paper)',
        stroke: 'var(--random)',
        strokeWidth: 1.5,
      }),
      Plot.ruleY(own, { y: 'at', x1: 'lo', x2: 'hi', stroke: 'var(--routed)', strokeWidth: 2 }),
      Plot.dot(own, { y: 'at', x: 'value', r: 4.2, fill: 'var(--routed)' }),
      Plot.text(own, { frameAnchor: 'left', y: 'at', dx: -10, text: 'name', textAnchor: 'end' }),
      Plot.text(size === 'wide' ? own : [], {
        frameAnchor: 'right',
        y: 'at',
        dx: 14,
        text: 'text',
        textAnchor: 'start',
        fontVariant: 'tabular-nums',
      }),
    ],
  })
}
