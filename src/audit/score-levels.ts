/** A threshold on the agreement score. */
export interface ScoreLevel {
  readonly threshold: number
  /** Share of the rows at or above it, 0 to 1. */
  readonly coverage: number
}

/** Shares of the pool that thresholds are put at: 5 %, 10 % ... 100 %. */
export const LEVEL_SHARES: readonly number[] = Array.from({ length: 20 }, (_, at) => (at + 1) / 20)

/**
 * Returns thresholds that accept about the given shares of the rows, strictest first, each once. They depend on the scores alone, so that testing them
 * in this order costs no error. Equal scores stay together: a threshold may accept more than its share. Rows without a score (NaN) are never
 * accepted. O(n log n).
 */
export function scoreLevels(
  scores: Float64Array,
  shares: readonly number[] = LEVEL_SHARES,
): ScoreLevel[] {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort()
  const levels: ScoreLevel[] = []
  for (const share of [...shares].sort((a, b) => a - b)) {
    const wanted = Math.min(sorted.length, Math.max(1, Math.ceil(share * scores.length - 1e-9)))
    const threshold = sorted[sorted.length - wanted]
    if (threshold === undefined || threshold === levels.at(-1)?.threshold) continue
    const accepted = sorted.length - firstAtLeast(sorted, threshold)
    levels.push({ threshold, coverage: accepted / scores.length })
  }
  return levels
}

/** Returns the index of the first of ascending values that is not below the threshold. */
function firstAtLeast(sorted: Float64Array, threshold: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < threshold) low = middle + 1
    else high = middle
  }
  return low
}
