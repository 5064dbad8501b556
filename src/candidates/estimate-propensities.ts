import type { FeatureMatrix } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { patternNumbers } from './row-sets.ts'
import type { MixSampler } from './samplers/sampler.ts'

/**
 * Returns for each budget the chance of every row to be human-routed, estimated from `draws` orders of the sampler; shape (budgets) of (n).
 * One order serves all budgets. Rows that carry the same features have the same chance and are pooled. Estimates are
 * (hits + share) / (draws + 1), so that no row between the corners gets 0 or 1; without pooling their standard error is below 0.5 / sqrt(draws).
 *
 * @throws RangeError when the sampler has no order (`tilted`, whose chances are exact)
 */
export function estimatePropensities(
  matrix: FeatureMatrix,
  sampler: MixSampler,
  { budgets, draws }: { readonly budgets: ArrayLike<number>; readonly draws: number },
  random: Random,
): Float32Array[] {
  if (sampler.drawOrder === null) {
    throw new RangeError('estimatePropensities: got a sampler without an order of rows')
  }
  const total = matrix.ids.length
  const patterns = patternNumbers(matrix)
  const sizes = patternSizes(patterns)
  const steps = [...new Set(Array.from(budgets))].sort((a, b) => a - b)
  const hits = steps.map(() => new Uint32Array(sizes.length))
  for (let draw = 0; draw < draws; draw++) {
    tallyOrder(sampler.drawOrder(random.fork('propensity', draw)), { patterns, steps, hits })
  }
  accumulate(hits)
  const chances = new Map(
    steps.map((step, index) => {
      const share = step / total
      const isCorner = step === 0 || step === total
      const perPattern = hits[index]!
      const ofPattern = new Float32Array(sizes.length)
      for (let pattern = 0; pattern < sizes.length; pattern++) {
        ofPattern[pattern] = isCorner
          ? share
          : (perPattern[pattern]! / sizes[pattern]! + share) / (draws + 1)
      }
      return [step, spreadPatterns(ofPattern, patterns)] as const
    }),
  )
  return Array.from(budgets, (budget) => chances.get(budget)!)
}

function spreadPatterns(ofPattern: Float32Array, patterns: Uint32Array): Float32Array {
  const ofRow = new Float32Array(patterns.length)
  for (let row = 0; row < ofRow.length; row++) ofRow[row] = ofPattern[patterns[row]!]!
  return ofRow
}

function patternSizes(patterns: Uint32Array): Uint32Array {
  let count = 0
  for (const pattern of patterns) count = Math.max(count, pattern + 1)
  const sizes = new Uint32Array(count)
  for (const pattern of patterns) sizes[pattern]!++
  return sizes
}

interface Tally {
  readonly patterns: Uint32Array
  /** Distinct budgets, ascending. */
  readonly steps: readonly number[]
  /** Per step, per pattern: rows that come in between the step before and this one. */
  readonly hits: readonly Uint32Array[]
}

function tallyOrder(order: Uint32Array, { patterns, steps, hits }: Tally): void {
  let place = 0
  for (let step = 0; step < steps.length; step++) {
    const perPattern = hits[step]!
    for (; place < steps[step]!; place++) perPattern[patterns[order[place]!]!]!++
  }
}

function accumulate(hits: readonly Uint32Array[]): void {
  for (let step = 1; step < hits.length; step++) {
    const before = hits[step - 1]!
    const perPattern = hits[step]!
    for (let pattern = 0; pattern < perPattern.length; pattern++) {
      perPattern[pattern]! += before[pattern]!
    }
  }
}
