import * as Plot from '@observablehq/plot'
import type { Chart } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { ReportData, TargetReport } from './data.ts'
import { formatInterval, formatNumber } from './format.ts'

/** Returns predicted against real score of every mix, with the budget-only prediction beside it. */
export function predictionChart(target: TargetReport): Chart {
  return {
    id: `predictions-${target.name.replace(/[^a-z0-9]+/gi, '-')}`,
    title: `Predicted against real score: ${target.name}`,
    alt: `Each of ${target.mixes.length} mixes as predicted when it was left out of the fit. Points on the diagonal are predicted exactly. ${target.words[0] ?? ''}`,
    table: {
      caption: 'A sample of the points: every tenth mix by real score',
      columns: ['real', 'predicted by the PPM', 'predicted by the budget alone'],
      rows: [...target.mixes]
        .sort((a, b) => a.actual - b.actual)
        .filter((_, index) => index % 10 === 0)
        .map((mix) => [
          formatNumber(mix.actual),
          formatNumber(mix.predicted),
          formatNumber(mix.budgetOnly),
        ]),
    },
    draw: (document) => drawPredictions(document, target),
  }
}

function drawPredictions(document: unknown, target: TargetReport): string {
  const rows = target.mixes.flatMap((mix) => [
    { real: mix.actual, value: mix.budgetOnly, model: 'budget only' },
    { real: mix.actual, value: mix.predicted, model: 'PPM' },
  ])
  const all = rows.flatMap((row) => [row.real, row.value])
  const lo = Math.min(...all)
  const hi = Math.max(...all)
  return drawPlot(document, {
    height: 320,
    marginLeft: 56,
    x: { label: 'real score, points', nice: true },
    y: { label: 'predicted, points', grid: true, nice: true },
    fx: { label: null, domain: ['PPM', 'budget only'] },
    marks: [
      Plot.line(
        [
          [lo, lo],
          [hi, hi],
        ],
        { stroke: 'var(--faint)', strokeDasharray: '4 4' },
      ),
      Plot.dot(rows, {
        x: 'real',
        y: 'value',
        fx: 'model',
        r: 2,
        fill: (row: { model: string }) => (row.model === 'PPM' ? 'var(--routed)' : 'var(--random)'),
        fillOpacity: 0.7,
      }),
    ],
  })
}

/** Returns the learning curve: how well mixes are predicted against how many were trained. */
export function learningChart(curve: ReportData['learningCurve']): Chart {
  const rows = curve.map((point) => ({
    ...point,
    value: point.r2.value,
    lo: point.r2.lo,
    hi: point.r2.hi,
  }))
  return {
    id: 'learning-chart',
    title: 'Learning curve in the number of trained mixes',
    alt: `Out-of-sample R2 of the PPM with ${rows.map((row) => row.mixes).join(', ')} trained mixes.`,
    table: {
      caption: 'Out-of-sample R2',
      columns: ['trained mixes', 'PPM', 'budget alone'],
      rows: rows.map((row) => [
        String(row.mixes),
        formatInterval(row.r2),
        formatNumber(row.budgetOnlyR2),
      ]),
    },
    draw: (document) =>
      drawPlot(document, {
        height: 240,
        marginLeft: 56,
        x: { label: 'trained mixes', zero: true },
        y: { label: 'R2 on mixes left out', grid: true },
        marks: [
          Plot.areaY(rows, {
            x: 'mixes',
            y1: 'lo',
            y2: 'hi',
            fill: 'var(--routed)',
            fillOpacity: 0.18,
          }),
          Plot.lineY(rows, {
            x: 'mixes',
            y: 'value',
            stroke: 'var(--routed)',
            strokeWidth: 2,
            marker: 'circle',
          }),
          Plot.lineY(rows, {
            x: 'mixes',
            y: 'budgetOnlyR2',
            stroke: 'var(--random)',
            strokeDasharray: '4 4',
          }),
        ],
      }),
  }
}
