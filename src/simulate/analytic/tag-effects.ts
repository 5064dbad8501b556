import type { FeatureMatrix } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { covariance, expectation, type TagBlock } from './tag-blocks.ts'

/** Weights of the tags in a quantity, and what is added so that instances have mean 0. */
interface CentredWeights {
  readonly weights: Float64Array
  readonly offset: number
}

/** What the tags add to a quantity: one rule, or another one from a place in the order on. */
export interface TagEffect {
  readonly early: CentredWeights
  readonly late: CentredWeights | null
}

/** From where on tag effects are turned, and how far. */
export interface Drift {
  /** First instance with turned effects. */
  readonly place: number
  /** Angle between the old and the new effects, degrees; 90 leaves nothing of the old ones. The cosine is their correlation over instances. */
  readonly degrees: number
}

/**
 * Returns effects drawn as independent normal numbers per tag and scaled by the shares of the tags, not by the instances at hand: over
 * instances the sum has mean 0 and standard deviation `spread`.
 */
export function drawTagEffect(
  blocks: readonly TagBlock[],
  options: { readonly spread: number; readonly drift: Drift | null },
  random: Random,
): TagEffect {
  const columns = blocks.reduce((sum, { shares }) => sum + shares.length, 0)
  const draw = (name: string): Float64Array => {
    const stream = random.fork(name)
    return Float64Array.from({ length: columns }, () => drawNormal(stream))
  }
  const early = scaleTo(blocks, draw('early'), options.spread)
  if (options.drift === null) return { early: centre(blocks, early), late: null }
  const angle = (options.drift.degrees * Math.PI) / 180
  const other = perpendicular(blocks, early, draw('late'))
  const turned = scaleTo(blocks, other, options.spread).map(
    (weight, column) => Math.sin(angle) * weight + Math.cos(angle) * early[column]!,
  )
  return { early: centre(blocks, early), late: centre(blocks, turned) }
}

/** Returns given weights as an effect; they do not drift. */
export function givenTagEffect(blocks: readonly TagBlock[], weights: Float64Array): TagEffect {
  return { early: centre(blocks, weights), late: null }
}

function centre(blocks: readonly TagBlock[], weights: Float64Array): CentredWeights {
  return { weights, offset: -expectation(blocks, weights) }
}

function scaleTo(blocks: readonly TagBlock[], weights: Float64Array, spread: number): Float64Array {
  const deviation = Math.sqrt(Math.max(0, covariance(blocks, weights, weights)))
  const scale = deviation > 1e-12 ? spread / deviation : 0
  return weights.map((weight) => weight * scale)
}

/** The part of the second weights that is uncorrelated with the first over instances. */
function perpendicular(
  blocks: readonly TagBlock[],
  first: Float64Array,
  second: Float64Array,
): Float64Array {
  const size = covariance(blocks, first, first)
  const shared = size > 0 ? covariance(blocks, first, second) / size : 0
  return second.map((weight, column) => weight - shared * first[column]!)
}

/** Returns what the tags add to every instance; shape (n). `place` is where the late effects begin. */
export function sumTagEffect(
  matrix: FeatureMatrix,
  effect: TagEffect,
  place: number,
): Float64Array {
  const sums = sumWeights(matrix, effect.early)
  if (effect.late !== null && place < sums.length) {
    sums.set(sumWeights(matrix, effect.late).subarray(place), place)
  }
  return sums
}

function sumWeights(matrix: FeatureMatrix, { weights, offset }: CentredWeights): Float64Array {
  const sums = new Float64Array(matrix.ids.length).fill(offset)
  addWeights(matrix, weights, sums)
  return sums
}

/** Adds X w to the sums: for every row the weights of its features. */
export function addWeights(
  { bits, words }: FeatureMatrix,
  weights: ArrayLike<number>,
  sums: Float64Array,
): void {
  for (let column = 0; column < weights.length; column++) {
    const weight = weights[column]!
    if (weight === 0) continue
    const from = column * words
    for (let word = 0; word < words; word++) {
      for (let rest = bits[from + word]!; rest !== 0; rest &= rest - 1) {
        sums[(word << 5) + 31 - Math.clz32(rest & -rest)]! += weight
      }
    }
  }
}
