import type { FeatureMatrix } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import {
  argsortDescending,
  createMatrix,
  type Matrix,
  multiplyVector,
  selectTop,
  symmetricEigen,
} from '../../stats/index.ts'
import { drawPermutation, projectRows } from '../row-sets.ts'
import { tagCovariance } from '../tag-covariance.ts'
import type { DrawnRows, MixSampler } from './sampler.ts'

/** How far a random direction is whitened by the tag covariance C: not at all, by C^(-1/4), or by C^(-1/2). */
export type Whitening = 'none' | 'half' | 'full'

/** Options of the direction sampler. */
export interface DirectionOptions {
  /** Default `none`: it finds more of the gain in simulated worlds at every number of mixes that was tried. */
  readonly whitening?: Whitening
  /** Eigenvalues of the tag covariance below this are raised to it; default 0.01. */
  readonly minEigenvalue?: number
}

/**
 * Returns the sampler that draws a random direction in tag space and sends the rows farthest along it to people; rows equally far are
 * taken at random. A direction and its opposite are equally likely, so at a budget of one half every row has chance one half; at other
 * budgets rows far from the mean are chosen more often.
 */
export function createDirectionSampler(
  matrix: FeatureMatrix,
  options: DirectionOptions = {},
): MixSampler {
  const turn = whiteningMatrix(matrix, options)
  return createScoreSampler(matrix.ids.length, (random) =>
    projectRows(matrix, drawDirection(matrix.specs.length, turn, random)),
  )
}

/** Returns the sampler that scores the rows anew for each mix and sends those with the highest scores to people, ties at random. */
export function createScoreSampler(
  total: number,
  drawScores: (random: Random) => Float64Array,
): MixSampler {
  /** Scores behind a random permutation: whoever breaks ties by position then breaks them at random. */
  const permuted = (random: Random): { places: Uint32Array; scores: Float64Array } => {
    const scores = drawScores(random)
    const places = drawPermutation(total, random)
    const placed = new Float64Array(total)
    for (let place = 0; place < total; place++) placed[place] = scores[places[place]!]!
    return { places, scores: placed }
  }
  return {
    draw(humans, random): DrawnRows {
      const { places, scores } = permuted(random)
      const chosen = selectTop(scores, humans).map((place) => places[place]!)
      const rows = new Uint32Array(Math.ceil(total / 32))
      for (const row of chosen) rows[row >> 5]! |= 1 << (row & 31)
      return { rows, propensity: 2 * humans === total ? 'equal' : 'varies' }
    },
    drawOrder(random) {
      const { places, scores } = permuted(random)
      return argsortDescending(scores).map((place) => places[place]!)
    },
  }
}

/** Returns a random direction: standard normal numbers, turned by a whitening matrix where there is one; shape (m). */
export function drawDirection(size: number, turn: Matrix | null, random: Random): Float64Array {
  const normal = Float64Array.from({ length: size }, () => drawNormal(random))
  return turn === null ? normal : multiplyVector(turn, normal)
}

/** Returns the symmetric power of the tag covariance that whitens a direction; null for no whitening. */
export function whiteningMatrix(
  matrix: FeatureMatrix,
  { whitening = 'none', minEigenvalue = 0.01 }: DirectionOptions,
): Matrix | null {
  if (whitening === 'none' || matrix.specs.length === 0) return null
  const { values, vectors } = symmetricEigen(tagCovariance(matrix))
  const power = whitening === 'full' ? -0.5 : -0.25
  const size = matrix.specs.length
  const turn = createMatrix(size, size)
  for (let k = 0; k < size; k++) {
    const scale = Math.max(values[k]!, minEigenvalue) ** power
    for (let i = 0; i < size; i++) {
      const left = scale * vectors.values[i * size + k]!
      for (let j = 0; j < size; j++) {
        turn.values[i * size + j]! += left * vectors.values[j * size + k]!
      }
    }
  }
  return turn
}
