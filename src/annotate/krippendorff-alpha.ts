/** How the distance of two classes is measured. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval'

/**
 * Returns Krippendorff's alpha from a coincidence table (classes x classes, see `countCoincidences`), classes valued 0 .. classes - 1. Missing
 * ratings are allowed for. NaN where fewer than two classes were used.
 *
 * @see Krippendorff, Computing Krippendorff's alpha-reliability, 2011
 */
export function krippendorffAlpha(
  coincidences: Float64Array,
  classes: number,
  level: MeasurementLevel,
): number {
  const totals = new Float64Array(classes)
  let sum = 0
  for (let cell = 0; cell < coincidences.length; cell++) {
    totals[Math.floor(cell / classes)]! += coincidences[cell]!
    sum += coincidences[cell]!
  }
  let observed = 0
  let expected = 0
  for (let c = 0; c < classes; c++) {
    for (let k = c + 1; k < classes; k++) {
      const distance = squaredDistance(c, k, { level, totals })
      observed += distance * coincidences[c * classes + k]!
      expected += distance * totals[c]! * totals[k]!
    }
  }
  return 1 - ((sum - 1) * observed) / expected
}

/** Returns the coincidence table of rating counts (items x classes): every ordered pair of ratings of one item, weighted 1 / (ratings - 1). */
export function countCoincidences(counts: Float64Array, classes: number): Float64Array {
  const table = new Float64Array(classes * classes)
  for (let start = 0; start < counts.length; start += classes) {
    addCoincidences(counts.subarray(start, start + classes), table, 0)
  }
  return table
}

/** Adds one item's coincidences (its rating counts per class) to a table that starts at `offset`. */
export function addCoincidences(
  counts: ArrayLike<number>,
  table: Float64Array,
  offset: number,
): void {
  const classes = counts.length
  let ratings = 0
  for (let c = 0; c < classes; c++) ratings += counts[c]!
  if (ratings < 2) return
  for (let c = 0; c < classes; c++) {
    for (let k = 0; k < classes; k++) {
      const pairs = counts[c]! * (counts[k]! - (c === k ? 1 : 0))
      table[offset + c * classes + k]! += pairs / (ratings - 1)
    }
  }
}

function squaredDistance(
  c: number,
  k: number,
  scale: { readonly level: MeasurementLevel; readonly totals: Float64Array },
): number {
  if (scale.level === 'nominal') return 1
  if (scale.level === 'interval') return (c - k) ** 2
  let between = -(scale.totals[c]! + scale.totals[k]!) / 2
  for (let g = c; g <= k; g++) between += scale.totals[g]!
  return between * between
}
