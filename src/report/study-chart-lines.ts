import * as Plot from '@observablehq/plot'
import type { Chart } from './blocks.ts'
import { drawPlot } from './chart-frame.ts'
import { airyDomain, fitName, type PixelScale, pixelScale, textWidth } from './study-layout.ts'
import { barMarks, type Frame, levelMarks, type PlacedLine } from './study-line-marks.ts'
import { legendHeight, legendMarks, nameMarks } from './study-line-names.ts'
import { type Level, type Line, styleLines } from './study-line-styles.ts'

/** A chart of lines. */
export interface LinesChart {
  readonly lines: readonly Line[]
  readonly levels: readonly Level[]
  readonly x: {
    readonly label: string
    readonly format: (value: number) => string
    /** Spreads values by their ratios where they differ by more than a factor of eight. */
    readonly factors?: boolean
    /** A second axis above: the same places in another unit. */
    readonly top?: { readonly label: string; readonly format: (value: number) => string }
  }
  readonly y: { readonly label: string; readonly format?: (value: number) => string }
  readonly height?: number
}

/** On a wide screen names stand beside the lines, on a narrow one below the picture. */
const SIZES = {
  wide: { width: 720, left: 58, share: 1 },
  narrow: { width: 400, left: 50, share: 0.85 },
} as const
const bottom = 44

/** Pixels between the bars of neighbouring lines at one place. */
const dodge = 5

/**
 * Returns a chart of lines as SVG text. The main line has its interval as a band, the others as bars; lines stand a little beside each other, each is
 * named at its right end, or below a narrow picture, levels at their left. Names never lie on each other.
 */
export function drawLines(
  document: unknown,
  chart: LinesChart,
  size: keyof typeof SIZES = 'wide',
): string {
  const { width, left } = SIZES[size]
  const { x, y, levels } = chart
  const lines = chart.lines.filter(({ points }) => points.length > 0)
  const frame = frameOf(lines, chart, size)
  const scale = scaleOf(lines, chart, frame)
  const styles = styleLines(lines)
  const placed = placeLines(lines, scale)
  const below = size === 'narrow' ? legendHeight(placed) : 0
  return drawPlot(document, {
    width,
    height: frame.bottom + bottom + below,
    marginLeft: left,
    marginRight: width - frame.right,
    marginTop: frame.top,
    marginBottom: bottom + below,
    x: { type: 'linear', domain: [left, frame.right], axis: null },
    y: { domain: frame.domain, axis: null },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12 }),
      Plot.axisY({ label: y.label, ...(y.format ? { tickFormat: y.format } : {}) }),
      axis('bottom', x, scale),
      ...(x.top === undefined ? [] : [axis('top', x.top, scale)]),
      ...levelMarks(levels, frame),
      ...placed.flatMap((line) => barMarks(line, styles.get(line.line)!)),
      ...(size === 'narrow' ? legendMarks : nameMarks)(placed, styles, frame),
    ],
  })
}

/** Returns how a chart of lines is drawn, on a wide screen and on a narrow one. */
export function drawnLines(chart: LinesChart): Required<Pick<Chart, 'draw' | 'drawNarrow'>> {
  return {
    draw: (document) => drawLines(document, chart),
    drawNarrow: (document) => drawLines(document, chart, 'narrow'),
  }
}

function frameOf(
  lines: readonly Line[],
  { levels, height = 400, x }: LinesChart,
  size: keyof typeof SIZES,
): Frame {
  const { width, left, share } = SIZES[size]
  const names = Math.max(
    40,
    ...lines.map(({ name, role }) => textWidth(fitName(name), role === 'main' ? 'bold' : 'plain')),
  )
  const ends = lines.flatMap(({ points }) =>
    points.flatMap(({ value, lo, hi }) => [value, lo ?? value, hi ?? value]),
  )
  return {
    left,
    right: size === 'narrow' ? width - 10 : width - 34 - names,
    top: x.top === undefined ? 24 : 58,
    bottom: share * height - bottom,
    domain: airyDomain([...ends, ...levelsInSight(levels, ends).map(({ value }) => value)]),
  }
}

/** Levels that may leave and would squeeze the lines into less than a third of the picture stay outside it. */
function levelsInSight(levels: readonly Level[], ends: readonly number[]): Level[] {
  const lo = Math.min(...ends)
  const hi = Math.max(...ends)
  const reach = hi > lo ? hi - lo : Number.POSITIVE_INFINITY
  return levels.filter(
    ({ value, mayLeave = false }) => !mayLeave || (value >= lo - reach && value <= hi + reach),
  )
}

/** Room to the left is for the names of the levels, beside the outermost bar. */
function scaleOf(lines: readonly Line[], { x, levels }: LinesChart, frame: Frame): PixelScale {
  const names = Math.max(0, ...levels.map(({ name }) => textWidth(`${name} ↓`, 'bold')))
  const bars = (dodge * lines.length) / 2
  return pixelScale(
    lines.flatMap(({ points }) => points.map((point) => point.x)),
    {
      from: frame.left + 16 + bars + Math.max(14, names),
      to: frame.right - 12 - bars,
      factors: x.factors ?? false,
    },
  )
}

function axis(
  anchor: 'bottom' | 'top',
  { label, format }: { readonly label: string; readonly format: (value: number) => string },
  scale: PixelScale,
): Plot.Markish {
  return Plot.axisX(scale.ticks.map(scale.at), {
    anchor,
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    labelOffset: anchor === 'top' ? 44 : 38,
    tickFormat: (_: unknown, index: number) => format(scale.ticks[index]!),
  })
}

function placeLines(lines: readonly Line[], { at }: PixelScale): PlacedLine[] {
  const moved = lines.filter(({ role }) => role === 'main' || role === 'other')
  return lines.map((line) => {
    const place = moved.indexOf(line)
    const shift = place < 0 ? 0 : dodge * (place - (moved.length - 1) / 2)
    const points = [...line.points].sort((a, b) => a.x - b.x)
    return { line, points: points.map((point) => ({ ...point, at: at(point.x) + shift })) }
  })
}
