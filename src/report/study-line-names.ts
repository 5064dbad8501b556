import * as Plot from '@observablehq/plot'
import { fitName, spreadLabels } from './study-layout.ts'
import { type Frame, type PlacedLine, toPixel, toValue } from './study-line-marks.ts'
import type { Line, LineStyle } from './study-line-styles.ts'

/** Returns the names of lines at their right ends, moved apart, each with a thin leader. */
export function nameMarks(
  placed: readonly PlacedLine[],
  styles: ReadonlyMap<Line, LineStyle>,
  frame: Frame,
): Plot.Markish[] {
  const ends = placed.map(({ points }) => points.at(-1)!)
  const spots = spreadLabels(
    ends.map(({ value }) => toPixel(frame, value)),
    { lo: frame.top + 4, hi: frame.bottom - 4 },
  )
  return placed.flatMap(({ line }, index) => {
    const { colour } = styles.get(line)!
    const spot = toValue(frame, spots[index]!)
    const end = ends[index]!
    const leader = [
      [end.at + 6, end.value],
      [frame.right + 4, spot],
      [frame.right + 14, spot],
    ]
    return [
      Plot.line(leader, { stroke: colour, strokeOpacity: 0.5, strokeWidth: 0.8 }),
      Plot.text([fitName(line.name)], {
        x: frame.right + 18,
        y: spot,
        text: (own: string) => own,
        textAnchor: 'start',
        fill: colour,
        fontWeight: line.role === 'main' ? 700 : 400,
      }),
    ]
  })
}

const legendRow = 18

/** Returns the pixels that a legend takes below a picture. */
export function legendHeight(placed: readonly PlacedLine[]): number {
  return 8 + legendRow * placed.length
}

/** Returns a legend below a picture: a piece of each line with its symbol and its name, the highest end first. */
export function legendMarks(
  placed: readonly PlacedLine[],
  styles: ReadonlyMap<Line, LineStyle>,
  frame: Frame,
): Plot.Markish[] {
  const ordered = [...placed].sort((a, b) => b.points.at(-1)!.value - a.points.at(-1)!.value)
  return ordered.flatMap(({ line }, index) => {
    const { colour, dash, width, symbol } = styles.get(line)!
    const y = toValue(frame, frame.bottom + 60 + legendRow * index)
    const from = frame.left + 4
    return [
      Plot.line(
        [
          [from, y],
          [from + 34, y],
        ],
        { stroke: colour, strokeWidth: width, strokeDasharray: dash },
      ),
      ...(symbol === null ? [] : [Plot.dot([[from + 17, y]], { fill: colour, symbol, r: 4 })]),
      Plot.text([fitName(line.name, 36)], {
        x: from + 42,
        y,
        text: (own: string) => own,
        textAnchor: 'start',
        fill: colour,
        fontWeight: line.role === 'main' ? 700 : 400,
      }),
    ]
  })
}
