import { type FeatureMatrix, hasFeature } from '../domain/index.ts'
import { drawNormal, type Random } from '../kit/index.ts'
import { dot, selectTop, standardDeviation } from '../stats/index.ts'

/** The shape of a response surface over the deviations of the counts. */
export type SurfaceKind = 'linear' | 'pairwise' | 'saturating'

/** The part of a score that depends on which instances people label: a function of the deviations d, in points. */
export interface SurfaceForm {
  value(deviations: Float64Array): number
  /** Gradient with respect to the deviations; shape (m). */
  slope(deviations: Float64Array): Float64Array
}

/** Points at which a saturating surface levels off. */
const CEILING = 3

/** Returns w d, or 3 tanh(w d / 3). */
export function createSimpleForm(
  kind: 'linear' | 'saturating',
  weights: Float64Array,
): SurfaceForm {
  if (kind === 'linear') {
    return { value: (d) => dot(weights, d), slope: () => weights }
  }
  return {
    value: (d) => CEILING * Math.tanh(dot(weights, d) / CEILING),
    slope: (d) => {
      const slope = 1 - Math.tanh(dot(weights, d) / CEILING) ** 2
      return weights.map((weight) => weight * slope)
    },
  }
}

/** One product of two deviations. */
interface PairEffect {
  readonly first: number
  readonly second: number
  readonly size: number
}

/**
 * Returns w d plus `pairs` products of two deviations, scaled so that over mixes along random directions at half the budget both parts
 * spread equally.
 */
export function createPairwiseForm(
  weights: Float64Array,
  options: { readonly matrix: FeatureMatrix; readonly pairs: number },
  random: Random,
): SurfaceForm {
  const drawn = drawPairs(weights.length, options.pairs, random.fork('pairs'))
  const samples = sampleDeviations(options.matrix, random.fork('directions'))
  const rows = options.matrix.ids.length
  const linear = standardDeviation(samples.map((share) => rows * dot(weights, share)))
  const products = standardDeviation(samples.map((share) => rows * rows * sumPairs(drawn, share)))
  const scale = products > 0 ? linear / products : 0
  const effects = drawn.map((effect) => ({ ...effect, size: effect.size * scale }))
  return {
    value: (d) => dot(weights, d) + sumPairs(effects, d),
    slope: (d) => {
      const slope = Float64Array.from(weights)
      for (const { first, second, size } of effects) {
        slope[first]! += size * d[second]!
        slope[second]! += size * d[first]!
      }
      return slope
    },
  }
}

function drawPairs(columns: number, pairs: number, random: Random): PairEffect[] {
  return Array.from({ length: columns < 2 ? 0 : pairs }, () => {
    const first = Math.floor(random.next() * columns)
    const second = (first + 1 + Math.floor(random.next() * (columns - 1))) % columns
    return { first, second, size: drawNormal(random) }
  })
}

function sumPairs(effects: readonly PairEffect[], d: Float64Array): number {
  return effects.reduce(
    (total, { first, second, size }) => total + size * d[first]! * d[second]!,
    0,
  )
}

/** Deviations per instance of 48 mixes that take half of (at most 4,096) rows along a random direction. */
function sampleDeviations(matrix: FeatureMatrix, random: Random): Float64Array[] {
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
    const share = new Float64Array(columns)
    for (const row of selectTop(along, rows >> 1)) {
      for (let j = 0; j < columns; j++) share[j]! += (cells[row * columns + j]! - means[j]!) / rows
    }
    return share
  })
}
