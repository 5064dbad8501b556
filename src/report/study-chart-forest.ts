import * as Plot from '@observablehq/plot'
import type { Interval } from '../domain/index.ts'
import { drawPlot } from './chart-frame.ts'
import { airyDomain, fitName, textWidth } from './study-layout.ts'

/** One line of a forest plot. */
export interface ForestEntry {
  readonly name: string
  readonly figure: Interval
  readonly role: 'main' | 'other' | 'reference'
  /** Heading under which it stands; null without headings. */
  readonly group: string | null
}

/** How a forest plot is drawn. */
export interface ForestOptions {
  /** Ends of the axis; what lies beyond them is shown as an arrow at the edge. */
  readonly domain: readonly [number, number]
  readonly label: string
  /** Pixels. */
  readonly width: number
  /** Null leaves the ticks to the axis. */
  readonly format: ((value: number) => string) | null
  /** Returns the figure in words, printed to the right; null leaves them out. */
  readonly figures: ((figure: Interval) => string) | null
}

const rowHeight = 22

/**
 * Returns the ends of an axis for some plots: all intervals that do not belong to references, and zero. A value far beyond the others' (over four times
 * their typical distance from zero) would squeeze all else and is left to an arrow.
 */
export function forestDomain(entries: readonly ForestEntry[]): [number, number] {
  const contenders = entries.filter(({ role }) => role !== 'reference')
  const used = contenders.length > 0 ? contenders : entries
  const ends = used
    .flatMap(({ figure: { value, lo, hi } }) => [value, lo, hi])
    .filter(Number.isFinite)
  const sizes = ends.map(Math.abs).sort((a, b) => a - b)
  const most = 4 * (sizes[Math.floor(0.75 * (sizes.length - 1))] || sizes.at(-1) || 1)
  return airyDomain([0, ...ends.filter((end) => Math.abs(end) <= most)], 0.07)
}

/** Returns a forest plot as SVG text: a name, a point and an interval per line, a rule at zero; filled where zero lies outside the interval, hollow where not. */
export function drawForest(
  document: unknown,
  entries: readonly ForestEntry[],
  options: ForestOptions,
): string {
  const lines = layOut(entries)
  const count = lines.length
  const nameWidth =
    Math.max(
      60,
      ...entries.map(({ name, role }) =>
        textWidth(fitName(name), role === 'main' ? 'bold' : 'plain'),
      ),
    ) + 14
  const figureWidth =
    options.figures === null
      ? 16
      : 22 + Math.max(...entries.map(({ figure }) => textWidth(options.figures!(figure))))
  const [lo, hi] = options.domain
  const rows = lines
    .filter((line) => line.entry !== null)
    .map(({ entry, at }) => toRow(entry!, at, options))
  return drawPlot(document, {
    width: options.width,
    height: 12 + rowHeight * count + 46,
    marginTop: 12,
    marginBottom: 46,
    marginLeft: nameWidth,
    marginRight: figureWidth,
    x: { domain: [lo, hi], axis: null },
    y: { type: 'linear', domain: [count - 0.5, -0.5], axis: null },
    marks: [
      Plot.gridX({ ticks: tickCount(options), strokeOpacity: 0.12 }),
      Plot.axisX({
        ticks: tickCount(options),
        ...(options.format === null ? {} : { tickFormat: options.format }),
        label: options.label,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 38,
      }),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.6 }),
      ...headings(lines, nameWidth),
      ...['main', 'other', 'reference'].flatMap((role) =>
        roleMarks(rows.filter((row) => row.role === role)),
      ),
      ...nameMarks(rows),
      ...(options.figures === null ? [] : [figureMarks(rows)]),
    ],
  })
}

const tickCount = ({ width, figures }: ForestOptions): number =>
  figures === null && width < 500 ? 4 : 6

interface LaidOut {
  readonly at: number
  readonly heading: string | null
  readonly entry: ForestEntry | null
}

function layOut(entries: readonly ForestEntry[]): LaidOut[] {
  const lines: Omit<LaidOut, 'at'>[] = []
  let open: string | null = null
  for (const entry of entries) {
    if (entry.group !== null && entry.group !== open)
      lines.push({ heading: entry.group, entry: null })
    open = entry.group
    lines.push({ heading: null, entry })
  }
  return lines.map((line, at) => ({ ...line, at }))
}

