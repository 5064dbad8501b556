import { HyperError, show } from '../kit/index.ts'

/** A source of labels: a judge, the crowd, experts. */
export interface LabelSource {
  readonly id: string
  /** What one label costs, USD; null where unknown, which is refused. */
  readonly priceUsd: number | null
  /** Most rows that it can label; null for no limit. */
  readonly cap: number | null
}

/** What many sources are shared out from. */
export interface SourceRequest {
  readonly sources: readonly LabelSource[]
  /** Per source, the predicted utility of its label for every row: finite numbers, shape (n) each. */
  readonly values: readonly Float64Array[]
  /** Money for all labels, USD; null for no limit. */
  readonly budgetUsd: number | null
}

/** A request whose prices are known and whose least price is affordable. */
export interface CheckedRequest {
  readonly values: readonly Float64Array[]
  readonly prices: readonly number[]
  /** No cap above the number of rows. */
  readonly caps: readonly number[]
  /** Infinite where there is no limit. */
  readonly budget: number
  readonly total: number
}

/** Money below this part of the budget is rounding. */
const ROUNDING = 1e-12

/** Tells whether labels of this price can be paid. */
export function isAffordable(price: number, budget: number): boolean {
  return price <= budget + ROUNDING * Math.max(1, Math.abs(budget))
}

/** Returns what so many labels per source cost, USD. */
export function countsPrice(counts: ArrayLike<number>, prices: readonly number[]): number {
  let sum = 0
  for (let source = 0; source < prices.length; source++) sum += counts[source]! * prices[source]!
  return sum
}

/**
 * Returns the request with its defaults filled in.
 *
 * @throws HyperError `config/unknown-price`, `config/bad-caps` where the caps leave rows without a source, `config/bad-budget` with the least money
 * that would do
 * @throws RangeError for arrays of different lengths and values that are not finite
 */
export function checkSources({ sources, values, budgetUsd }: SourceRequest): CheckedRequest {
  const total = values[0]?.length ?? 0
  if (sources.length === 0 || values.length !== sources.length)
    throw new RangeError(
      `sources: got ${sources.length} with ${values.length} columns of values, expected at least one and as many`,
    )
  sources.forEach(({ id }, index) => {
    requireValues(values[index]!, total, id)
  })
  const prices = sources.map(priceOf)
  const caps = sources.map(({ cap }) => Math.min(total, cap ?? total))
  const budget = budgetUsd ?? Number.POSITIVE_INFINITY
  const places = caps.reduce((sum, cap) => sum + cap, 0)
  if (places < total)
    throw new HyperError(
      'config/bad-caps',
      `caps: got ${places} labels from all sources together, expected at least one for each of ${total} rows`,
    )
  const least = leastPrice(prices, caps, total)
  if (!isAffordable(least, budget))
    throw new HyperError(
      'config/bad-budget',
      `budget usd:${budget}: got less than the cheapest labels of ${total} rows cost, expected at least usd:${least}`,
      { details: { leastUsd: least } },
    )
  return { values, prices, caps, budget, total }
}

function priceOf({ id, priceUsd, cap }: LabelSource): number {
  if (priceUsd === null)
    throw new HyperError(
      'config/unknown-price',
      `sources: got no price for ${show(id)}, expected the USD that one label costs`,
      { hint: 'an unknown price is not zero: state it, or leave the source out' },
    )
  if (!(priceUsd >= 0 && priceUsd < Number.POSITIVE_INFINITY))
    throw new RangeError(`source ${show(id)}: got the price ${priceUsd}, expected 0 or more`)
  if (cap !== null && !(Number.isInteger(cap) && cap >= 0))
    throw new RangeError(`source ${show(id)}: got the cap ${cap}, expected a whole number or null`)
  return priceUsd
}

function requireValues(values: Float64Array, total: number, id: string): void {
  if (values.length !== total)
    throw new RangeError(
      `values of source ${show(id)}: got ${values.length} rows, expected ${total}`,
    )
  for (let row = 0; row < total; row++) {
    if (!Number.isFinite(values[row]!))
      throw new RangeError(
        `values of source ${show(id)}: got ${values[row]} in row ${row}, expected a finite number`,
      )
  }
}

function leastPrice(prices: readonly number[], caps: readonly number[], total: number): number {
  const counts = prices.map(() => 0)
  const byPrice = prices.map((_, source) => source).sort((a, b) => prices[a]! - prices[b]!)
  let left = total
  for (const source of byPrice) {
    counts[source] = Math.min(left, caps[source]!)
    left -= counts[source]!
  }
  return countsPrice(counts, prices)
}
