import { createMoveHeap } from './move-heap.ts'
import { openSourceGraph } from './source-graph.ts'
import { type CheckedRequest, countsPrice, isAffordable } from './source-request.ts'

/** What the limits are worth at the margin. */
export interface SourceMultipliers {
  /** Utility that one more USD would buy. */
  readonly money: number
  /** Per source, utility that one more place under its cap would buy. */
  readonly caps: readonly number[]
}

/** Where every row of an exchange ends. */
export interface Exchange {
  /** Source per row given, parallel to the rows. */
  readonly sourceOf: Uint8Array
  readonly multipliers: SourceMultipliers
}

/**
 * Returns the best sources of some rows under caps and money, but for less than one path of moves. Every row starts at the source it likes best. Prices
 * are per source, so only the ends of a path s -> ... -> t of moves change what is paid: its value is the longest path in a graph of the sources,
 * whose edge s -> t is the best single move from s to t. Paths lead rows out of overfull sources, then the path that loses least per USD saved
 * is taken until the money suffices: every state on the way is optimal for its own counts and for the multiplier of that moment. What money is
 * left then pays for the best paths it can. O(moves x (sources cubed + sources log rows)).
 */
export function exchangeRows(rows: Uint32Array, limits: CheckedRequest): Exchange {
  const state = openExchange(rows, limits)
  const { prices, budget } = limits
  fillCaps(state, limits)
  let money = 0
  while (!isAffordable(countsPrice(state.counts, prices), budget)) {
    const path = cheapestSaving(state, limits)
    if (path === null) break
    money = Math.max(money, path.ratio)
    state.move(path.from, path.to)
  }
  const multipliers = { money, caps: capMultipliers(state, limits, money) }
  spendRest(state, limits)
  return { sourceOf: state.sourceOf, multipliers }
}

interface State {
  readonly sourceOf: Uint8Array
  readonly counts: Uint32Array
  /** Longest paths, row-major (sources x sources); -Infinity where there is none. */
  readonly gains: Float64Array
  /** Differences below it are rounding. */
  readonly least: number
  /** Moves one row along every edge of the longest path. */
  readonly move: (from: number, to: number) => void
}

function openExchange(rows: Uint32Array, { values, caps }: CheckedRequest): State {
  const size = caps.length
  const sourceOf = new Uint8Array(rows.length)
  const counts = new Uint32Array(size)
  // Columns of these rows alone lie close together and are found by their place.
  const own = values.map((column) => Float64Array.from(rows, (row) => column[row]!))
  for (let at = 0; at < rows.length; at++) {
    let best = 0
    for (let source = 1; source < size; source++) {
      if (own[source]![at]! > own[best]![at]!) best = source
    }
    sourceOf[at] = best
    counts[best]!++
  }
  const heaps = own.map((from, source) => {
    const members = Uint32Array.from(sourceOf.keys()).filter((at) => sourceOf[at] === source)
    const isHere = (at: number): boolean => sourceOf[at] === source
    return own.map((to, other) =>
      other === source ? null : createMoveHeap(members, { from, to }, isHere),
    )
  })
  const graph = openSourceGraph(heaps, own)
  graph.refresh()
  return {
    sourceOf,
    counts,
    gains: graph.gains,
    least: graph.least,
    move: (from, to) => {
      const path = graph.pathOf(from, to)
      const movers = path.slice(1).map((target, leg) => {
        return { at: heaps[path[leg]!]![target]!.top(), target }
      })
      for (const { at, target } of movers) {
        sourceOf[at] = target
        for (const heap of heaps[target]!) heap?.push(at)
      }
      counts[from]!--
      counts[to]!++
      graph.refresh()
    },
  }
}

/** Leads rows out of overfull sources along the path that loses least, to a source with room. */
function fillCaps({ counts, gains, move }: State, { caps }: CheckedRequest): void {
  const size = caps.length
  for (;;) {
    let best: readonly [number, number] | null = null
    let most = Number.NEGATIVE_INFINITY
    for (let from = 0; from < size; from++) {
      if (counts[from]! <= caps[from]!) continue
      for (let to = 0; to < size; to++) {
        if (counts[to]! >= caps[to]! || gains[from * size + to]! <= most) continue
        most = gains[from * size + to]!
        best = [from, to]
      }
    }
    if (best === null) return
    move(...best)
  }
}

/** Returns the path to a cheaper source with room that loses least per USD; null when there is none. */
function cheapestSaving(
  { counts, gains }: State,
  { caps, prices }: CheckedRequest,
): { readonly from: number; readonly to: number; readonly ratio: number } | null {
  const size = caps.length
  let best: { from: number; to: number; ratio: number } | null = null
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const saved = prices[from]! - prices[to]!
      if (!(saved > 0) || counts[to]! >= caps[to]!) continue
      const ratio = -gains[from * size + to]! / saved
      if (ratio < (best?.ratio ?? Number.POSITIVE_INFINITY)) best = { from, to, ratio }
    }
  }
  return best
}

/** Buys the best paths that what is left of the money pays for. */
function spendRest({ counts, gains, least, move }: State, limits: CheckedRequest): void {
  const { caps, prices, budget } = limits
  const size = caps.length
  for (;;) {
    const paid = countsPrice(counts, prices)
    let best: readonly [number, number] | null = null
    let most = least
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (gains[from * size + to]! <= most || counts[to]! >= caps[to]!) continue
        if (!isAffordable(paid + prices[to]! - prices[from]!, budget)) continue
        most = gains[from * size + to]!
        best = [from, to]
      }
    }
    if (best === null) return
    move(...best)
  }
}

/**
 * What a place under each cap is worth: minus the longest path, money counted, to a source with room; with every source full, to the one that is worth
 * least. Infinite for a source with a cap of 0 that no row can leave.
 */
function capMultipliers(
  { counts, gains }: State,
  { caps, prices }: CheckedRequest,
  money: number,
): number[] {
  const size = caps.length
  const net = (from: number, to: number): number =>
    gains[from * size + to]! - money * (prices[to]! - prices[from]!)
  const all = prices.map((_, source) => source)
  const free = all.filter((source) => counts[source]! < caps[source]!)
  if (free.length > 0)
    return all.map((from) => 0 - Math.max(...free.map((to) => Math.min(0, net(from, to)))))
  const worths = all.map((from) => -net(from, all.find((source) => counts[source]! > 0)!))
  const lowest = Math.min(...worths)
  return worths.map((worth) => worth - lowest)
}
