import { drawSubset, type Random } from '../kit/index.ts'

/** One score of one mix under one seed or one refit. */
export interface RepeatedScore {
  readonly mix: string
  readonly score: number
}

/** Standard deviation of a score at a fixed mix. */
export interface NoiseFloor {
  /** In the unit of the scores; null when no mix was scored twice. */
  readonly sd: number | null
  readonly degreesOfFreedom: number
  /** Mixes with at least two scores. */
  readonly mixes: number
}

/** Returns the pooled standard deviation of scores within mixes: sqrt(sum of squares within / degrees of freedom). */
export function noiseFloorOf(scores: readonly RepeatedScore[]): NoiseFloor {
  const byMix = new Map<string, number[]>()
  for (const { mix, score } of scores) {
    const known = byMix.get(mix)
    if (known === undefined) byMix.set(mix, [score])
    else known.push(score)
  }
  let squares = 0
  let degreesOfFreedom = 0
  let mixes = 0
  for (const values of byMix.values()) {
    if (values.length < 2) continue
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    for (const value of values) squares += (value - mean) ** 2
    degreesOfFreedom += values.length - 1
    mixes++
  }
  const sd = degreesOfFreedom > 0 ? Math.sqrt(squares / degreesOfFreedom) : null
  return { sd, degreesOfFreedom, mixes }
}

/** Returns the standard deviation of a sum of independent parts: refits and the draw of the evaluation rows. */
export function joinNoise(...parts: readonly number[]): number {
  return Math.hypot(...parts)
}

/**
 * Returns row weights, 0 or 1, that leave out a share of the prompt groups, each subset equally likely: the repeat of a trainer that has
 * no seed of its own. Shape (rows).
 */
export function drawRepeatWeights(
  groups: ArrayLike<number>,
  options: { readonly groupCount: number; readonly leftOutShare: number },
  random: Random,
): Float32Array {
  const { groupCount, leftOutShare } = options
  const leftOut = new Uint8Array(groupCount)
  for (const group of drawSubset(groupCount, Math.round(leftOutShare * groupCount), random)) {
    leftOut[group] = 1
  }
  return Float32Array.from({ length: groups.length }, (_, row) => 1 - leftOut[groups[row]!]!)
}
