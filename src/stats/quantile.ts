/** How a quantile is read off a sample; the names are numpy's. Hyndman and Fan (1996): linear is 7, hazen 5, median_unbiased 8. */
export type QuantileDefinition =
  | 'linear'
  | 'hazen'
  | 'median_unbiased'
  | 'lower'
  | 'higher'
  | 'nearest'

/** Returns the q-quantile (0 <= q <= 1) of values in any order; NaN for no values or where a value is NaN. */
export function quantile(
  x: ArrayLike<number>,
  q: number,
  definition: QuantileDefinition = 'linear',
): number {
  return quantileSorted(Float64Array.from(x).sort(), q, definition)
}

/** Returns the q-quantile of values in ascending order (NaN last, as typed arrays sort). */
export function quantileSorted(
  sorted: ArrayLike<number>,
  q: number,
  definition: QuantileDefinition = 'linear',
): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: got q ${q}, expected 0 to 1`)
  const last = sorted.length - 1
  if (last < 0 || Number.isNaN(sorted[last]!)) return Number.NaN
  const position = Math.min(Math.max(positionOf(sorted.length, q, definition), 0), last)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, last)]!
  const share = position - below
  return share === 0 || low === high ? low : low + (high - low) * share
}

function positionOf(count: number, q: number, definition: QuantileDefinition): number {
  const linear = (count - 1) * q
  switch (definition) {
    case 'linear':
      return linear
    case 'hazen':
      return count * q - 0.5
    case 'median_unbiased':
      return count * q + (1 + q) / 3 - 1
    case 'lower':
      return Math.floor(linear)
    case 'higher':
      return Math.ceil(linear)
    case 'nearest':
      return roundHalfEven(linear)
  }
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}

/** Returns the median (linear definition). */
export function median(x: ArrayLike<number>): number {
  return quantile(x, 0.5)
}
