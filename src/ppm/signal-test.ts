import { type Random, shuffleInPlace } from '../kit/index.ts'
import { multiplyTransposedVector } from '../stats/index.ts'
import { restrictedLikelihood } from './bayes.ts'
import { decomposeDeviations } from './deviation-regression.ts'
import { type ProjectedTarget, projectTarget, type Regression } from './regression.ts'
import type { MixDesign } from './training-table.ts'
import { ratioGrid } from './variance-ratio.ts'

/** Shuffles behind a p-value. */
const shuffles = 999

/**
 * Returns for each target the chance that deviations which mean nothing explain it as well: the restricted likelihood ratio of linear effects against none,
 * held against the same ratio after the residuals of the budget curve were shuffled among the mixes (Freedman and Lane 1983). Exact up to the
 * estimation of the curve, whatever the distribution of the noise; sees linear effects only. O(shuffles x n x m) a target.
 *
 * @see Crainiceanu and Ruppert, Likelihood ratio tests in linear mixed models with one variance component (2004)
 */
export function signalPs(
  design: MixDesign,
  targets: readonly Float64Array[],
  random: Random,
): Float64Array {
  const { regression } = decomposeDeviations(design)
  return Float64Array.from(targets, (scores) => {
    const target = projectTarget(regression, scores)
    if (!(target.squares > 0)) return 1
    const observed = bestRatio(regression, target)
    let beaten = 0
    for (let shuffle = 0; shuffle < shuffles; shuffle++) {
      const residuals = shuffleInPlace(target.residuals.slice(), random.fork('shuffle', shuffle))
      if (bestRatio(regression, projectResiduals(regression, residuals)) >= observed) beaten++
    }
    return (1 + beaten) / (1 + shuffles)
  })
}

/** Log likelihood with effects, at the best ratio of variances, minus without; at least 0. */
function bestRatio(regression: Regression, target: ProjectedTarget): number {
  const freedom = target.residuals.length - regression.q.columns
  const without = -0.5 * freedom * Math.log(target.squares)
  let best = 0
  for (const ratio of ratioGrid) {
    best = Math.max(best, restrictedLikelihood(regression, target, ratio) - without)
  }
  return best
}

/** Shuffled residuals are no longer free of the curve: it is taken out again. */
function projectResiduals(regression: Regression, residuals: Float64Array): ProjectedTarget {
  const { q, components } = regression
  const onBasis = multiplyTransposedVector(q, residuals)
  let squares = 0
  const rest = residuals.map((value, row) => {
    let own = value
    for (let k = 0; k < q.columns; k++) own -= q.values[row * q.columns + k]! * onBasis[k]!
    squares += own * own
    return own
  })
  return {
    curve: onBasis,
    residuals: rest,
    squares,
    moments: multiplyTransposedVector(components, rest),
  }
}
