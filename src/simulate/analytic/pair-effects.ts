import { type FeatureMatrix, hasFeature } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { dot, selectTop, standardDeviation } from '../../stats/index.ts'
import { countBoth } from './count-columns.ts'

/** A product of the deviations of two counts in the score; `size` is points per squared instance. */
export interface PairEffect {
  readonly first: number
  readonly second: number
  readonly size: number
}

/**
 * Returns so many products of two deviations, scaled so that over mixes along random directions at half the budget they spread as much as
 * the gains of the rows do.
 */
export function drawPairEffects(
  pairs: number,
  { matrix, gains }: { readonly matrix: FeatureMatrix; readonly gains: Float64Array },
  random: Random,
): PairEffect[] {
  const columns = matrix.specs.length
  const stream = random.fork('pairs')
  const drawn = Array.from({ length: columns < 2 ? 0 : pairs }, () => {
    const first = Math.floor(stream.next() * columns)
    const second = (first + 1 + Math.floor(stream.next() * (columns - 1))) % columns
    return { first, second, size: drawNormal(stream) }
  })
  const samples = sampleMixes(matrix, gains, random.fork('directions'))
  const rows = matrix.ids.length
  const linear = standardDeviation(samples.map(({ gain }) => rows * gain))
  const products = standardDeviation(
    samples.map(({ deviations }) => rows * rows * sumPairs(drawn, deviations)),
  )
  const scale = products > 0 ? linear / products : 0
  return drawn.map((effect) => ({ ...effect, size: effect.size * scale }))
}

/** Returns the sum of the products at a vector of deviations. */
export function sumPairs(effects: readonly PairEffect[], deviations: Float64Array): number {
  return effects.reduce(
    (total, { first, second, size }) => total + size * deviations[first]! * deviations[second]!,
    0,
  )
}

/** Returns the gradient of that sum with respect to the deviations; shape (m). */
export function slopeOfPairs(
  effects: readonly PairEffect[],
  deviations: Float64Array,
): Float64Array {
  const slope = new Float64Array(deviations.length)
  for (const { first, second, size } of effects) {
    slope[first]! += size * deviations[second]!
    slope[second]! += size * deviations[first]!
  }
  return slope
}

/**
 * Returns the sum of the effects, each times the population covariance of its two features. A mix of h of n rows drawn at random scores
 * h (n - h) / (n - 1) times as much from the products, in expectation (sampling without replacement).
 */
export function expectPairs(
  effects: readonly PairEffect[],
  { matrix, means }: { readonly matrix: FeatureMatrix; readonly means: Float64Array },
): number {
  return effects.reduce((total, { first, second, size }) => {
    const both = countBoth(matrix, first, second) / matrix.ids.length
    return total + size * (both - means[first]! * means[second]!)
  }, 0)
}

/** A mix along a random direction: gain and deviations per instance of the pool. */
interface SampledMix {
  readonly gain: number
  readonly deviations: Float64Array
}

/** 48 mixes that take half of (at most 4,096) rows along a random direction. */
function sampleMixes(matrix: FeatureMatrix, gains: Float64Array, random: Random): SampledMix[] {
  const rows = Math.min(4096, matrix.ids.length)
  const columns = matrix.specs.length
  const cells = Uint8Array.from({ length: rows * columns }, (_, at) =>
    Number(hasFeature(matrix, Math.floor(at / columns), at % columns)),
  )
  const means = new Float64Array(columns)
  for (let at = 0; at < cells.length; at++) means[at % columns]! += cells[at]! / rows
  return Array.from({ length: 48 }, () => {
    const direction = Float64Array.from({ length: columns }, () => drawNormal(random))
    const along = Float64Array.from({ length: rows }, (_, row) =>
      dot(direction, cells.subarray(row * columns, (row + 1) * columns)),
    )
    const deviations = new Float64Array(columns)
    let gain = 0
    for (const row of selectTop(along, rows >> 1)) {
      gain += gains[row]! / rows
      for (let j = 0; j < columns; j++) {
        deviations[j]! += (cells[row * columns + j]! - means[j]!) / rows
      }
    }
    return { gain, deviations }
  })
}
