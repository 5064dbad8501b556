import { type CandidateMix, columnSums, type FeatureMatrix } from '../domain/index.ts'

/** How evenly the mixes treat the rows with and without one feature. */
export interface TagBalance {
  readonly feature: string
  /** Rows of the pool that carry it. */
  readonly carriers: number
  /** Mean over mixes of the share human-routed among rows with the feature; NaN where no row has it. */
  readonly withFeature: number
  /** The same among rows without it; NaN where every row has it. */
  readonly withoutFeature: number
  /** Mean difference; near 0 when the sampler prefers neither. */
  readonly difference: number
  /** Standard deviation over mixes of that difference: the contrast from which its effect is learned. */
  readonly contrast: number
}

/** Returns the balance of every feature over the mixes. Corners are left out: there the shares are equal by construction. */
export function tagBalance(mixes: readonly CandidateMix[], matrix: FeatureMatrix): TagBalance[] {
  const carriers = columnSums(matrix)
  const inner = mixes.filter((mix) => mix.humans > 0 && mix.humans < mix.total)
  return matrix.specs.map((spec, column) => {
    const size = carriers[column]!
    const shares = inner.map((mix) => ({
      inside: mix.counts[column]! / size,
      outside: (mix.humans - mix.counts[column]!) / (mix.total - size),
    }))
    const differences = shares.map(({ inside, outside }) => inside - outside)
    const difference = average(differences)
    return {
      feature: spec.id,
      carriers: size,
      withFeature: average(shares.map(({ inside }) => inside)),
      withoutFeature: average(shares.map(({ outside }) => outside)),
      difference,
      contrast: Math.sqrt(average(differences.map((value) => (value - difference) ** 2))),
    }
  })
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
