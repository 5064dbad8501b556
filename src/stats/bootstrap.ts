import type { Random } from '../kit/index.ts'
import { percentileInterval } from './intervals.ts'
import { standardDeviation } from './moments.ts'

/** An estimate with the ends of its interval and the standard deviation over the resamples. */
export interface BootstrapInterval {
  readonly value: number
  readonly lo: number
  readonly hi: number
  readonly sd: number
}

/** How `bootstrapInterval` resamples. */
export interface BootstrapOptions {
  /** Default 1,000. */
  readonly resamples?: number
  /** Default 0.95. */
  readonly level?: number
  readonly random: Random
  /** Group of every row, any numbers; whole groups are drawn with replacement (cluster bootstrap), so the number of rows varies. */
  readonly groups?: Uint32Array
}

/**
 * Returns a statistic of rows 0 .. size - 1 with its percentile bootstrap interval. The statistic gets row indices (valid only during
 * the call). Resamples where it is NaN are left out of the interval.
 */
export function bootstrapInterval(
  statistic: (indices: Uint32Array) => number,
  size: number,
  options: BootstrapOptions,
): BootstrapInterval {
  const { resamples = 1000, level = 0.95, random, groups } = options
  const rows = Uint32Array.from({ length: size }, (_, index) => index)
  const value = statistic(rows)
  if (size === 0) return { value, lo: Number.NaN, hi: Number.NaN, sd: Number.NaN }
  const draw = groups === undefined ? rowDrawer(size) : groupDrawer(groups, size)
  const drawn = new Float64Array(resamples)
  for (let b = 0; b < resamples; b++) drawn[b] = statistic(draw(random))
  const finite = drawn.filter((result) => !Number.isNaN(result))
  return { value, ...percentileInterval(finite, level), sd: standardDeviation(finite, 1) }
}

/** Returns a function that draws `size` rows with replacement into one array that it uses again. */
function rowDrawer(size: number): (random: Random) => Uint32Array {
  const indices = new Uint32Array(size)
  return (random) => {
    for (let i = 0; i < size; i++) indices[i] = Math.floor(random.next() * size)
    return indices
  }
}

function groupDrawer(groups: Uint32Array, size: number): (random: Random) => Uint32Array {
  if (groups.length !== size) {
    throw new RangeError(`bootstrap groups: got ${groups.length}, expected ${size}`)
  }
  const members = membersByGroup(groups)
  const largest = members.reduce((most, rows) => Math.max(most, rows.length), 0)
  const buffer = new Uint32Array(members.length * largest)
  return (random) => {
    let length = 0
    for (let g = 0; g < members.length; g++) {
      const rows = members[Math.floor(random.next() * members.length)]!
      for (const row of rows) buffer[length++] = row
    }
    return buffer.subarray(0, length)
  }
}

/** Returns the rows of every group, groups in the order of their first row. */
export function membersByGroup(groups: ArrayLike<number>): number[][] {
  const byGroup = new Map<number, number[]>()
  for (let row = 0; row < groups.length; row++) {
    const rows = byGroup.get(groups[row]!)
    if (rows) rows.push(row)
    else byGroup.set(groups[row]!, [row])
  }
  return [...byGroup.values()]
}
