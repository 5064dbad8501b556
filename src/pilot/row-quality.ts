import type { Interval } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { bootstrapInterval, mean, ranks } from '../stats/index.ts'

/** How well something predicts a target of rows that it was not fitted on. */
export interface RowQuality {
  /** Rank correlation over rows; whole prompt groups are resampled for the interval. */
  readonly spearman: Interval
  /** Chance that a prediction which says nothing of the target correlates as much, by random signs of whole prompt groups. */
  readonly signalP: number
  readonly rows: number
  readonly groups: number
  /** False where that chance is above 2.5 %: it is then no evidence, and routing does not follow it. Five groups or fewer cannot tell. */
  readonly usable: boolean
}

/** Resamples behind an interval, and draws of signs behind a chance. */
const resamples = 500
const signDraws = 999

const signalLevel = 0.025

/**
 * Returns the quality of out-of-fold predictions against a target; rows where either is NaN do not count. Whether it is usable is not read off the interval:
 * with a few dozen groups the lower end of a percentile interval is above zero far too often where there is nothing.
 */
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
  const shares = shareByGroup(x, y, own)
  const signalP = testBySigns(shares, random.fork('signs'))
  return {
    spearman: { value, lo, hi },
    signalP,
    rows: rows.length,
    groups: shares.length,
    usable: signalP <= signalLevel,
  }
}

/** What every group adds to the covariance of x and y. */
function shareByGroup(x: Float64Array, y: Float64Array, groups: Uint32Array): Float64Array {
  const shares = new Map<number, number>()
  const mx = mean(x)
  const my = mean(y)
  groups.forEach((group, row) => {
    shares.set(group, (shares.get(group) ?? 0) + (x[row]! - mx) * (y[row]! - my))
  })
  return Float64Array.from(shares.values())
}

/**
 * Returns the share of signs under which independent parts add up to as much as they do: all signs where they are fewer than the draws, else random ones.
 *
 * @see Cameron, Gelbach and Miller, Bootstrap-based improvements for inference with clustered errors (2008): signs hold their level with few groups
 */
function testBySigns(parts: Float64Array, random: Random): number {
  const observed = parts.reduce((sum, part) => sum + part, 0)
  if (2 ** parts.length <= signDraws) return testByAllSigns(parts, observed)
  let reached = 1
  for (let draw = 0; draw < signDraws; draw++) {
    let sum = 0
    for (const part of parts) sum += random.next() < 0.5 ? part : -part
    if (sum >= observed) reached++
  }
  return reached / (1 + signDraws)
}

function testByAllSigns(parts: Float64Array, observed: number): number {
  const count = 2 ** parts.length
  let reached = 0
  for (let mask = 0; mask < count; mask++) {
    let sum = 0
    parts.forEach((part, index) => {
      sum += (mask >> index) & 1 ? -part : part
    })
    if (sum >= observed) reached++
  }
  return reached / count
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
