import { type Interval, isReference, type StudyRow } from '../domain/index.ts'
import type { Chart, Panel, Panels } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatDifference, formatShare, formatShareInterval, isKnown } from './format.ts'
import { drawForest, type ForestEntry, forestDomain } from './study-chart-forest.ts'
import type { StudyView } from './study-view.ts'
import { capital } from './study-words.ts'

/** What a forest plot compares: points above random, or the share of what the oracle has over random. Never both in one picture. */
export type ForestUnit = 'points' | 'share'

/** Words and formats of a unit. */
export interface UnitWords {
  readonly read: (row: StudyRow) => Interval | null
  readonly column: string
  readonly axis: string
  /** Null leaves the ticks to the axis. */
  readonly tick: ((value: number) => string) | null
  readonly cell: (figure: Interval | null) => string
}

/** Returns how a unit is read and written. */
export function unitWords(unit: ForestUnit, decimals: number): UnitWords {
  return unit === 'points'
    ? {
        read: (row) => row.vsRandom,
        column: 'against random',
        axis: 'difference to random, points',
        tick: null,
        cell: (figure) => formatDifference(figure, decimals),
      }
    : {
        read: (row) => row.shareOfOracle,
        column: 'share of the achievable gain',
        axis: 'share of the achievable gain',
        tick: (value) => formatShare(value),
        cell: (figure) => formatShareInterval(figure),
      }
}

/** Returns a forest entry of every row that has the figure, in the order of the rows; random is what all are compared with and has none. */
export function forestEntries(
  rows: readonly StudyRow[],
  view: StudyView,
  {
    unit,
    groupOf = () => null,
    nameOf = (row) => row.router,
  }: {
    readonly unit: ForestUnit
    readonly groupOf?: (row: StudyRow) => string | null
    readonly nameOf?: (row: StudyRow) => string
  },
): ForestEntry[] {
  const { read } = unitWords(unit, view.decimals)
  return rows.flatMap((row): ForestEntry[] => {
    const figure = read(row)
    const isTrivial = row.router === 'random' || (unit === 'share' && row.router === 'oracle')
    if (!isKnown(figure) || isTrivial) return []
    return [{ name: nameOf(row), figure, group: groupOf(row), role: roleOf(row, view) }]
  })
}

function roleOf(row: StudyRow, { result }: StudyView): ForestEntry['role'] {
  if (isReference(row.router)) return 'reference'
  return row.router === result.main.router ? 'main' : 'other'
}

/** Returns how a large forest plot is drawn: with its figures in words on a wide screen, without them on a narrow one. */
export function drawnForest(
  entries: readonly ForestEntry[],
  unit: ForestUnit,
  decimals: number,
): Required<Pick<Chart, 'draw' | 'drawNarrow'>> {
  const { axis, tick, cell } = unitWords(unit, decimals)
  const options = { domain: forestDomain(entries), format: tick }
  const wide = unit === 'points' ? `${axis} (left of zero: random is better)` : axis
  return {
    draw: (document) =>
      drawForest(document, entries, { ...options, label: wide, width: 720, figures: cell }),
    drawNarrow: (document) =>
      drawForest(document, entries, { ...options, label: axis, width: 400, figures: null }),
  }
}

/** Rows of one panel, drawn in their order. */
export interface ForestPanel {
  readonly title: string
  readonly entries: readonly ForestEntry[]
}

/** Pixels: two panels beside each other on a screen, one on a phone. */
const panelWidth = 430

/** Returns forest plots side by side on one axis, so that they can be compared. */
export function forestPanels(
  panels: readonly ForestPanel[],
  {
    id,
    title,
    alt,
    table,
    unit,
    decimals,
  }: {
    readonly id: string
    readonly title: string
    readonly alt: string
    readonly table: ReportTable
    readonly unit: ForestUnit
    readonly decimals: number
  },
): Panels {
  const words = unitWords(unit, decimals)
  const domain = forestDomain(panels.flatMap(({ entries }) => entries))
  return {
    id,
    title,
    alt: `${alt} ${forestKey(panels.flatMap(({ entries }) => entries))}`,
    table,
    panels: panels.map(
      (panel): Panel => ({
        title: panel.title,
        draw: (document) =>
          drawForest(document, panel.entries, {
            domain,
            label: words.axis,
            width: panelWidth,
            format: words.tick,
            figures: null,
          }),
      }),
    ),
  }
}

/** Returns what the marks of a forest plot mean. */
export function forestKey(
  entries: readonly ForestEntry[],
  lines: 'routers' | 'sets' = 'routers',
): string {
  const has = (role: ForestEntry['role']): boolean => entries.some((entry) => entry.role === role)
  const shapes = [
    ...(has('main')
      ? [`circle: the ${lines === 'routers' ? 'router' : 'set'} of the main comparison`]
      : []),
    ...(has('other') ? [`squares: other ${lines}`] : []),
    ...(has('reference') ? ['diamond: a reference'] : []),
  ]
  return `Bars are 95 % intervals; a filled mark has zero outside its interval, a hollow one inside; an arrow at an edge lies beyond it. ${capital(shapes.join(', '))}.`
}
