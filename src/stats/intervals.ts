import { mean } from './moments.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { quantileSorted } from './quantile.ts'
import type { Ends } from './shares.ts'

/** Returns the percentile interval of resampled values; NaN values are left out, both ends are NaN when none is left. */
export function percentileInterval(values: ArrayLike<number>, level: number): Ends {
  return betweenShares(values, (1 - level) / 2, (1 + level) / 2)
}

/** Returns the basic (reflected) bootstrap interval around an estimate. */
export function basicInterval(estimate: number, values: ArrayLike<number>, level: number): Ends {
  const { lo, hi } = percentileInterval(values, level)
  return { lo: 2 * estimate - hi, hi: 2 * estimate - lo }
}

/**
 * Returns the bias-corrected and accelerated interval (Efron 1987). `jackknife` holds the estimates with one unit left out; it gives the
 * acceleration. Falls back to NaN ends where all resamples lie on one side of the estimate.
 */
export function bcaInterval(
  estimate: number,
  values: ArrayLike<number>,
  options: { readonly jackknife: ArrayLike<number>; readonly level: number },
): Ends {
  let below = 0
  for (let i = 0; i < values.length; i++) {
    below += values[i]! < estimate ? 1 : values[i] === estimate ? 0.5 : 0
  }
  const bias = normalQuantile(below / values.length)
  const acceleration = accelerationOf(options.jackknife)
  const shareAt = (p: number): number => {
    const z = bias + normalQuantile(p)
    return normalCdf(bias + z / (1 - acceleration * z))
  }
  if (!Number.isFinite(bias)) return { lo: Number.NaN, hi: Number.NaN }
  return betweenShares(values, shareAt((1 - options.level) / 2), shareAt((1 + options.level) / 2))
}

function accelerationOf(jackknife: ArrayLike<number>): number {
  const center = mean(jackknife)
  let squares = 0
  let cubes = 0
  for (let i = 0; i < jackknife.length; i++) {
    const deviation = center - jackknife[i]!
    squares += deviation ** 2
    cubes += deviation ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

function betweenShares(values: ArrayLike<number>, low: number, high: number): Ends {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort()
  return { lo: quantileSorted(sorted, low), hi: quantileSorted(sorted, high) }
}
