import * as Plot from '@observablehq/plot'
import type { StudyCalibration } from '../domain/index.ts'
import { drawPlot } from './chart-frame.ts'
import { airyDomain } from './study-layout.ts'

/** Returns predicted against observed values of bins as SVG text; both axes have one scale, so that the diagonal is one. */
export function drawCalibration(document: unknown, bins: readonly StudyCalibration[]): string {
  const known = bins.filter(
    ({ predicted, observed }) => Number.isFinite(predicted) && Number.isFinite(observed),
  )
  const domain = airyDomain(
    known.flatMap(({ predicted, observed }) => [predicted, observed]),
    0.08,
  )
  const ends = domain.map((end) => [end, end])
  return drawPlot(document, {
    width: 430,
    height: 360,
    marginLeft: 52,
    marginTop: 22,
    marginRight: 16,
    x: { domain, ticks: 5, label: 'predicted', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain, ticks: 5, label: 'observed', labelArrow: 'none' },
    r: { range: [1.5, 11] },
    marks: [
      Plot.gridX({ ticks: 5, strokeOpacity: 0.12 }),
      Plot.gridY({ ticks: 5, strokeOpacity: 0.12 }),
      Plot.line(ends, { stroke: 'var(--faint)', strokeDasharray: '4 4' }),
      Plot.line(known, {
        x: 'predicted',
        y: 'observed',
        stroke: 'var(--routed)',
        strokeOpacity: 0.5,
      }),
      Plot.dot(known, {
        x: 'predicted',
        y: 'observed',
        r: 'rows',
        fill: 'var(--routed)',
        fillOpacity: 0.35,
        stroke: 'var(--routed)',
        clip: false,
      }),
    ],
  })
}