interface ForestRow {
  readonly at: number
  readonly name: string
  readonly role: ForestEntry['role']
  /** Null where it lies beyond an end of the axis. */
  readonly value: number | null
  readonly from: number | null
  readonly to: number | null
  /** -1 and 1 where the value lies beyond the left or the right end. */
  readonly beyond: -1 | 0 | 1
  readonly isSure: boolean
  readonly text: string
  readonly edge: number
}

function toRow(
  { name, role, figure }: ForestEntry,
  at: number,
  { domain: [left, right], figures }: ForestOptions,
): ForestRow {
  const { value, lo, hi } = figure
  const hasEnds = Number.isFinite(lo) && Number.isFinite(hi) && lo !== null && hi !== null
  const beyond = value > right ? 1 : value < left ? -1 : 0
  const clip = (end: number): number => Math.min(right, Math.max(left, end))
  const inSight = hasEnds && hi >= left && lo <= right
  return {
    at,
    name: fitName(name),
    role,
    value: beyond === 0 ? value : null,
    from: inSight ? clip(lo) : null,
    to: inSight ? clip(hi) : null,
    beyond,
    isSure: hasEnds && (lo > 0 || hi < 0),
    text: figures?.(figure) ?? '',
    edge: beyond > 0 ? right : left,
  }
}

const COLOURS: Readonly<Record<ForestEntry['role'], string>> = {
  main: 'var(--routed)',
  other: 'var(--other-5)',
  reference: 'var(--single)',
}

function roleMarks(rows: readonly ForestRow[]): Plot.Markish[] {
  if (rows.length === 0) return []
  const { role } = rows[0]!
  const colour = COLOURS[role]
  const symbol = role === 'main' ? 'circle' : role === 'other' ? 'square' : 'diamond'
  const r = role === 'main' ? 5.5 : 4
  const inside = rows.filter(({ value }) => value !== null)
  return [
    Plot.ruleY(
      rows.filter(({ from }) => from !== null),
      { y: 'at', x1: 'from', x2: 'to', stroke: colour, strokeWidth: role === 'main' ? 3 : 1.8 },
    ),
    Plot.dot(
      inside.filter(({ isSure }) => isSure),
      { x: 'value', y: 'at', fill: colour, stroke: colour, symbol, r },
    ),
    Plot.dot(
      inside.filter(({ isSure }) => !isSure),
      { x: 'value', y: 'at', fill: 'var(--paper)', stroke: colour, strokeWidth: 1.6, symbol, r },
    ),
    Plot.text(
      rows.filter(({ beyond }) => beyond !== 0),
      {
        x: 'edge',
        y: 'at',
        text: ({ beyond }: ForestRow) => (beyond > 0 ? '▶' : '◀'),
        fill: colour,
        textAnchor: 'middle',
      },
    ),
  ]
}

function nameMarks(rows: readonly ForestRow[]): Plot.Markish[] {
  return [true, false].map((isMain) =>
    Plot.text(
      rows.filter(({ role }) => (role === 'main') === isMain),
      {
        frameAnchor: 'left',
        y: 'at',
        dx: -10,
        text: 'name',
        textAnchor: 'end',
        ...(isMain ? { fontWeight: 700, fill: 'var(--routed)' } : {}),
      },
    ),
  )
}

function headings(lines: readonly LaidOut[], nameWidth: number): Plot.Markish[] {
  return [
    Plot.text(
      lines.filter(({ heading }) => heading !== null),
      {
        frameAnchor: 'left',
        y: 'at',
        dx: -(nameWidth - 2),
        dy: 3,
        text: 'heading',
        textAnchor: 'start',
        fill: 'var(--soft)',
        fontStyle: 'italic',
        fontSize: 11,
      },
    ),
  ]
}

function figureMarks(rows: readonly ForestRow[]): Plot.Markish {
  return Plot.text(rows, {
    frameAnchor: 'right',
    y: 'at',
    dx: 14,
    text: 'text',
    textAnchor: 'start',
    fontVariant: 'tabular-nums',
  })
}
