import * as Plot from '@observablehq/plot'
import { spreadLabels } from './study-layout.ts'
import type { Level, Line, LinePoint, LineStyle } from './study-line-styles.ts'

/** Where a chart draws, pixels, and the ends of its value axis. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly domain: readonly [number, number]
}

/** A line whose points have their place in pixels. */
export interface PlacedLine {
  readonly line: Line
  readonly points: readonly (LinePoint & { readonly at: number })[]
}

/** Returns where a value stands. */
export const toPixel = ({ domain: [lo, hi], top, bottom }: Frame, value: number): number =>
  bottom - ((value - lo) / (hi - lo)) * (bottom - top)
/** Returns the value at a pixel. */
export const toValue = ({ domain: [lo, hi], top, bottom }: Frame, pixel: number): number =>
  lo + ((bottom - pixel) / (bottom - top)) * (hi - lo)

/** Returns a line with its interval: a band for the main one, bars for the others. */
export function barMarks({ line, points }: PlacedLine, style: LineStyle): Plot.Markish[] {
  const { colour, symbol } = style
  const known = points.filter(({ lo, hi }) => Number.isFinite(lo) && Number.isFinite(hi))
  const isMain = line.role === 'main'
  const ends = { x: 'at', y1: 'lo', y2: 'hi' } as const
  const isBand = isMain && known.length > 1
  return [
    isBand
      ? Plot.areaY(known, { ...ends, fill: colour, fillOpacity: 0.16 })
      : Plot.ruleX(known, { ...ends, stroke: colour, strokeOpacity: 0.55 }),
    Plot.lineY(points, {
      x: 'at',
      y: 'value',
      stroke: colour,
      strokeWidth: style.width,
      strokeDasharray: style.dash,
    }),
    ...(symbol === null
      ? []
      : [Plot.dot(points, { x: 'at', y: 'value', r: isMain ? 4.5 : 3.5, fill: colour, symbol })]),
  ]
}

/** Returns levels with their names at the left, above their rules where there is room; one beyond an end of the axis is named there, with an arrow. */
export function levelMarks(levels: readonly Level[], frame: Frame): Plot.Markish[] {
  const [lo, hi] = frame.domain
  const named = [...levels]
    .sort((a, b) => b.value - a.value)
    .map(({ name, value, colour }) => ({
      value,
      colour,
      isInside: value >= lo && value <= hi,
      name: value > hi ? `${name} ↑` : value < lo ? `${name} ↓` : name,
    }))
  const spots = spreadLabels(
    named.map(({ value }) => toPixel(frame, Math.min(hi, Math.max(lo, value))) - 8),
    { lo: frame.top + 2, hi: frame.bottom - 8 },
  )
  return named.flatMap(({ name, value, colour, isInside }, index) => [
    ...(isInside
      ? [Plot.ruleY([value], { stroke: colour, strokeOpacity: 0.75, strokeDasharray: '3 2' })]
      : []),
    Plot.text([name], {
      x: frame.left + 6,
      y: toValue(frame, spots[index]!),
      text: (own: string) => own,
      textAnchor: 'start',
      fill: colour,
      fontWeight: 600,
    }),
  ])
}
