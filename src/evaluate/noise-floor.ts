/** What `noiseFloor` reads; either part may be absent. */
export interface NoiseEvidence {
  /** Per fixed mix, its scores under repeated training (several seeds), on the same rows. */
  readonly repeats?: readonly ArrayLike<number>[]
  /** Per fixed mix, the standard deviation of its score over bootstrapped evaluation rows. */
  readonly bootstrapSds?: ArrayLike<number>
}

/** Standard deviation of a score at a fixed mix, in the unit of the scores; parts are null where there is no evidence. */
export interface NoiseFloor {
  /** Of the training: pooled within mixes. 0 for a deterministic trainer that was repeated. */
  readonly repeats: { readonly sd: number; readonly degreesOfFreedom: number } | null
  /** Of the evaluation rows: root mean square over mixes. */
  readonly bootstrap: { readonly sd: number; readonly mixes: number } | null
  /** Root of the sum of the squares of the parts that are known. */
  readonly sd: number | null
}

/** Returns the noise of a score at a fixed mix from repeated training and from the evaluation rows, each and together. */
export function noiseFloor(evidence: NoiseEvidence): NoiseFloor {
  const repeats = poolRepeats(evidence.repeats ?? [])
  const bootstrap = poolBootstrap(evidence.bootstrapSds ?? [])
  const known = [repeats?.sd, bootstrap?.sd].filter((sd) => sd !== undefined)
  return { repeats, bootstrap, sd: known.length === 0 ? null : Math.hypot(...known) }
}

function poolRepeats(repeats: readonly ArrayLike<number>[]): NoiseFloor['repeats'] {
  let squares = 0
  let degreesOfFreedom = 0
  for (const scores of repeats) {
    if (scores.length < 2) continue
    const values = Array.from(scores)
    const mean = values.reduce((sum, score) => sum + score, 0) / values.length
    squares += values.reduce((sum, score) => sum + (score - mean) ** 2, 0)
    degreesOfFreedom += values.length - 1
  }
  if (degreesOfFreedom === 0) return null
  return { sd: Math.sqrt(squares / degreesOfFreedom), degreesOfFreedom }
}

function poolBootstrap(sds: ArrayLike<number>): NoiseFloor['bootstrap'] {
  const known = Array.from(sds).filter((sd) => !Number.isNaN(sd))
  if (known.length === 0) return null
  const squares = known.reduce((sum, sd) => sum + sd * sd, 0)
  return { sd: Math.sqrt(squares / known.length), mixes: known.length }
}
