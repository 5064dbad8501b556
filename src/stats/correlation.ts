import { requireSize } from './matrix.ts'
import { mean } from './moments.ts'
import { argsort, ranks, tieSizes } from './ranks.ts'

/** Returns Pearson's correlation; NaN when a side has fewer than two values or does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  requireSize('pearson', y.length, x.length)
  const meanX = mean(x)
  const meanY = mean(y)
  let xx = 0
  let yy = 0
  let xy = 0
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - meanX
    const dy = y[i]! - meanY
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  const scale = Math.sqrt(xx) * Math.sqrt(yy)
  if (!(scale > 0) || isConstant(x) || isConstant(y)) return Number.NaN
  return Math.min(1, Math.max(-1, xy / scale))
}

function isConstant(x: ArrayLike<number>): boolean {
  for (let i = 1; i < x.length; i++) if (x[i] !== x[0]) return false
  return true
}

/** Returns Spearman's rank correlation (Pearson on mean ranks); NaN when undefined. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  requireSize('spearman', y.length, x.length)
  return pearson(ranks(x), ranks(y))
}

/** Returns Kendall's tau-b; NaN when a side does not vary. O(n log n), Knight (1966). */
export function kendallTauB(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const count = countConcordance(x, y)
  const scale = Math.sqrt(count.pairs - count.tiedX) * Math.sqrt(count.pairs - count.tiedY)
  return scale > 0 ? Math.min(1, Math.max(-1, count.difference / scale)) : Number.NaN
}

/** Pairs of positions: all of them, tied in x, tied in y, and concordant minus discordant. */
export interface Concordance {
  readonly pairs: number
  readonly tiedX: number
  readonly tiedY: number
  readonly difference: number
}

/** Returns the pair counts behind tau-b. */
export function countConcordance(x: ArrayLike<number>, y: ArrayLike<number>): Concordance {
  requireSize('kendallTauB', y.length, x.length)
  const rankX = ranks(x)
  const rankY = ranks(y)
  const byY = argsort(rankY)
  const order = Uint32Array.from(argsort(Float64Array.from(byY, (i) => rankX[i]!)), (k) => byY[k]!)
  const sorted = Float64Array.from(order, (i) => rankY[i]!)
  const count = x.length
  const tiedX = tiedPairs(tieSizes(rankX))
  const tiedY = tiedPairs(tieSizes(rankY))
  const code = Float64Array.from(rankX, (rank, i) => rank * 4 * (count + 1) + rankY[i]!)
  const tiedBoth = tiedPairs(tieSizes(code))
  const discordant = countInversions(sorted)
  const pairs = (count * (count - 1)) / 2
  return { pairs, tiedX, tiedY, difference: pairs - tiedX - tiedY + tiedBoth - 2 * discordant }
}

function tiedPairs(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + (size * (size - 1)) / 2, 0)
}

function countInversions(values: Float64Array): number {
  let from = Float64Array.from(values)
  let to = new Float64Array(values.length)
  let inversions = 0
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      inversions += mergeRuns(from, to, start, width)
    }
    const held = from
    from = to
    to = held
  }
  return inversions
}

function mergeRuns(from: Float64Array, to: Float64Array, start: number, width: number): number {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let left = start
  let right = middle
  let inversions = 0
  for (let k = start; k < end; k++) {
    if (right >= end || (left < middle && from[left]! <= from[right]!)) to[k] = from[left++]!
    else {
      to[k] = from[right++]!
      inversions += middle - left
    }
  }
  return inversions
}
