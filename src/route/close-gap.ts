import type { SourceMultipliers } from './exchange-rows.ts'
import { netPrices, type RowChoices } from './source-regrets.ts'
import { type CheckedRequest, countsPrice, isAffordable } from './source-request.ts'

/** A way to share out, with whether nothing better can exist. */
export interface ClosedGap {
  readonly sourceOf: Uint8Array
  readonly isOptimal: boolean
}

/** A row at another source than the one it likes best, and what that loses. */
interface Change {
  readonly row: number
  readonly to: number
  readonly regret: number
}

/** Bounds of the search; no pool of up to eight rows and four sources reaches them. */
const MAX_CHANGES = 4000
const MAX_NODES = 300_000

/**
 * Returns the best way to share out, found by looking at every set of changes that can beat the one given. At the multipliers every way to share out is
 * worth the bound, minus the regrets of rows that are not at the source they like best, minus what it leaves of money and places at their multipliers:
 * so only sets with regrets below the gap count. Where these are too many the way given comes back, improved or not, and is not called optimal.
 */
export function closeGap(
  request: CheckedRequest,
  start: Uint8Array,
  facts: {
    readonly multipliers: SourceMultipliers
    readonly choices: RowChoices
    readonly gap: number
    /** Differences below it are rounding. */
    readonly least: number
  },
): ClosedGap {
  const { gap, least } = facts
  if (gap <= least) return { sourceOf: start, isOptimal: true }
  const changes = listChanges(request, facts)
  if (changes === null) return { sourceOf: start, isOptimal: false }
  const search = searchChanges(request, changes, facts)
  if (search.best === null) return { sourceOf: start, isOptimal: search.isComplete }
  const sourceOf = Uint8Array.from(facts.choices.best)
  for (const { row, to } of search.best) sourceOf[row] = to
  return { sourceOf, isOptimal: search.isComplete }
}

function listChanges(
  request: CheckedRequest,
  { multipliers, choices, gap }: Parameters<typeof closeGap>[2],
): Change[] | null {
  const net = netPrices(request, multipliers)
  const changes: Change[] = []
  for (let row = 0; row < request.total; row++) {
    if (choices.margin[row]! >= gap) continue
    const at = choices.best[row]!
    const liked = request.values[at]![row]! - net[at]!
    for (let to = 0; to < net.length; to++) {
      const regret = liked - (request.values[to]![row]! - net[to]!)
      if (to !== at && regret < gap) changes.push({ row, to, regret: Math.max(0, regret) })
    }
    if (changes.length > MAX_CHANGES) return null
  }
  return changes.sort((a, b) => a.regret - b.regret || a.row - b.row || a.to - b.to)
}

interface Search {
  readonly best: readonly Change[] | null
  readonly isComplete: boolean
}

function searchChanges(
  { prices, caps, budget }: CheckedRequest,
  changes: readonly Change[],
  { multipliers, choices, gap, least }: Parameters<typeof closeGap>[2],
): Search {
  const counts = new Int32Array(prices.length)
  for (const source of choices.best) counts[source]!++
  const savings = suffixSavings(changes, choices.best, prices)
  const changed = new Set<number>()
  const made: Change[] = []
  let best: readonly Change[] | null = null
  let lowest = gap - least
  let nodes = 0
  const weigh = (regrets: number): void => {
    const paid = countsPrice(counts, prices)
    if (!isAffordable(paid, budget) || counts.some((count, source) => count > caps[source]!)) return
    let loss = regrets
    if (multipliers.money > 0) loss += multipliers.money * (budget - paid)
    counts.forEach((count, source) => {
      if (caps[source]! > 0) loss += multipliers.caps[source]! * (caps[source]! - count)
    })
    if (loss < lowest) {
      lowest = loss
      best = [...made]
    }
  }
  const visit = (from: number, regrets: number): void => {
    if (++nodes > MAX_NODES) return
    weigh(regrets)
    for (let index = from; index < changes.length && nodes <= MAX_NODES; index++) {
      const change = changes[index]!
      if (regrets + change.regret >= lowest) return
      if (!isAffordable(countsPrice(counts, prices) - savings[index]!, budget)) return
      if (changed.has(change.row)) continue
      apply(change, 1)
      visit(index + 1, regrets + change.regret)
      apply(change, -1)
    }
  }
  const apply = (change: Change, sign: 1 | -1): void => {
    counts[choices.best[change.row]!]! -= sign
    counts[change.to]! += sign
    if (sign === 1) {
      changed.add(change.row)
      made.push(change)
    } else {
      changed.delete(change.row)
      made.pop()
    }
  }
  visit(0, 0)
  return { best, isComplete: nodes <= MAX_NODES }
}

/** Returns, per change, the most that it and all after it together can save. */
function suffixSavings(
  changes: readonly Change[],
  best: Uint8Array,
  prices: readonly number[],
): Float64Array {
  const savings = new Float64Array(changes.length + 1)
  for (let index = changes.length - 1; index >= 0; index--) {
    const { row, to } = changes[index]!
    savings[index] = savings[index + 1]! + Math.max(0, prices[best[row]!]! - prices[to]!)
  }
  return savings
}
