import type { StudyRow } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import {
  formatDifference,
  formatInterval,
  formatNumber,
  formatShare,
  formatShareInterval,
  isKnown,
} from './format.ts'
import { drawnLines } from './study-chart-lines.ts'
import { type Level, type Line, MOST_OTHERS, symbolsOf } from './study-line-styles.ts'
import { moneyTable, priceOf, roundUsd } from './study-money.ts'
import { namedLine } from './study-named-line.ts'
import { chosenRouters, referencesAt, rowAt, type StudyView } from './study-view.ts'
import { capital, joinNames, joinWords, nameShare, nameTarget } from './study-words.ts'

/** Returns the section that sets value against human share and, where both prices are known, against money. */
export function studyCurveSection(view: StudyView): Section | null {
  const shares = innerShares(view)
  const charts = [
    valueChart(view, shares),
    hasShares(view) ? shareChart(view, shares) : differenceChart(view, shares),
  ].filter(({ table }) => table.rows.length > 0)
  if (charts.length === 0) return null
  const left = view.routers.slice(1 + MOST_OTHERS)
  const blocks: Block[] = [
    {
      kind: 'how',
      text: `Random stands for random routing at the same human share. The band of the main router and the bars of the others are 95 % of the paired difference to random, drawn about the random mean: the doubt about all values together would hide every difference. A single source with an arrow lies beyond the picture.${left.length > 0 ? ` The main router and the best ${MOST_OTHERS} others are drawn; ${joinNames(left)} stand in the tables alone.` : ''}`,
    },
    ...charts.map((chart): Block => ({ kind: 'chart', chart })),
    ...moneyBlocks(view),
  ]
  return { id: 'curves', title: 'What does a larger human share buy?', blocks }
}

/** Worlds have no prices; elsewhere a price that is unknown is said. */
function moneyBlocks(view: StudyView): Block[] {
  const { prices, main } = view.result
  const { human, lm } = prices
  if (human !== null && lm !== null) return [{ kind: 'table', table: moneyTable(view, human, lm) }]
  if (main.measure === 'gain') return []
  const unknown = [
    ...(human === null ? ['a human label'] : []),
    ...(lm === null ? ['a judge label'] : []),
  ]
  return [
    {
      kind: 'warning',
      text: `Price unknown: without the price of ${joinWords(unknown)} nothing here is set against money.`,
    },
  ]
}

/** Shares at which routers can differ: at none and at all they are single sources. */
function innerShares({ shares }: StudyView): number[] {
  return shares.filter((share) => share > 0 && share < 1)
}

const hasShares = ({ rows, result }: StudyView): boolean =>
  rows.some(
    ({ router, budget, shareOfOracle }) =>
      router === result.main.router && budget !== 'area' && isKnown(shareOfOracle),
  )

/** Reads the points of a line from the rows of a router. */
type ReadPoint = (row: StudyRow) => Omit<Line['points'][number], 'x'> | null

function linesOf(view: StudyView, shares: readonly number[], read: ReadPoint): Line[] {
  const { rows } = view
  const named: Omit<Line, 'points'>[] = [
    ...chosenRouters(view, 1 + MOST_OTHERS).map((name) => namedLine(view, name)),
    { name: 'oracle', role: 'oracle', place: 0 },
  ]
  return named
    .map((line) => ({
      ...line,
      points: shares.flatMap((x) => {
        const row = rowAt(rows, line.name, x)
        const point = row === undefined ? null : read(row)
        return point === null ? [] : [{ x, ...point }]
      }),
    }))
    .filter(({ points }) => points.length > 0)
}

const readDifference: ReadPoint = ({ vsRandom }) => (isKnown(vsRandom) ? vsRandom : null)
const readShare: ReadPoint = ({ shareOfOracle }) => (isKnown(shareOfOracle) ? shareOfOracle : null)

