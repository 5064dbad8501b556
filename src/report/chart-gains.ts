import * as Plot from '@observablehq/plot'
import type { Chart } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { FeatureGain, ReportData } from './data.ts'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatNumber,
  formatShare,
} from './format.ts'

/** Returns the gain of the features whose intervals lie farthest from zero, people above the line, the judge below. */
export function gainChart(gains: readonly FeatureGain[], most = 24): Chart {
  const shown = [...gains]
    .sort((a, b) => sureness(b) - sureness(a) || (a.label < b.label ? -1 : 1))
    .slice(0, most)
    .sort((a, b) => b.gain.value - a.gain.value)
  return {
    id: 'gain-chart',
    title: 'Gain of moving 100 instances from the judge to people, by feature',
    alt: `The ${shown.length} features with the surest gains, each with its 95 % interval. To the right of zero people are better, to the left the judge.`,
    table: {
      caption:
        'Gain in points per 100 instances moved, 95 % interval; adjusted p after Benjamini and Hochberg',
      columns: ['feature', 'instances', 'gain', 'adjusted p'],
      rows: shown.map((row) => [
        row.label,
        formatCount(row.count),
        formatDifference(row.gain, 3),
        formatNumber(row.adjustedP, 3),
      ]),
    },
    draw: (document) => drawGains(document, shown),
  }
}

const sureness = (row: FeatureGain): number =>
  Math.abs(row.gain.value) / Math.max(1e-12, (row.gain.hi - row.gain.lo) / 3.92)

function drawGains(document: unknown, shown: readonly FeatureGain[]): string {
  const rows = shown.map((row) => ({
    label: shortLabel(row.label),
    value: row.gain.value,
    lo: row.gain.lo,
    hi: row.gain.hi,
    colour:
      row.adjustedP > 0.05 ? 'var(--faint)' : row.gain.value > 0 ? 'var(--human)' : 'var(--lm)',
  }))
  return drawPlot(document, {
    height: 60 + 18 * rows.length,
    marginLeft: 250,
    x: { label: 'points per 100 instances moved to people', grid: true },
    y: { label: null, domain: rows.map((row) => row.label) },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      Plot.ruleY(rows, { y: 'label', x1: 'lo', x2: 'hi', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(rows, { y: 'label', x: 'value', fill: 'colour', r: 4 }),
    ],
  })
}

/** Labels that do not fit beside a chart are cut; the table below it has them whole. */
function shortLabel(label: string): string {
  return label.length > 36 ? `${label.slice(0, 34)}…` : label
}

/** Returns what the plan sends to people, feature by feature, against a random plan of the same size. */
export function compositionChart(composition: ReportData['composition'], most = 20): Chart {
  const shown = [...composition]
    .sort((a, b) => Math.abs(b.routed - b.random.value) - Math.abs(a.routed - a.random.value))
    .slice(0, most)
  return {
    id: 'composition-chart',
    title: 'Who is sent to people: the plan against a random one',
    alt: `Share of the human-routed instances that carry each of ${shown.length} features, beside the 95 % range of random plans of the same size.`,
    table: {
      caption: 'Share of human-routed instances that carry the feature',
      columns: ['feature', 'plan', 'random plans'],
      rows: shown.map((row) => [
        row.label,
        formatShare(row.routed, 1),
        formatInterval(
          { value: row.random.value * 100, lo: row.random.lo * 100, hi: row.random.hi * 100 },
          1,
        ),
      ]),
    },
    draw: (document) => drawComposition(document, shown),
  }
}

function drawComposition(document: unknown, shown: ReportData['composition']): string {
  const rows = shown.map((row) => ({
    label: shortLabel(row.label),
    lo: row.random.lo,
    hi: row.random.hi,
    routed: row.routed,
  }))
  return drawPlot(document, {
    height: 60 + 18 * rows.length,
    marginLeft: 250,
    x: {
      label: 'share of the human-routed instances',
      grid: true,
      tickFormat: (share: number) => formatShare(share),
    },
    y: { label: null, domain: rows.map((row) => row.label) },
    marks: [
      Plot.ruleY(rows, {
        y: 'label',
        x1: 'lo',
        x2: 'hi',
        stroke: 'var(--random)',
        strokeWidth: 7,
        strokeOpacity: 0.5,
      }),
      Plot.dot(rows, { y: 'label', x: 'routed', fill: 'var(--routed)', r: 4 }),
    ],
  })
}
