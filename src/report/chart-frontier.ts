import * as Plot from '@observablehq/plot'
import type { Chart } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import type { ReportData } from './data.ts'
import { formatInterval, formatNumber, formatShare, formatUsd } from './format.ts'

/** Returns the frontier: score against human share, with the random band, the single sources and the routed mixes. */
export function frontierChart(data: ReportData): Chart {
  const { frontier } = data
  const best = [...frontier.routed].sort((a, b) => b.score.value - a.score.value)[0]
  return {
    id: 'frontier-chart',
    title: 'Score against human share',
    alt: `Scores of ${frontier.mixes.length} candidate mixes, of random mixes at ${frontier.random.length} shares, of the two single sources and of ${frontier.routed.length} routed mixes. ${best ? `The best routed mix is ${best.router} at ${formatShare(best.share)} human with ${formatInterval(best.score)} points.` : 'Nothing was routed.'}${legendOf(frontier.routed)}`,
    table: {
      caption: 'Points of the chart',
      columns: [
        'mix',
        'human share',
        data.frontier.money ? 'price of the labels' : 'price',
        'score',
      ],
      rows: [
        ...frontier.singles.map((single) => [
          single.name,
          formatShare(single.share),
          price(data, single.share),
          formatInterval(single.score),
        ]),
        ...frontier.random.map((row) => [
          'random',
          formatShare(row.share),
          price(data, row.share),
          `${formatNumber(row.mean)}, sd ${formatNumber(row.sd)}`,
        ]),
        ...frontier.routed.map((row) => [
          row.router,
          formatShare(row.share),
          price(data, row.share),
          formatInterval(row.score),
        ]),
      ],
    },
    draw: (document) => draw(document, data),
  }
}

function price(data: ReportData, share: number): string {
  const { money } = data.frontier
  return formatUsd(
    money === null ? null : money.allLmUsd + share * (money.allHumanUsd - money.allLmUsd),
  )
}

function draw(document: unknown, data: ReportData): string {
  const { frontier } = data
  const band = frontier.random.map((row) => ({
    ...row,
    lo: row.mean - 2 * row.sd,
    hi: row.mean + 2 * row.sd,
  }))
  // The bar is that of the paired difference, drawn about the random mean: the doubt about all scores together would hide every difference.
  const routers = routersOf(frontier.routed)
  const routed = frontier.routed.map((row) => {
    const random = row.score.value - row.vsRandom.value
    const place = routers.indexOf(row.router) - (routers.length - 1) / 2
    return {
      ...row,
      // Routers of one share stand side by side.
      at: row.share + DODGE * place,
      edge: row.share + (DODGE * (routers.length - 1)) / 2,
      value: row.score.value,
      lo: random + row.vsRandom.lo,
      hi: random + row.vsRandom.hi,
    }
  })
  const singles = frontier.singles.map((row) => ({ ...row, value: row.score.value }))
  return drawPlot(document, {
    height: 400,
    marginLeft: 56,
    marginTop: frontier.money === null ? 24 : 52,
    x: { domain: [-0.02, 1.02] },
    y: { label: 'score, points', grid: true, nice: true },
    marks: [
      Plot.axisX({
        anchor: 'bottom',
        label: 'human share',
        tickFormat: (share: number) => formatShare(share),
      }),
      ...moneyAxis(frontier.money),
      Plot.dot(frontier.mixes, {
        x: 'share',
        y: 'score',
        r: 1.6,
        fill: 'var(--faint)',
        fillOpacity: 0.55,
      }),
      Plot.areaY(band, {
        x: 'share',
        y1: 'lo',
        y2: 'hi',
        fill: 'var(--random)',
        fillOpacity: 0.22,
      }),
      Plot.lineY(band, { x: 'share', y: 'mean', stroke: 'var(--random)', strokeWidth: 2 }),
      Plot.dot(singles, { x: 'share', y: 'value', r: 5, fill: 'var(--single)', symbol: 'square' }),
      Plot.text(singles, {
        x: 'share',
        y: 'value',
        text: 'name',
        dy: -12,
        fill: 'var(--single)',
        textAnchor: 'middle',
        fontWeight: 600,
      }),
      Plot.ruleX(routed, {
        x: 'at',
        y1: 'lo',
        y2: 'hi',
        stroke: 'var(--routed)',
        strokeOpacity: 0.6,
      }),
      Plot.dot(routed, {
        x: 'at',
        y: 'value',
        r: 5,
        fill: 'var(--routed)',
        symbol: (row: { router: string }) => SYMBOLS[routers.indexOf(row.router) % SYMBOLS.length]!,
      }),
      Plot.text(labelled(routed), {
        x: 'edge',
        y: 'value',
        text: 'router',
        dx: 9,
        fill: 'var(--routed)',
        textAnchor: 'start',
      }),
    ],
  })
}

/** Human share between neighbouring routers of one share. */
const DODGE = 0.012

function moneyAxis(money: ReportData['frontier']['money']): Plot.Markish[] {
  if (money === null) return []
  const { allLmUsd, allHumanUsd } = money
  const priceOf = (share: number): string =>
    `$${Math.round(allLmUsd + share * (allHumanUsd - allLmUsd)).toLocaleString('en-US')}`
  return [
    Plot.axisX({
      anchor: 'top',
      label: 'price of all labels',
      ticks: [0, 0.25, 0.5, 0.75, 1],
      tickFormat: priceOf,
    }),
  ]
}

const SYMBOLS = ['circle', 'cross', 'triangle', 'diamond', 'star', 'square', 'wye'] as const

/** Routers in the order in which they first occur; the place of each decides on its symbol. */
const routersOf = (routed: readonly { readonly router: string }[]): string[] => [
  ...new Set(routed.map((row) => row.router)),
]

function legendOf(routed: readonly { readonly router: string }[]): string {
  const routers = routersOf(routed)
  if (routers.length < 2) return ''
  const told = routers.map((router, index) => `${router} ${SYMBOLS[index % SYMBOLS.length]}`)
  return ` Symbols: ${told.join(', ')}.`
}

// Only the best router of a share carries its name, so that labels do not lie on each other; the table names all.
function labelled<T extends { share: number; value: number }>(rows: readonly T[]): T[] {
  const best = new Map<number, T>()
  for (const row of rows) {
    const held = best.get(row.share)
    if (held === undefined || row.value > held.value) best.set(row.share, row)
  }
  return [...best.values()]
}
