import type { SourceMultipliers } from './exchange-rows.ts'
import type { CheckedRequest } from './source-request.ts'

/** What every row likes best when money and places have their multipliers as prices; arrays are parallel to the rows. */
export interface RowChoices {
  /** Source per row. */
  readonly best: Uint8Array
  /** What the second best source would lose; infinite for a single source. */
  readonly margin: Float64Array
  /** No way to share out is worth more. */
  readonly bound: number
}

/** Returns what one label of each source costs with the limits: money x price + place. */
export function netPrices(
  { prices }: CheckedRequest,
  { money, caps }: SourceMultipliers,
): Float64Array {
  return Float64Array.from(prices, (price, source) => money * price + caps[source]!)
}

/**
 * Returns the best source of every row at the multipliers, and the bound that they prove (Lagrangian relaxation): the sum of what the rows like best,
 * plus the limits at their multipliers. O(n sources).
 */
export function chooseAtMultipliers(
  request: CheckedRequest,
  multipliers: SourceMultipliers,
): RowChoices {
  const { values, total } = request
  const net = netPrices(request, multipliers)
  const best = new Uint8Array(total)
  const margin = new Float64Array(total)
  let sum = limitsWorth(request, multipliers)
  let lost = 0
  for (let row = 0; row < total; row++) {
    let first = Number.NEGATIVE_INFINITY
    let second = Number.NEGATIVE_INFINITY
    let chosen = 0
    for (let source = 0; source < net.length; source++) {
      const worth = values[source]![row]! - net[source]!
      if (worth > first) {
        second = first
        first = worth
        chosen = source
      } else if (worth > second) second = worth
    }
    best[row] = chosen
    margin[row] = first - second
    // Kahan: a million rows lose no digits that the gap is read from.
    const term = first - lost
    const next = sum + term
    lost = next - sum - term
    sum = next
  }
  return { best, margin, bound: sum }
}

function limitsWorth({ caps, budget }: CheckedRequest, multipliers: SourceMultipliers): number {
  const places = caps.reduce((sum, cap, source) => {
    return cap === 0 ? sum : sum + cap * multipliers.caps[source]!
  }, 0)
  return multipliers.money === 0 ? places : places + multipliers.money * budget
}

/** Returns the value of a way to share out, summed like the bound. */
export function sharedValue(values: readonly Float64Array[], sourceOf: Uint8Array): number {
  let sum = 0
  let lost = 0
  for (let row = 0; row < sourceOf.length; row++) {
    const term = values[sourceOf[row]!]![row]! - lost
    const next = sum + term
    lost = next - sum - term
    sum = next
  }
  return sum
}
