import type { ScoreTriple, SubsetScore } from '../domain/index.ts'
import { requireLength, type Suite, subsetCounts, subsetWeights } from './suite.ts'

/** One subset with all three scores. */
export interface SubsetDetail extends SubsetScore {
  /** Points. */
  readonly accuracy: number
  /** Nats. */
  readonly logLoss: number
}

/** The scores of one head on a suite; accuracy and soft accuracy in points. */
export interface SuiteScore {
  readonly overall: ScoreTriple
  readonly categories: Readonly<Record<string, ScoreTriple>>
  readonly subsets: Readonly<Record<string, SubsetDetail>>
}

/**
 * Returns the scores of one head. `margins` are score(chosen) - score(rejected) per row; `marginScale` is the sd of its margins on the
 * training rows (a head that is zero there has scale 0: its soft accuracy counts signs).
 *
 * @throws RangeError for margins that are not one number per row, or a scale below zero
 */
export function evaluateMargins(
  suite: Suite,
  margins: Float32Array | Float64Array,
  marginScale: number,
): SuiteScore {
  return evaluate(suite, margins, { marginScales: [marginScale], k: 1 })[0]!
}

/** Returns the scores of k heads; `margins` is (k x rows), row-major. O(k x rows). */
export function evaluateHeads(
  suite: Suite,
  margins: Float32Array,
  marginScales: Float64Array,
  k: number,
): SuiteScore[] {
  return evaluate(suite, margins, { marginScales, k })
}

function evaluate(
  suite: Suite,
  margins: Float32Array | Float64Array,
  heads: { readonly marginScales: ArrayLike<number>; readonly k: number },
): SuiteScore[] {
  const rowCount = suite.subsetOfRow.length
  requireLength('margins', margins.length, heads.k * rowCount)
  requireLength('margin scales', heads.marginScales.length, heads.k)
  const layout = layOut(suite)
  return Array.from({ length: heads.k }, (_, head) => {
    const own = margins.subarray(head * rowCount, (head + 1) * rowCount)
    return composeScore(suite, layout, tallyHead(layout, own, heads.marginScales[head]!))
  })
}

interface Layout {
  /** Rows subset by subset. */
  readonly order: Uint32Array
  /** Where each subset starts in `order`; one more entry than subsets. */
  readonly starts: Uint32Array
  readonly counts: Uint32Array
  readonly weights: Float64Array
}

interface Tallies {
  readonly correct: Uint32Array
  readonly ties: Uint32Array
  readonly soft: Float64Array
  readonly logLoss: Float64Array
}

function layOut(suite: Suite): Layout {
  const counts = subsetCounts(suite)
  const starts = new Uint32Array(counts.length + 1)
  for (let subset = 0; subset < counts.length; subset++) {
    starts[subset + 1] = starts[subset]! + counts[subset]!
  }
  const next = starts.slice()
  const order = new Uint32Array(suite.subsetOfRow.length)
  suite.subsetOfRow.forEach((subset, row) => {
    order[next[subset]!++] = row
  })
  return { order, starts, counts, weights: subsetWeights(suite, counts) }
}

/** Factors of at most 2 are multiplied before one logarithm is taken; 500 of them stay far below the largest double. */
const FACTORS = 500

/** log(1 + exp(-|m|)) is summed as the logarithm of a product, which saves a logarithm a row. */
function tallyHead(
  { order, starts }: Layout,
  margins: Float32Array | Float64Array,
  scale: number,
): Tallies {
  requireScale(scale)
  const subsetCount = starts.length - 1
  const correct = new Uint32Array(subsetCount)
  const ties = new Uint32Array(subsetCount)
  const soft = new Float64Array(subsetCount)
  const logLoss = new Float64Array(subsetCount)
  for (let subset = 0; subset < subsetCount; subset++) {
    const start = starts[subset]!
    let right = 0
    let level = 0
    let softSum = 0
    let lossSum = 0
    let product = 1
    for (let index = start; index < starts[subset + 1]!; index++) {
      const margin = margins[order[index]!]!
      if (margin > 0) right += 1
      else if (margin === 0) level += 1
      softSum += softAccuracy(margin, scale)
      lossSum += margin < 0 ? -margin : 0
      product *= 1 + Math.exp(margin < 0 ? margin : -margin)
      if ((index - start) % FACTORS === FACTORS - 1) {
        lossSum += Math.log(product)
        product = 1
      }
    }
    correct[subset] = right
    ties[subset] = level
    soft[subset] = softSum
    logLoss[subset] = lossSum + Math.log(product)
    requireNumber(softSum + lossSum)
  }
  return { correct, ties, soft, logLoss }
}

/** Returns sigmoid(2 x margin / scale); for scale 0 the sign: 0, 1/2 or 1. */
export function softAccuracy(margin: number, scale: number): number {
  if (margin === 0) return 0.5
  return 1 / (1 + Math.exp((-2 * margin) / scale))
}

/** Checks a margin scale. */
export function requireScale(scale: number): void {
  if (!(scale >= 0)) throw new RangeError(`margin scale: got ${scale}, expected zero or more`)
}

/** Checks that no margin was NaN, given something that was summed over all of them. */
export function requireNumber(sum: number): void {
  if (Number.isNaN(sum)) throw new RangeError('margins: got NaN, expected numbers')
}

function composeScore(suite: Suite, { counts, weights }: Layout, tallies: Tallies): SuiteScore {
  const subsets: Record<string, SubsetDetail> = {}
  const sums = suite.categories.map(() => ({ weight: 0, accuracy: 0, soft: 0, logLoss: 0 }))
  suite.subsets.forEach((name, subset) => {
    const count = counts[subset]!
    if (count === 0) return
    const correct = tallies.correct[subset]!
    const ties = tallies.ties[subset]!
    const soft = (100 * tallies.soft[subset]!) / count
    const accuracy = (100 * (correct + ties / 2)) / count
    const logLoss = tallies.logLoss[subset]! / count
    subsets[name] = { correct, ties, count, soft, accuracy, logLoss }
    const category = sums[suite.categoryOfSubset[subset]!]!
    category.weight += weights[subset]!
    category.accuracy += weights[subset]! * accuracy
    category.soft += weights[subset]! * soft
    category.logLoss += weights[subset]! * logLoss
  })
  const categories = suite.categories.flatMap((name, index): [string, ScoreTriple][] => {
    const { weight, accuracy, soft, logLoss } = sums[index]!
    if (weight === 0) return []
    return [[name, { accuracy: accuracy / weight, soft: soft / weight, logLoss: logLoss / weight }]]
  })
  const scores = categories.map(([, score]) => score)
  const meanOf = (key: keyof ScoreTriple): number =>
    scores.reduce((sum, score) => sum + score[key], 0) / scores.length
  return {
    overall: { accuracy: meanOf('accuracy'), soft: meanOf('soft'), logLoss: meanOf('logLoss') },
    categories: Object.fromEntries(categories),
    subsets,
  }
}
