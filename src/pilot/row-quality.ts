import type { Interval } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { bootstrapInterval, ranks } from '../stats/index.ts'

/** How well something predicts a target of rows that it was not fitted on. */
export interface RowQuality {
  /** Rank correlation over rows; whole prompt groups are resampled for the interval. */
  readonly spearman: Interval
  readonly rows: number
  readonly groups: number
  /** False where the lower end of the interval is not above zero: it is then no evidence, and routing does not follow it. */
  readonly usable: boolean
}

/** Resamples behind an interval. */
const resamples = 500

/** Returns the quality of out-of-fold predictions against a target; rows where either is NaN do not count. */
export function measureRowQuality(
  predicted: ArrayLike<number>,
  target: ArrayLike<number>,
  groups: ArrayLike<number>,
  random: Random,
): RowQuality {
  const rows = Array.from({ length: predicted.length }, (_, row) => row).filter(
    (row) => !Number.isNaN(predicted[row]!) && !Number.isNaN(target[row]!),
  )
  const own = Uint32Array.from(rows, (row) => groups[row]!)
  const x = ranks(rows.map((row) => predicted[row]!))
  const y = ranks(rows.map((row) => target[row]!))
  // Ranks are taken once: ranking every resample anew changes the interval by less than its own error.
  const { value, lo, hi } = bootstrapInterval((indices) => correlate(x, y, indices), rows.length, {
    resamples,
    random,
    groups: own,
  })
  return {
    spearman: { value, lo, hi },
    rows: rows.length,
    groups: new Set(own).size,
    usable: lo > 0,
  }
}

function correlate(x: Float64Array, y: Float64Array, indices: Uint32Array): number {
  let sx = 0
  let sy = 0
  for (const index of indices) {
    sx += x[index]!
    sy += y[index]!
  }
  const mx = sx / indices.length
  const my = sy / indices.length
  let xx = 0
  let yy = 0
  let xy = 0
  for (const index of indices) {
    const dx = x[index]! - mx
    const dy = y[index]! - my
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN
}
