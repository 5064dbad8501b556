import * as Plot from '@observablehq/plot'
import type { Panels } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { JudgeReliability, ReliabilityPoint } from './data.ts'
import { formatCount, formatNumber } from './format.ts'

/** Judges that are drawn at most; the table below has all. */
const MOST_PANELS = 6

/** Returns the reliability diagrams: stated probability of A against the share of people for A, before and after calibration, a panel per judge. */
export function reliabilityPanels(judges: readonly JudgeReliability[]): Panels {
  const drawn = judges.slice(0, MOST_PANELS)
  const more =
    drawn.length < judges.length
      ? ` The first ${drawn.length} of ${judges.length} judges are drawn, the table has all.`
      : ''
  return {
    id: 'reliability',
    title: 'Reliability: what a judge states against what people say',
    alt: `A circle per tenth of the probability that A is better, its area by the number of pairs: grey and hollow as the judge stated it (a verdict without a probability counts clear 1, plain 7/8, slight 3/4, tie 1/2), green and filled after calibration. On the dashed diagonal people say what was stated; right of the middle, circles below it claim too much.${more}`,
    table: {
      caption: 'Mean probability of A and share of people for A, by tenth of the probability',
      columns: ['judge', 'probability', 'mean', 'people for A', 'pairs'],
      rows: judges.flatMap((judge) => [
        ...rowsOf(judge.judge, 'as stated', judge.before),
        ...rowsOf(judge.judge, 'calibrated', judge.after),
      ]),
    },
    panels: drawn.map((judge) => ({
      title: `${judge.judge} (${formatCount(judge.pairs)} pairs; ${judge.kind})`,
      draw: (document) => drawReliability(document, judge),
    })),
  }
}

function rowsOf(judge: string, name: string, points: readonly ReliabilityPoint[]): string[][] {
  return points.flatMap(({ pairs, stated, observed }) =>
    pairs === 0
      ? []
      : [[judge, name, formatNumber(stated), formatNumber(observed), formatCount(pairs)]],
  )
}

function drawReliability(document: unknown, { before, after }: JudgeReliability): string {
  const filled = (points: readonly ReliabilityPoint[]) => points.filter(({ pairs }) => pairs > 0)
  const place = { x: 'stated', y: 'observed' } as const
  const axis = { domain: [0, 1], ticks: 5, labelArrow: 'none' } as const
  return drawPlot(document, {
    width: 430,
    height: 400,
    marginLeft: 52,
    marginTop: 40,
    marginRight: 16,
    x: { ...axis, label: 'probability of A', labelAnchor: 'center' },
    y: { ...axis, label: 'people for A' },
    r: { range: [1.5, 11] },
    marks: [
      Plot.gridX({ ticks: 5, strokeOpacity: 0.12 }),
      Plot.gridY({ ticks: 5, strokeOpacity: 0.12 }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--faint)', strokeDasharray: '4 4' },
      ),
      Plot.line(filled(before), { ...place, stroke: 'var(--random)', strokeOpacity: 0.3 }),
      Plot.dot(filled(before), { ...place, r: 'pairs', stroke: 'var(--random)', clip: false }),
      Plot.line(filled(after), { ...place, stroke: 'var(--routed)', strokeOpacity: 0.3 }),
      Plot.dot(filled(after), {
        ...place,
        r: 'pairs',
        fill: 'var(--routed)',
        fillOpacity: 0.35,
        stroke: 'var(--routed)',
        clip: false,
      }),
      legend('○ as stated', 'var(--random)', -96),
      legend('● calibrated', 'var(--routed)', -12),
    ],
  })
}

function legend(text: string, fill: string, dx: number): Plot.Markish {
  const where = { frameAnchor: 'top-right', dx, dy: -26, lineAnchor: 'bottom' } as const
  return Plot.text([text], { ...where, text: (own: string) => own, fill })
}
