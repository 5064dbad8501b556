import { fitIsotonic } from '../stats/index.ts'

/** Pixels between the middles of two lines of text of a chart. */
export const LINE_HEIGHT = 14

/** Returns about how wide a text of a chart is, pixels: generous for common fonts at 12 px; bold letters are wider, those of East Asia twice as wide. */
export function textWidth(text: string, weight: 'plain' | 'bold' = 'plain'): number {
  let width = 0
  for (const letter of text)
    width += letter >= '\u2e80' ? 12.6 : /[A-Zmw@%&]/.test(letter) ? 8.8 : 6.9
  return Math.ceil(weight === 'bold' ? 1.15 * width : width)
}

/** Returns a name cut to so many letters of common width; tables have it whole. */
export function fitName(name: string, most = 26): string {
  const room = 7.2 * most
  if (textWidth(name) <= room) return name
  const letters = [...name]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`) > room) letters.pop()
  return `${letters.join('')}…`
}

/**
 * Returns positions for labels as near to the wanted ones as they can be without lying on each other (least squares under a gap), inside `lo..hi` as long as
 * they fit there. Pixels; the order of the wanted positions is kept, ties by index.
 */
export function spreadLabels(
  wanted: readonly number[],
  {
    lo,
    hi,
    gap = LINE_HEIGHT,
  }: { readonly lo: number; readonly hi: number; readonly gap?: number },
): number[] {
  if (wanted.length === 0) return []
  const order = [...wanted.keys()].sort((a, b) => wanted[a]! - wanted[b]! || a - b)
  const slots = order.map((_, place) => place)
  const fit = fitIsotonic(
    slots,
    order.map((index, place) => wanted[index]! - gap * place),
  )
  const placed = new Array<number>(wanted.length)
  order.forEach((index, place) => {
    const room = hi - gap * (order.length - 1)
    const base = Math.max(lo, Math.min(Math.max(lo, room), fit.predict(place)))
    placed[index] = base + gap * place
  })
  return placed
}

/** A scale from values to pixels. */
export interface PixelScale {
  readonly at: (value: number) => number
  /** Values where ticks have room, ascending. */
  readonly ticks: readonly number[]
}

/**
 * Returns a scale for the distinct values of an axis, with a tick at every value that has room. `factors` spreads values that are all positive by their
 * ratios where the largest is more than eight times the smallest.
 */
export function pixelScale(
  values: readonly number[],
  {
    from,
    to,
    room = 44,
    factors = false,
  }: {
    readonly from: number
    readonly to: number
    readonly room?: number
    readonly factors?: boolean
  },
): PixelScale {
  const known = [...new Set(values)].sort((a, b) => a - b)
  const [first = 0] = known
  const last = known.at(-1) ?? first
  const isLog = factors && first > 0 && last > 8 * first
  const bend = (value: number): number => (isLog ? Math.log(value) : value)
  const span = bend(last) - bend(first)
  const at = (value: number): number =>
    span === 0 ? (from + to) / 2 : from + ((bend(value) - bend(first)) / span) * (to - from)
  const ticks: number[] = []
  for (const value of known) {
    if (ticks.length === 0 || at(value) - at(ticks.at(-1)!) >= room) ticks.push(value)
  }
  return { at, ticks }
}

/** Returns the ends of an axis that holds all values, with a little air; a single value gets a span of one. */
export function airyDomain(values: readonly number[], air = 0.06): [number, number] {
  const known = values.filter(Number.isFinite)
  if (known.length === 0) return [0, 1]
  const lo = Math.min(...known)
  const hi = Math.max(...known)
  const span = hi - lo || 1
  return [lo - air * span, hi + air * span]
}
