import {
  columnSums,
  countRows,
  type FeatureMatrix,
  type RowBits,
  rowBits,
} from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { selectTop } from '../../stats/index.ts'
import { countColumns } from './count-columns.ts'
import {
  drawPairEffects,
  expectPairs,
  type PairEffect,
  slopeOfPairs,
  sumPairs,
} from './pair-effects.ts'
import { addWeights } from './tag-effects.ts'

/** How the gains of the rows of a mix add up: as they are; with products of two counts beside them; levelling off at 3 points. */
export type SurfaceKind = 'linear' | 'pairwise' | 'saturating'

/** A mix and what it scores. */
export interface ScoredRows {
  readonly rows: RowBits
  /** Points. */
  readonly score: number
}

/** The score of every mix; points. */
export interface ResponseSurface {
  /** Returns the score without run noise. */
  readonly expectedScore: (rows: RowBits) => number
  /** Returns the mean score of all mixes of a size. A saturating surface is taken as symmetric, which is off by less than 0.001 points from 200 rows on. */
  readonly randomScore: (humans: number) => number
  /** Returns the best mix of a size: exact for linear and saturating surfaces, the best of repeated linearisation from 12 starts otherwise. */
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
    oracle: (humans, stream) => findOracle(parts, humans, stream),
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

function findOracle(parts: SurfaceParts, humans: number, random: Random): ScoredRows {
  const { matrix, gains, effects } = parts
  const take = (values: Float64Array): ScoredRows => {
    const rows = rowBits(gains.length, selectTop(values, humans))
    return { rows, score: scoreRows(parts, rows) }
  }
  let best = take(gains)
  if (effects.length === 0) return best
  for (let start = 0; start < 12; start++) {
    let current = start === 0 ? best : take(alongDirection(matrix, random))
    for (let round = 0; round < 50; round++) {
      const values = gains.slice()
      addWeights(matrix, slopeOfPairs(effects, deviationsOf(parts, current.rows, humans)), values)
      const next = take(values)
      if (!(next.score > current.score + 1e-9)) break
      current = next
    }
    if (current.score > best.score) best = current
  }
  return best
}

function alongDirection(matrix: FeatureMatrix, random: Random): Float64Array {
  const values = new Float64Array(matrix.ids.length)
  addWeights(
    matrix,
    matrix.specs.map(() => drawNormal(random)),
    values,
  )
  return values
}
