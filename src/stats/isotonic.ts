import { requireSize } from './matrix.ts'
import { argsort } from './ranks.ts'

/** A fitted non-decreasing function: linear between knots, constant beyond the first and the last. */
export interface Isotonic {
  readonly knotsX: Float64Array
  readonly knotsY: Float64Array
  predict(x: number): number
}

/**
 * Returns the non-decreasing function nearest to the points in weighted squared error. Points of equal x are merged by weighted mean
 * first; points of weight 0 are left out. Pool adjacent violators, O(n log n).
 *
 * @throws RangeError when no point has weight
 */
export function fitIsotonic(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Isotonic {
  requireSize('fitIsotonic', y.length, x.length)
  const merged = mergeEqual(x, y, weights)
  if (merged.x.length === 0)
    throw new RangeError('fitIsotonic: got no weighted point, expected one')
  const fitted = poolViolators(merged.y, merged.weight)
  const kept = merged.x
    .map((_, i) => i)
    .filter(
      (i) =>
        i === 0 ||
        i === fitted.length - 1 ||
        fitted[i] !== fitted[i - 1] ||
        fitted[i] !== fitted[i + 1],
    )
  const knotsX = Float64Array.from(kept, (i) => merged.x[i]!)
  const knotsY = Float64Array.from(kept, (i) => fitted[i]!)
  return { knotsX, knotsY, predict: (value) => interpolate(knotsX, knotsY, value) }
}

/** Returns the value at x of the line through knots with ascending x; clipped at both ends, NaN for NaN. */
export function interpolate(
  knotsX: ArrayLike<number>,
  knotsY: ArrayLike<number>,
  x: number,
): number {
  const last = knotsX.length - 1
  if (Number.isNaN(x)) return Number.NaN
  if (x <= knotsX[0]!) return knotsY[0]!
  if (x >= knotsX[last]!) return knotsY[last]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (knotsX[middle]! <= x) low = middle
    else high = middle
  }
  const share = (x - knotsX[low]!) / (knotsX[high]! - knotsX[low]!)
  return knotsY[low]! + share * (knotsY[high]! - knotsY[low]!)
}

interface Points {
  readonly x: number[]
  readonly y: number[]
  readonly weight: number[]
}

function mergeEqual(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): Points {
  const points: Points = { x: [], y: [], weight: [] }
  for (const i of argsort(x)) {
    const weight = weights?.[i] ?? 1
    if (weight === 0) continue
    const last = points.x.length - 1
    if (last >= 0 && points.x[last] === x[i]) {
      const total = points.weight[last]! + weight
      points.y[last]! += (weight * (y[i]! - points.y[last]!)) / total
      points.weight[last] = total
    } else {
      points.x.push(x[i]!)
      points.y.push(y[i]!)
      points.weight.push(weight)
    }
  }
  return points
}

function poolViolators(y: readonly number[], weight: readonly number[]): Float64Array {
  const blocks: { value: number; weight: number; size: number }[] = []
  for (let i = 0; i < y.length; i++) {
    let block = { value: y[i]!, weight: weight[i]!, size: 1 }
    for (
      let previous = blocks.at(-1);
      previous && previous.value >= block.value;
      previous = blocks.at(-1)
    ) {
      const total = previous.weight + block.weight
      const value = (previous.value * previous.weight + block.value * block.weight) / total
      block = { value, weight: total, size: previous.size + block.size }
      blocks.pop()
    }
    blocks.push(block)
  }
  return Float64Array.from(
    blocks.flatMap((block) => new Array<number>(block.size).fill(block.value)),
  )
}
