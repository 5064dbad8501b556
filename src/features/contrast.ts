import type { Interval } from '../domain/index.ts'
import { normalQuantile, wilsonInterval } from '../stats/index.ts'

/** A share with a feature, without it, and the difference. */
export interface Contrast {
  readonly with: Interval
  readonly without: Interval
  readonly difference: Interval
  /** Rows with a value on each side. */
  readonly rowsWith: number
  readonly rowsWithout: number
}

const NORMAL_95 = normalQuantile(0.975)

interface Side {
  readonly count: number
  readonly mean: number
}

/**
 * Returns the mean of values in 0..1 on the rows of side 1, on those of side 0, and their difference, each with its 95 % interval; null when a side
 * is empty (unless `oneSided`, then the other side and the difference are NaN). Without groups: Wilson intervals, and Newcombe's for the difference.
 * With groups: normal intervals with the cluster-robust variance of a mean (sums of residuals by group, times g / (g - 1)).
 *
 * @see Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10
 */
export function contrastOf(
  sides: Int8Array,
  values: ArrayLike<number>,
  groups?: ArrayLike<number>,
  oneSided = false,
): Contrast | null {
  const carried = summarize(sides, values, 1)
  const other = summarize(sides, values, 0)
  if (carried.count === 0 || (other.count === 0 && !oneSided)) return null
  const intervals =
    groups === undefined
      ? newcombe(carried, other)
      : clustered(carried, other, { sides, values, groups })
  return { ...intervals, rowsWith: carried.count, rowsWithout: other.count }
}

type Intervals = Pick<Contrast, 'with' | 'without' | 'difference'>

function summarize(sides: Int8Array, values: ArrayLike<number>, side: number): Side {
  let count = 0
  let sum = 0
  for (let row = 0; row < sides.length; row++) {
    if (sides[row] !== side || Number.isNaN(values[row]!)) continue
    count++
    sum += values[row]!
  }
  return { count, mean: count === 0 ? Number.NaN : sum / count }
}

function newcombe(a: Side, b: Side): Intervals {
  const first = wilson(a)
  const second = wilson(b)
  const value = a.mean - b.mean
  const below = Math.hypot(a.mean - first.lo, second.hi - b.mean)
  const above = Math.hypot(first.hi - a.mean, b.mean - second.lo)
  return {
    with: first,
    without: second,
    difference: { value, lo: value - below, hi: value + above },
  }
}

function wilson({ count, mean }: Side): Interval {
  if (count === 0) return { value: Number.NaN, lo: Number.NaN, hi: Number.NaN }
  return { value: mean, ...wilsonInterval(mean * count, count, 0.95) }
}

function clustered(
  a: Side,
  b: Side,
  rows: {
    readonly sides: Int8Array
    readonly values: ArrayLike<number>
    readonly groups: ArrayLike<number>
  },
): Intervals {
  const residuals = new Map<number, [number, number]>()
  for (let row = 0; row < rows.sides.length; row++) {
    const side = rows.sides[row]!
    const value = rows.values[row]!
    if (side < 0 || Number.isNaN(value)) continue
    const sums = residuals.get(rows.groups[row]!) ?? [0, 0]
    if (side === 1) sums[0] += (value - a.mean) / a.count
    else sums[1] += (value - b.mean) / b.count
    residuals.set(rows.groups[row]!, sums)
  }
  const sums = [...residuals.values()]
  const spread = (pick: (sum: readonly [number, number]) => number): number => {
    const total = sums.reduce((sum, entry) => sum + pick(entry) ** 2, 0)
    return Math.sqrt((total * sums.length) / Math.max(1, sums.length - 1))
  }
  return {
    with: around(
      a.mean,
      spread(([own]) => own),
    ),
    without: around(
      b.mean,
      spread(([, own]) => own),
    ),
    difference: around(
      a.mean - b.mean,
      spread(([first, second]) => first - second),
    ),
  }
}

function around(value: number, sd: number): Interval {
  return { value, lo: value - NORMAL_95 * sd, hi: value + NORMAL_95 * sd }
}
