import { closeGap } from './close-gap.ts'
import { exchangeRows, type SourceMultipliers } from './exchange-rows.ts'
import { chooseAtMultipliers, type RowChoices, sharedValue } from './source-regrets.ts'
import {
  type CheckedRequest,
  checkSources,
  countsPrice,
  type SourceRequest,
} from './source-request.ts'

/** Which source labels which row. */
export interface SourceAssignment {
  /** Index of the source per row; shape (n). */
  readonly sourceOf: Uint8Array
  /** Rows per source. */
  readonly counts: readonly number[]
  /** Sum of the values of the chosen labels. */
  readonly value: number
  readonly priceUsd: number
  readonly multipliers: SourceMultipliers
  /** No way to share out under these limits is worth more. */
  readonly bound: number
  /** Whether nothing better exists: then the value is the best there is, whatever the bound says. */
  readonly isOptimal: boolean
}

/** Up to so many rows are exchanged one by one; of more rows only those near a border, found with the multipliers of a sample of this size. */
const DIRECT_ROWS = 20_000
/** Share of the rows that a sample's multipliers leave open. */
const OPEN_SHARE = 0.04

/**
 * Returns which source labels each row so that the sum of the values is largest under the money and the caps, every row labelled once. Up to some
 * thousand rows the gap to the bound is closed exactly wherever it is small enough to be searched; beyond, the loss is less than the value of
 * one path of moves. Among equal values the source that comes first wins, and the row that comes first keeps the better source.
 *
 * @throws HyperError `config/unknown-price`, `config/bad-caps`, `config/bad-budget`
 * @throws RangeError for arrays of different lengths, values that are not finite, prices below 0, caps that are no counts
 */
export function assignSources(request: SourceRequest): SourceAssignment {
  const checked = checkSources(request)
  const found = checked.total <= DIRECT_ROWS ? exchangeAll(checked) : exchangeOpen(checked)
  const { multipliers, choices } = found
  const least = roundingOf(checked)
  const gap = choices.bound - sharedValue(checked.values, found.sourceOf)
  const { sourceOf, isOptimal } = closeGap(checked, found.sourceOf, {
    multipliers,
    choices,
    gap,
    least,
  })
  const counts = countSources(sourceOf, checked.prices.length)
  return {
    sourceOf,
    counts,
    value: sharedValue(checked.values, sourceOf),
    priceUsd: countsPrice(counts, checked.prices),
    multipliers,
    bound: choices.bound,
    isOptimal,
  }
}

interface Found {
  readonly sourceOf: Uint8Array
  readonly multipliers: SourceMultipliers
  readonly choices: RowChoices
}

function exchangeAll(request: CheckedRequest): Found {
  const rows = Uint32Array.from({ length: request.total }, (_, row) => row)
  const { sourceOf, multipliers } = exchangeRows(rows, request)
  return { sourceOf, multipliers, choices: chooseAtMultipliers(request, multipliers) }
}

/** Rows far from every border keep the source they like best at the multipliers of a sample; the others are exchanged under what these leave. */
function exchangeOpen(request: CheckedRequest): Found {
  const { total } = request
  let { multipliers } = sampleMultipliers(request)
  let choices = chooseAtMultipliers(request, multipliers)
  for (let open = Math.ceil(OPEN_SHARE * total); ; open *= 4) {
    if (open >= total) return exchangeAll(request)
    const rows = openRows(choices.margin, open)
    const limits = leftLimits(request, choices.best, rows)
    if (limits === null) continue
    const exchanged = exchangeRows(rows, limits)
    const sourceOf = Uint8Array.from(choices.best)
    rows.forEach((row, at) => {
      sourceOf[row] = exchanged.sourceOf[at]!
    })
    multipliers = exchanged.multipliers
    choices = chooseAtMultipliers(request, multipliers)
    const isOpen = new Uint8Array(total)
    for (const row of rows) isOpen[row] = 1
    if (sourceOf.every((source, row) => isOpen[row] === 1 || source === choices.best[row]))
      return { sourceOf, multipliers, choices }
  }
}

/** Rows spread over the pool by the golden ratio, which falls into step with no order of the data. */
function sampleMultipliers(request: CheckedRequest): { readonly multipliers: SourceMultipliers } {
  const { total, caps, budget, prices } = request
  const share = DIRECT_ROWS / total
  const rows = Uint32Array.from({ length: DIRECT_ROWS }, (_, at) =>
    Math.floor(((at * 0.6180339887498949) % 1) * total),
  )
  return exchangeRows(rows, {
    ...request,
    total: DIRECT_ROWS,
    prices,
    caps: caps.map((cap) => Math.ceil(cap * share)),
    budget: budget * share,
  })
}

/** Rows with the smallest margins, about so many: the border is read off every hundredth row. */
function openRows(margin: Float64Array, count: number): Uint32Array {
  const sample = margin.filter((_, row) => row % 97 === 0).sort()
  const border =
    sample[Math.min(sample.length - 1, Math.ceil((count / margin.length) * sample.length))]!
  const rows = new Uint32Array(margin.length)
  let found = 0
  for (let row = 0; row < margin.length; row++) {
    rows[found] = row
    found += margin[row]! <= border ? 1 : 0
  }
  return rows.slice(0, found)
}

/** What the rows that are not open leave of caps and money; null where they take more than there is. */
function leftLimits(
  request: CheckedRequest,
  best: Uint8Array,
  rows: Uint32Array,
): CheckedRequest | null {
  const { prices, caps, budget } = request
  const fixed = countSources(best, prices.length)
  for (const row of rows) fixed[best[row]!]!--
  const left = caps.map((cap, source) => cap - fixed[source]!)
  if (left.some((cap) => cap < 0)) return null
  const limits = {
    ...request,
    total: rows.length,
    caps: left,
    budget: budget - countsPrice(fixed, prices),
  }
  return isFeasible(limits) ? limits : null
}

function isFeasible({ prices, caps, budget, total }: CheckedRequest): boolean {
  let left = total
  let paid = 0
  for (const source of prices.map((_, at) => at).sort((a, b) => prices[a]! - prices[b]!)) {
    const taken = Math.min(left, caps[source]!)
    paid += taken * prices[source]!
    left -= taken
  }
  return left === 0 && paid <= budget
}

function countSources(sourceOf: Uint8Array, sources: number): number[] {
  const counts = new Array<number>(sources).fill(0)
  for (const source of sourceOf) counts[source]!++
  return counts
}

/** Differences of sums below it are rounding: sums are compensated, so the error grows with the terms, not with their square. */
function roundingOf({ values }: CheckedRequest): number {
  let largest = 0
  for (const column of values) {
    for (let row = 0; row < column.length; row++) {
      const size = Math.abs(column[row]!)
      if (size > largest) largest = size
    }
  }
  return (1e-13 + 1e-15 * (values[0]?.length ?? 0)) * largest
}
