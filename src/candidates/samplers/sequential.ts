import type { FeatureMatrix } from '../../domain/index.ts'
import { standardDeviation } from '../../stats/index.ts'
import { projectRows } from '../row-sets.ts'
import {
  createScoreSampler,
  type DirectionOptions,
  drawDirection,
  whiteningMatrix,
} from './direction.ts'
import type { MixSampler } from './sampler.ts'

/** Options of the sampler for further rounds. */
export interface SequentialOptions extends DirectionOptions {
  /** Current estimate of the effect of each feature on the score, points; shape (m). */
  readonly effects: Float64Array
  /** Spread over the rows of the estimate relative to that of the random direction; default 1, 0 ignores the estimate. */
  readonly estimateWeight?: number
}

/**
 * Returns the sampler of further rounds: mixes along a random direction plus the current estimate, each scaled to the same spread over the
 * rows, so that the fit becomes a local one near the mixes that matter.
 *
 * @throws RangeError when there is not one effect per feature
 */
export function createSequentialSampler(
  matrix: FeatureMatrix,
  options: SequentialOptions,
): MixSampler {
  const { effects, estimateWeight = 1 } = options
  if (effects.length !== matrix.specs.length) {
    throw new RangeError(
      `sequential sampler: got ${effects.length} effects, expected ${matrix.specs.length}, one per feature`,
    )
  }
  const turn = whiteningMatrix(matrix, options)
  const estimate = scaleToUnit(projectRows(matrix, effects))
  const sampler = createScoreSampler(matrix.ids.length, (random) => {
    const scores = scaleToUnit(
      projectRows(matrix, drawDirection(matrix.specs.length, turn, random)),
    )
    for (let row = 0; row < scores.length; row++) scores[row]! += estimateWeight * estimate[row]!
    return scores
  })
  return {
    draw: (humans, random) => ({ rows: sampler.draw(humans, random).rows, propensity: 'varies' }),
    drawOrder: sampler.drawOrder,
  }
}

function scaleToUnit(scores: Float64Array): Float64Array {
  const spread = standardDeviation(scores)
  return spread > 0 ? scores.map((score) => score / spread) : scores.map(() => 0)
}
