import type { Random } from '../kit/index.ts'

/** How often every prompt group counts in every resample; (resamples x groups), row-major. */
export interface GroupWeights {
  readonly resamples: number
  readonly groups: number
  readonly values: Uint8Array
}

/**
 * Returns Poisson(1) counts: the bootstrap in the form that gives every split of a study the same resamples, because a group's count does not depend
 * on which other groups are present.
 *
 * @see Hanley and MacGibbon, Creating non-parametric bootstrap samples using Poisson frequencies (2006)
 */
export function drawGroupWeights(resamples: number, groups: number, random: Random): GroupWeights {
  const values = new Uint8Array(resamples * groups)
  for (let resample = 0; resample < resamples; resample++) {
    const stream = random.fork('resample', resample)
    for (let group = 0; group < groups; group++) {
      values[resample * groups + group] = drawPoisson(stream)
    }
  }
  return { resamples, groups, values }
}

/** Returns a Poisson(1) number by inversion. */
function drawPoisson(random: Random): number {
  let rest = random.next()
  let chance = Math.exp(-1)
  let count = 0
  while (rest >= chance && count < 255) {
    rest -= chance
    count++
    chance /= count
    if (chance === 0) break
  }
  return count
}

/** A mean with its values on resamples. */
export interface SampledMean {
  readonly value: number
  readonly samples: readonly number[]
}

/**
 * Returns the mean of rows, and the mean on every resample of whole prompt groups; NaN where a resample has none of the groups.
 *
 * @throws RangeError where the arrays are not parallel
 */
export function sampleMean(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  weights: GroupWeights,
): SampledMean {
  if (values.length !== groups.length) {
    throw new RangeError(`mean: got ${groups.length} groups, expected ${values.length}`)
  }
  const sums = new Float64Array(weights.groups)
  const counts = new Float64Array(weights.groups)
  let total = 0
  for (let row = 0; row < values.length; row++) {
    sums[groups[row]!]! += values[row]!
    counts[groups[row]!]! += 1
    total += values[row]!
  }
  const present = [...counts.keys()].filter((group) => counts[group]! > 0)
  const samples = Array.from({ length: weights.resamples }, (_, resample) => {
    const from = resample * weights.groups
    let sum = 0
    let count = 0
    for (const group of present) {
      const weight = weights.values[from + group]!
      sum += weight * sums[group]!
      count += weight * counts[group]!
    }
    return count > 0 ? sum / count : Number.NaN
  })
  return { value: total / values.length, samples }
}
