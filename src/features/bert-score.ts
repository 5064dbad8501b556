import { drawIndex, HyperError, type Random } from '../kit/index.ts'

/**
 * Returns a BERTScore on the scale where unrelated texts are at 0 and equal texts at 1; below 0 is possible.
 *
 * @param baseline mean raw score of random unrelated pairs, below 1
 * @throws HyperError `data/bad-baseline` for a baseline that is not below 1
 * @see Zhang et al., "BERTScore", 2020, section on baseline rescaling
 */
export function rescaleBertScore(raw: number, baseline: number): number {
  if (!(baseline < 1 && baseline >= -1)) {
    throw new HyperError(
      'data/bad-baseline',
      `BERTScore baseline: got ${baseline}, expected a number of -1 or more and below 1`,
    )
  }
  return (raw - baseline) / (1 - baseline)
}

/**
 * Returns exp(1 - longer / shorter) of two lengths in tokens, in 0 .. 1; 1 for equal lengths, 0 when only one text is
 * empty, NaN (unknown) when both are.
 */
export function brevityPenalty(tokensA: number, tokensB: number): number {
  const shorter = Math.min(tokensA, tokensB)
  const longer = Math.max(tokensA, tokensB)
  if (longer === 0) return Number.NaN
  return shorter === 0 ? 0 : Math.exp(1 - longer / shorter)
}

/**
 * Returns row numbers of two different prompt groups, `count` pairs of them, drawn with replacement: A of the first and B of
 * the second are unrelated texts. Fewer, and none for a single group, when 100 draws in a row hit one group.
 */
export function drawUnrelatedPairs(
  groups: ArrayLike<number>,
  count: number,
  random: Random,
): [number, number][] {
  const pairs: [number, number][] = []
  let misses = 0
  while (pairs.length < count && groups.length > 1 && misses < 100) {
    const first = drawIndex(groups.length, random)
    const second = drawIndex(groups.length, random)
    if (groups[first] === groups[second]) misses++
    else {
      misses = 0
      pairs.push([first, second])
    }
  }
  return pairs
}
