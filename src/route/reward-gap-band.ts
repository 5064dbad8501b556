/** The corners of the sorted curve of reward gaps, and how many rows lie between them. */
export interface RewardGapBand {
  /** Gap above which the curve turns up: the probe surely agrees with the judge. NaN without known gaps, as the other two. */
  readonly elbow: number
  /** Gap below which the curve turns down: the judge's labels become doubtful. */
  readonly knee: number
  /** Gap below which the probe contradicts the judge as surely as it agrees above the elbow: minus the elbow, at most the knee. */
  readonly mirror: number
  /** Rows below the mirror. */
  readonly contradicted: number
  /** Rows from the mirror up to the knee, the knee left out. */
  readonly doubtful: number
  /** Rows from the knee on. */
  readonly kept: number
  readonly unknown: number
}

/**
 * Returns elbow and knee of the reward gaps, by this rule. The gaps are sorted; where they lie densest, in the middle of the shortest stretch that holds half
 * of them (the shorth), the curve is cut in two. Below, it bends down towards the contradicted rows: the knee is the row farthest above the
 * chord from the lowest row to the cut. Above, it bends up towards the sure rows: the elbow is the row farthest below the chord from the
 * cut to the highest. A side that does not bend that way has its corner at its outer end. O(n log n).
 *
 * @see Xu et al., RLTHF (ICML 2025): the parts and their names, found there from the first derivative. Satopaa et al., Finding a "kneedle" in a haystack
 * (2011): largest distance to the chord. Andrews et al., Robust estimates of location (1972): shorth
 */
export function rewardGapBand(gaps: Float64Array): RewardGapBand {
  const sorted = gaps.filter(Number.isFinite).sort()
  const unknown = gaps.length - sorted.length
  if (sorted.length === 0) {
    const { NaN: none } = Number
    return { elbow: none, knee: none, mirror: none, contradicted: 0, doubtful: 0, kept: 0, unknown }
  }
  const last = sorted.length - 1
  const cut = densestRow(sorted)
  const knee = sorted[farthestFromChord(sorted, { from: 0, to: cut, outer: 0, sign: 1 })]!
  const elbow = sorted[farthestFromChord(sorted, { from: cut, to: last, outer: last, sign: -1 })]!
  const mirror = Math.min(-elbow, knee)
  const contradicted = countBelow(sorted, mirror)
  const doubtful = countBelow(sorted, knee) - contradicted
  const kept = sorted.length - contradicted - doubtful
  return { elbow, knee, mirror, contradicted, doubtful, kept, unknown }
}

/** Middle of the shortest stretch of sorted values that holds half of them; of equal ones the first. */
function densestRow(sorted: Float64Array): number {
  const half = sorted.length >> 1
  let start = 0
  let shortest = Number.POSITIVE_INFINITY
  for (let row = 0; row + half < sorted.length; row++) {
    const length = sorted[row + half]! - sorted[row]!
    if (length < shortest) {
      shortest = length
      start = row
    }
  }
  return start + (half >> 1)
}

/** Row with the largest signed distance from the chord; `outer` where none is on that side of it. */
function farthestFromChord(
  sorted: Float64Array,
  { from, to, outer, sign }: { from: number; to: number; outer: number; sign: number },
): number {
  const slope = to > from ? (sorted[to]! - sorted[from]!) / (to - from) : 0
  // Rounding puts rows of a straight line a little off their chord.
  let largest = 1e-12 * Math.abs(sorted[to]! - sorted[from]!)
  let farthest = outer
  for (let row = from; row <= to; row++) {
    const distance = sign * (sorted[row]! - sorted[from]! - slope * (row - from))
    if (distance > largest) {
      largest = distance
      farthest = row
    }
  }
  return farthest
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
