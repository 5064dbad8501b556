/** A draw without replacement: `draws` of `total` rows, `carriers` of which carry a feature. */
export interface Draw {
  readonly total: number
  readonly carriers: number
  readonly draws: number
}

/**
 * Returns the central interval of a hypergeometric count: the smallest and largest count whose outer tails each hold at most (1 - level) / 2. Exact:
 * probabilities by their ratio outward from the mode, summed, then normalised.
 */
export function hypergeometricInterval(draw: Draw, level: number): { lo: number; hi: number } {
  const { total, carriers, draws } = draw
  const least = Math.max(0, draws - (total - carriers))
  const most = Math.min(draws, carriers)
  const mode = Math.min(most, Math.floor(((draws + 1) * (carriers + 1)) / (total + 2)))
  const weights = new Map<number, number>([[mode, 1]])
  const floor = 1e-18
  let sum = 1
  for (let count = mode, weight = 1; count > least && weight > floor; count--) {
    weight /= upRatio(draw, count - 1)
    weights.set(count - 1, weight)
    sum += weight
  }
  for (let count = mode, weight = 1; count < most && weight > floor; count++) {
    weight *= upRatio(draw, count)
    weights.set(count + 1, weight)
    sum += weight
  }
  const tail = ((1 - level) / 2) * sum
  const counts = [...weights.keys()].sort((a, b) => a - b)
  return { lo: innerEnd(counts, weights, tail), hi: innerEnd(counts.reverse(), weights, tail) }
}

/** P(count + 1) / P(count). */
function upRatio({ total, carriers, draws }: Draw, count: number): number {
  return (
    ((carriers - count) * (draws - count)) / ((count + 1) * (total - carriers - draws + count + 1))
  )
}

function innerEnd(
  counts: readonly number[],
  weights: ReadonlyMap<number, number>,
  tail: number,
): number {
  let outside = 0
  for (const count of counts) {
    outside += weights.get(count)!
    if (outside > tail) return count
  }
  return counts[counts.length - 1]!
}
