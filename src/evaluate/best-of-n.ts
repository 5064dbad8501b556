import type { BestOfRow, Interval } from '../domain/index.ts'
import { drawIndex, HyperError, type Random } from '../kit/index.ts'
import { mean, percentileInterval } from '../stats/index.ts'
import { expectedPicks } from './expected-pick.ts'
import { requireLength } from './suite.ts'

/** Best of n, mean true score over prompts (0 to 1), every value with a bootstrap interval over prompts. */
export interface BestOfScore {
  readonly n: number
  /** Prompts with at least n responses; a prompt with fewer counts with all it has. */
  readonly fullPrompts: number
  /** The response with the largest reward. */
  readonly picked: Interval
  /** Any response. */
  readonly random: Interval
  /** The longest response (UTF-16 units; the earliest of equals). */
  readonly longest: Interval
  /** The response with the largest true score. */
  readonly oracle: Interval
  /** Paired: picked minus random, and picked minus longest. */
  readonly versusRandom: Interval
  readonly versusLongest: Interval
}

/**
 * Returns the score of picking by reward among n responses, for n = 1 .. most responses of a prompt. For n below the number of responses it is the
 * exact expectation over random subsets, so there is no drawing noise. `rewards` lie parallel to the rows and their responses; equal rewards share evenly.
 *
 * @throws HyperError `data/empty-suite`
 * @throws RangeError where rewards are not parallel to the responses, or NaN
 */
export function bestOfN(
  rows: readonly BestOfRow[],
  rewards: readonly Float64Array[],
  options: { readonly resamples?: number; readonly level?: number },
  random: Random,
): BestOfScore[] {
  const most = rows.reduce((largest, row) => Math.max(largest, row.responses.length), 0)
  if (most === 0) {
    throw new HyperError('data/empty-suite', 'best of N: got no responses, expected at least one')
  }
  requireLength('rewards', rewards.length, rows.length)
  const curves = rows.map((row, index) => promptCurves(row, rewards[index]!))
  const weights = drawWeights(rows.length, options.resamples ?? 1000, random)
  return Array.from({ length: most }, (_, index) => {
    const column = (curveOf: (curves: PromptCurves) => Float64Array): Float64Array =>
      Float64Array.from(curves, (own) => {
        const curve = curveOf(own)
        return curve[Math.min(index, curve.length - 1)] ?? 0
      })
    const interval = (values: Float64Array): Interval =>
      meanInterval(values, weights, options.level ?? 0.95)
    const picked = column((own) => own.picked)
    const anyOne = column((own) => own.random)
    const longest = column((own) => own.longest)
    return {
      n: index + 1,
      fullPrompts: rows.filter((row) => row.responses.length > index).length,
      picked: interval(picked),
      random: interval(anyOne),
      longest: interval(longest),
      oracle: interval(column((own) => own.oracle)),
      versusRandom: interval(picked.map((score, row) => score - anyOne[row]!)),
      versusLongest: interval(picked.map((score, row) => score - longest[row]!)),
    }
  })
}

/** Expected score for n = 1, 2, ... of one prompt. */
interface PromptCurves {
  readonly picked: Float64Array
  readonly random: Float64Array
  readonly longest: Float64Array
  readonly oracle: Float64Array
}

function promptCurves(row: BestOfRow, rewards: Float64Array): PromptCurves {
  requireLength(`rewards of ${row.id}`, rewards.length, row.responses.length)
  const scores = Float64Array.from(row.responses, (response) => response.score)
  const lengths = Float64Array.from(row.responses, (response) => response.text.length)
  return {
    picked: expectedPicks(rewards, scores, 'even'),
    random: new Float64Array(scores.length).fill(mean(scores)),
    longest: expectedPicks(lengths, scores, 'first'),
    oracle: expectedPicks(scores, scores, 'even'),
  }
}

/** Returns how often each prompt is drawn, (resamples x prompts), so that all values share their resamples. */
function drawWeights(prompts: number, resamples: number, random: Random): Uint16Array[] {
  return Array.from({ length: resamples }, () => {
    const weights = new Uint16Array(prompts)
    for (let draw = 0; draw < prompts; draw++) weights[drawIndex(prompts, random)]! += 1
    return weights
  })
}

function meanInterval(
  values: Float64Array,
  weights: readonly Uint16Array[],
  level: number,
): Interval {
  const drawn = weights.map((own) => {
    let sum = 0
    for (let prompt = 0; prompt < own.length; prompt++) sum += own[prompt]! * values[prompt]!
    return sum / own.length
  })
  return { value: mean(values), ...percentileInterval(drawn, level) }
}
