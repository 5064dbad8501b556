/**
 * Returns the indices of the `count` largest values, in ascending order of index; among equal values the lower index wins.
 * NaN counts as smaller than everything. Linear time.
 */
export function selectTop(x: Float64Array | Float32Array, count: number): Uint32Array {
  const wanted = Math.min(Math.max(0, Math.floor(count)), x.length)
  if (wanted === 0) return new Uint32Array(0)
  const { value: threshold, above, level } = findThreshold(x, wanted)
  // One slot more than needed: every index is written and only the chosen ones advance, which spares a branch per value.
  const chosen = new Uint32Array(wanted + 1)
  const free = wanted - above
  let to = 0
  if (free === level && threshold > Number.NEGATIVE_INFINITY) {
    for (let i = 0; i < x.length; i++) {
      chosen[to] = i
      to += x[i]! >= threshold ? 1 : 0
    }
    return chosen.subarray(0, wanted)
  }
  for (let i = 0, left = free; i < x.length && to < wanted; i++) {
    if (x[i]! > threshold) chosen[to++] = i
    else if (left > 0 && readable(x[i]!) === threshold) {
      chosen[to++] = i
      left--
    }
  }
  return chosen.subarray(0, wanted)
}

/** Returns the k-th largest value, k from 1; NaN reads as minus infinity. Linear time. */
export function kthLargest(x: ArrayLike<number>, k: number): number {
  if (!(k >= 1 && k <= x.length)) {
    throw new RangeError(`kthLargest: got k ${k}, expected 1 to ${x.length}`)
  }
  return findThreshold(x, k).value
}

/** The k-th largest value, how many values are larger and how many equal to it. */
interface Threshold {
  readonly value: number
  readonly above: number
  readonly level: number
}

/** Up to so many values are searched directly. */
const FEW = 512

/**
 * Counts values in equal-width bins from the top down, then searches the one bin that holds the k-th. NaN falls in the lowest bin. Infinite
 * values leave no width to divide; then all values are sorted.
 */
function findThreshold(x: ArrayLike<number>, k: number): Threshold {
  const values = x instanceof Float64Array ? x : Float64Array.from(x)
  const { lowest, highest } = rangeOf(values)
  const width = highest - lowest
  if (values.length <= FEW || !(width > 0 && width < Number.POSITIVE_INFINITY)) {
    return searchFew(values.map(readable), k, 0)
  }
  const bins = Math.min(65_536, values.length)
  const scale = (bins - 1) / width
  if (scale === Number.POSITIVE_INFINITY) return searchFew(values.map(readable), k, 0)
  const counts = new Uint32Array(bins)
  for (let i = 0; i < values.length; i++) counts[((values[i]! - lowest) * scale) | 0]!++
  let bin = bins - 1
  let above = 0
  while (above + counts[bin]! < k) above += counts[bin--]!
  const members = new Float64Array(counts[bin]!)
  for (let i = 0, to = 0; i < values.length; i++) {
    if ((((values[i]! - lowest) * scale) | 0) === bin) members[to++] = readable(values[i]!)
  }
  return searchFew(members, k - above, above)
}

function readable(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
}

/** Smallest and largest value, NaN left out. */
function rangeOf(values: Float64Array): { lowest: number; highest: number } {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < lowest) lowest = values[i]!
    if (values[i]! > highest) highest = values[i]!
  }
  return { lowest, highest }
}

/** Searches values without NaN by sorting them; `offset` values above them are known already. */
function searchFew(values: Float64Array, k: number, offset: number): Threshold {
  const value = values.sort()[values.length - k]!
  let above = 0
  let level = 0
  for (let i = values.length - 1; i >= 0 && values[i]! >= value; i--) {
    if (values[i]! > value) above++
    else level++
  }
  return { value, above: offset + above, level }
}
