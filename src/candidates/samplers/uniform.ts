import { type FeatureMatrix, rowBits } from '../../domain/index.ts'
import { drawSubset } from '../../kit/index.ts'
import { drawPermutation } from '../row-sets.ts'
import type { MixSampler } from './sampler.ts'

/** Returns the sampler that gives every set of the size the same chance, whatever the features. */
export function createUniformSampler(matrix: FeatureMatrix): MixSampler {
  const total = matrix.ids.length
  return {
    draw: (humans, random) => ({
      rows: rowBits(total, drawSubset(total, humans, random)),
      propensity: 'equal',
    }),
    drawOrder: (random) => drawPermutation(total, random),
  }
}
