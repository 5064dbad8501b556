import { columnSums, countRows, type FeatureMatrix, type RowBits } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import { countColumns } from './count-columns.ts'
import { findOracle, type ScoredRows } from './find-oracle.ts'
import {
  drawPairEffects,
  expectPairs,
  type PairEffect,
  slopeOfPairs,
  sumPairs,
} from './pair-effects.ts'

/** How the gains of the rows of a mix add up: as they are; with products of two counts beside them; levelling off at 3 points. */
export type SurfaceKind = 'linear' | 'pairwise' | 'saturating'

/** The score of every mix; points. */
export interface ResponseSurface {
  /** Returns the score without run noise. */
  readonly expectedScore: (rows: RowBits) => number
  /** Returns the mean score of all mixes of a size. A saturating surface is taken as symmetric: off by 0.0001 points with 200 rows, less with more. */
  readonly randomScore: (humans: number) => number
  /** Returns the best mix of a size: exact for linear and saturating surfaces, the best of 12 climbs otherwise, a mix that no swap of two rows improves. */
  readonly oracle: (humans: number, random: Random) => ScoredRows
}

/** What a surface is made of. */
interface SurfaceParts {
  readonly matrix: FeatureMatrix
  readonly means: Float64Array
  /** Mean 0. */
  readonly gains: Float64Array
  readonly kind: SurfaceKind
  readonly curve: (share: number) => number
  readonly effects: readonly PairEffect[]
}

/** Returns the surface of given gains; products of counts are drawn where it has some. */
export function createSurface(
  input: Omit<SurfaceParts, 'effects' | 'means'> & { readonly pairs: number },
  random: Random,
): ResponseSurface {
  const { matrix, gains, kind, curve } = input
  const total = matrix.ids.length
  const means = columnSums(matrix).map((sum) => sum / total)
  const effects = kind === 'pairwise' ? drawPairEffects(input.pairs, { matrix, gains }, random) : []
  const parts = { ...input, effects, means }
  const perPair = expectPairs(effects, parts)
  const spread = (humans: number): number =>
    total < 2 ? 0 : (humans * (total - humans)) / (total - 1)
  return {
    expectedScore: (rows) => scoreRows(parts, rows),
    randomScore: (humans) => curve(humans / total) + spread(humans) * perPair,
    oracle: (humans, stream) =>
      findOracle(
        {
          matrix,
          gains,
          score: (rows) => scoreRows(parts, rows),
          slope:
            effects.length === 0
              ? null
              : (rows) => slopeOfPairs(effects, deviationsOf(parts, rows, countRows(rows))),
        },
        humans,
        stream,
      ),
  }
}

/** Points at which a saturating surface levels off. */
const CEILING = 3

function scoreRows(parts: SurfaceParts, rows: RowBits): number {
  const { kind, gains, effects, curve } = parts
  const humans = countRows(rows)
  const linear = sumGains(gains, rows)
  const level = kind === 'saturating' ? CEILING * Math.tanh(linear / CEILING) : linear
  const products = effects.length > 0 ? sumPairs(effects, deviationsOf(parts, rows, humans)) : 0
  return curve(humans / gains.length) + level + products
}

function sumGains(gains: Float64Array, rows: RowBits): number {
  let sum = 0
  for (let row = 0; row < gains.length; row++) {
    sum += gains[row]! * ((rows[row >> 5]! >>> (row & 31)) & 1)
  }
  return sum
}

function deviationsOf(
  { matrix, means }: SurfaceParts,
  rows: RowBits,
  humans: number,
): Float64Array {
  return countColumns(matrix, rows).map((count, column) => count - humans * means[column]!)
}
