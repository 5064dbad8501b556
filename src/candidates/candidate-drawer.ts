import type { CandidateMix, FeatureMatrix } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { type DrawOptions, drawMixes } from './draw-mixes.ts'

/** Returns a function that draws mixes of one size for routers that choose among drawn ones; propensities are not estimated. */
export function candidateDrawer(
  matrix: FeatureMatrix,
  sampler: DrawOptions['sampler'],
): (humans: number, count: number, random: Random) => CandidateMix[] {
  return (humans, count, random) =>
    drawMixes(
      matrix,
      { sampler, budgets: new Uint32Array(count).fill(humans), propensityDraws: 0 },
      random,
    )
}
