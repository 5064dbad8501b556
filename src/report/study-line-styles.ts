/** A value at a place, with its interval where it has one. */
export interface LinePoint {
  readonly x: number
  readonly value: number
  readonly lo: number | null
  readonly hi: number | null
}

/** What a line stands for; decides on its colour, dash and symbol. */
export type LineRole = 'main' | 'random' | 'oracle' | 'other'

/** One router's line. */
export interface Line {
  readonly name: string
  readonly role: LineRole
  /** Place among the routers of the whole report: the same router looks the same in every chart as far as there are looks. */
  readonly place: number
  readonly points: readonly LinePoint[]
}

/** A level that is drawn across the whole chart. */
export interface Level {
  readonly name: string
  readonly value: number
  readonly colour: string
  /** Stays outside the picture where it would squeeze the lines; an arrow then says so. */
  readonly mayLeave?: boolean
}

/** How a line looks; colour is never its only mark. */
export interface LineStyle {
  readonly colour: string
  readonly dash: string
  readonly symbol: 'circle' | 'cross' | 'triangle' | 'diamond' | 'star' | 'square' | 'wye' | null
  readonly width: number
}

const FIXED: Readonly<Record<Exclude<LineRole, 'other'>, LineStyle>> = {
  main: { colour: 'var(--routed)', dash: 'none', symbol: 'circle', width: 2.8 },
  random: { colour: 'var(--random)', dash: '1 3', symbol: null, width: 2.2 },
  oracle: { colour: 'var(--single)', dash: '6 2 1 2', symbol: 'diamond', width: 1.7 },
}

const OTHERS: readonly LineStyle[] = [
  { colour: 'var(--other-1)', dash: '7 3', symbol: 'triangle', width: 1.7 },
  { colour: 'var(--other-2)', dash: '2 2', symbol: 'square', width: 1.7 },
  { colour: 'var(--other-3)', dash: '8 2 2 2', symbol: 'wye', width: 1.7 },
  { colour: 'var(--other-4)', dash: '4 2', symbol: 'star', width: 1.7 },
  { colour: 'var(--other-5)', dash: '10 4', symbol: 'cross', width: 1.7 },
]

/** Lines beside those of the main router, random and the oracle that a chart can tell apart. */
export const MOST_OTHERS: number = OTHERS.length

/** Returns the look of every line; no two of them look the same as long as there are looks. */
export function styleLines(lines: readonly Line[]): Map<Line, LineStyle> {
  const styles = new Map<Line, LineStyle>()
  for (const line of lines) {
    if (line.role !== 'other') {
      const style = FIXED[line.role]
      // A line through a single point cannot be seen without a symbol.
      const isPoint = line.points.length === 1
      styles.set(line, isPoint ? { ...style, symbol: style.symbol ?? 'circle' } : style)
    } else {
      const wanted = OTHERS.map((_, step) => OTHERS[(line.place + step) % OTHERS.length]!)
      const taken = new Set(styles.values())
      styles.set(line, wanted.find((style) => !taken.has(style)) ?? wanted[0]!)
    }
  }
  return styles
}

/** Returns which symbol stands for which line, for a text alternative. */
export function symbolsOf(lines: readonly Line[]): string {
  const told = [...styleLines(lines)].map(
    ([{ name }, { symbol }]) => `${name}: ${symbol ?? 'dotted line'}`,
  )
  return `Symbols: ${told.join('; ')}.`
}
