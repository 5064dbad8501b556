import { argsort } from '../stats/index.ts'

/**
 * Returns, for n = 1 .. rewards.length, the expected score of the response with the largest reward among n drawn without replacement; shape
 * (responses). Exact: the largest of n is the response at a rank with probability C(rank - 1, n - 1) / C(responses, n). Equal rewards share
 * their part evenly (`even`), or it goes to the earliest response (`first`).
 *
 * @throws RangeError for a reward that is NaN
 */
export function expectedPicks(
  rewards: ArrayLike<number>,
  scores: ArrayLike<number>,
  ties: 'even' | 'first',
): Float64Array {
  const size = rewards.length
  for (let index = 0; index < size; index++) {
    if (Number.isNaN(rewards[index]!)) throw new RangeError('rewards: got NaN, expected numbers')
  }
  // Descending and stable, then reversed: among equal rewards the earliest response ranks highest.
  const order = argsort(Float64Array.from(rewards), 'descending').reverse()
  const ranked = Float64Array.from(order, (index) => scores[index]!)
  if (ties === 'even') averageTies(ranked, (rank) => rewards[order[rank]!]!)
  return Float64Array.from({ length: size }, (_, index) => expectedBest(ranked, index + 1))
}

function averageTies(ranked: Float64Array, rewardAt: (rank: number) => number): void {
  for (let start = 0; start < ranked.length; ) {
    let end = start + 1
    while (end < ranked.length && rewardAt(end) === rewardAt(start)) end += 1
    const mean = ranked.subarray(start, end).reduce((sum, score) => sum + score, 0) / (end - start)
    ranked.fill(mean, start, end)
    start = end
  }
}

/** P(rank m is the largest of n of M) starts at n / M for m = M and shrinks by (m - n) / (m - 1) from m to m - 1. */
function expectedBest(ranked: Float64Array, count: number): number {
  let probability = count / ranked.length
  let expected = 0
  for (let rank = ranked.length; rank >= count; rank--) {
    expected += probability * ranked[rank - 1]!
    if (rank > 1) probability *= (rank - count) / (rank - 1)
  }
  return expected
}