function valueChart(view: StudyView, shares: readonly number[]): Chart {
  const { rows, result, decimals } = view
  const means = new Map(shares.map((share) => [share, referencesAt(rows, share)]))
  const aboutRandom: ReadPoint = ({ value, vsRandom, budget }) => {
    if (!isKnown(value)) return null
    const random = means.get(budget as number)?.random ?? null
    return !isKnown(vsRandom) || random === null
      ? { value: value.value, lo: null, hi: null }
      : { value: value.value, lo: random + vsRandom.lo, hi: random + vsRandom.hi }
  }
  const random: Line = {
    name: 'random',
    role: 'random',
    place: 0,
    points: shares.flatMap((x) => {
      const value = means.get(x)!.random
      return value === null ? [] : [{ x, value, lo: null, hi: null }]
    }),
  }
  const lines = [
    ...linesOf(view, shares, aboutRandom),
    ...(random.points.length > 0 ? [random] : []),
  ]
  const levels = singleLevels(view, shares[0] ?? 0)
  const { human, lm } = result.prices
  return {
    id: 'value-chart',
    title: 'Value against human share',
    alt: `${capital(nameTarget(result.main))} in points at ${joinWords(shares.map(nameShare))} human labels. ${levels.length === 0 ? '' : `${capital(joinWords(levels.map(({ name }) => name)))} points. `}${symbolsOf(lines)}`,
    table: {
      caption: 'Points of the chart: value, and the paired difference to random in points',
      columns: ['router', 'human share', 'value', 'against random'],
      rows: [
        ...lines
          .filter(({ role }) => role !== 'random')
          .flatMap(({ name, points }) =>
            points.map(({ x }) => {
              const row = rowAt(rows, name, x)!
              return [
                name,
                nameShare(x),
                formatInterval(row.value, decimals),
                formatDifference(row.vsRandom, decimals),
              ]
            }),
          ),
        ...random.points.map(({ x, value }) => [
          'random',
          nameShare(x),
          formatNumber(value, decimals),
          '-',
        ]),
      ],
    },
    ...drawnLines({
      lines,
      levels,
      x: {
        label: 'human share',
        format: nameShare,
        ...(human !== null && lm !== null
          ? {
              top: {
                label: 'price of 1,000 labels',
                format: (share: number) => roundUsd(1000 * priceOf(share, human, lm)),
              },
            }
          : {}),
      },
      y: { label: 'points' },
      height: 440,
    }),
  }
}

function singleLevels({ rows, decimals }: StudyView, share: number): Level[] {
  const { allHuman, allLm } = referencesAt(rows, share)
  const level = (name: string, value: number | null, colour: string): Level[] =>
    value === null
      ? []
      : [{ name: `${name} ${formatNumber(value, decimals)}`, value, colour, mayLeave: true }]
  return [...level('all human', allHuman, 'var(--human)'), ...level('all LM', allLm, 'var(--lm)')]
}

function shareChart(view: StudyView, shares: readonly number[]): Chart {
  const lines = linesOf(view, shares, readShare).filter(({ role }) => role !== 'oracle')
  return {
    id: 'share-chart',
    title: 'Share of the achievable gain against human share',
    alt: `0 % is random routing, 100 % the oracle, which knows the truth. ${symbolsOf(lines)}`,
    table: pointTable(view, lines, {
      caption: 'Points of the chart: share of the achievable gain, 0 % random, 100 % oracle',
      column: 'share of the achievable gain',
      cell: (row) => formatShareInterval(row.shareOfOracle),
    }),
    ...drawnLines({
      lines,
      levels: [
        { name: 'random 0 %', value: 0, colour: 'var(--random)' },
        { name: 'oracle 100 %', value: 1, colour: 'var(--single)' },
      ],
      x: { label: 'human share', format: nameShare },
      y: { label: 'share of the achievable gain', format: (share) => formatShare(share) },
    }),
  }
}

function differenceChart(view: StudyView, shares: readonly number[]): Chart {
  const lines = linesOf(view, shares, readDifference).filter(({ role }) => role !== 'oracle')
  return {
    id: 'difference-chart',
    title: 'Difference to random against human share',
    alt: `Paired difference to random routing at the same human share, points. ${symbolsOf(lines)}`,
    table: pointTable(view, lines, {
      caption: 'Points of the chart: paired difference to random, points',
      column: 'against random',
      cell: (row) => formatDifference(row.vsRandom, view.decimals),
    }),
    ...drawnLines({
      lines,
      levels: [{ name: 'random', value: 0, colour: 'var(--random)' }],
      x: { label: 'human share', format: nameShare },
      y: { label: 'points above random' },
    }),
  }
}

function pointTable(
  { rows }: StudyView,
  lines: readonly Line[],
  {
    caption,
    column,
    cell,
  }: {
    readonly caption: string
    readonly column: string
    readonly cell: (row: StudyRow) => string
  },
): ReportTable {
  return {
    caption,
    columns: ['router', 'human share', column],
    rows: lines.flatMap(({ name, points }) =>
      points.map(({ x }) => [name, nameShare(x), cell(rowAt(rows, name, x)!)]),
    ),
  }
}
