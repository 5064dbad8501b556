import type { FeatureMatrix, SamplerName } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { createDirectionSampler, type DirectionOptions } from './samplers/direction.ts'
import type { MixSampler } from './samplers/sampler.ts'
import { createSequentialSampler } from './samplers/sequential.ts'
import { createTiltedSampler, type TiltedOptions } from './samplers/tilted.ts'
import { createUniformSampler } from './samplers/uniform.ts'
import { createWholeTagSampler } from './samplers/whole-tag.ts'

/** Which sampler, and its options. */
export interface SamplerOptions extends DirectionOptions, TiltedOptions {
  readonly sampler: Exclude<SamplerName, 'corner'>
  /** Needed by `sequential`: current estimate of the effect of each feature, points; shape (m). */
  readonly effects?: Float64Array
  /** Only `sequential`: spread of the estimate relative to the random direction; default 1. */
  readonly estimateWeight?: number
}

/**
 * Returns the sampler for a matrix, ready to draw many mixes.
 *
 * @throws HyperError `config/missing-effects` for `sequential` without effects
 */
export function createSampler(matrix: FeatureMatrix, options: SamplerOptions): MixSampler {
  switch (options.sampler) {
    case 'direction':
      return createDirectionSampler(matrix, options)
    case 'whole-tag':
      return createWholeTagSampler(matrix)
    case 'uniform':
      return createUniformSampler(matrix)
    case 'tilted':
      return createTiltedSampler(matrix, options)
    case 'sequential':
      if (options.effects === undefined) {
        throw new HyperError(
          'config/missing-effects',
          'sampler "sequential": got no effects, expected the current estimate of a fitted PPM',
          { hint: 'draw the first round with the sampler "direction"' },
        )
      }
      return createSequentialSampler(matrix, { ...options, effects: options.effects })
  }
}
