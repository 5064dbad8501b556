import { type DeviationRegression, decomposeDeviations } from './deviation-regression.ts'
import type { FittedPpm } from './fitted.ts'
import { buildLinearModel } from './linear-model.ts'
import { type ProjectedTarget, projectTarget, type Regression } from './regression.ts'
import type { MixDesign } from './training-table.ts'
import { maximiseRatio } from './variance-ratio.ts'

/**
 * Returns a function that fits `bayes` to targets of one design: score = curve(b) + d . w + noise, the curve cubic and free, w iid normal on
 * the effect of one row, the variance ratio at the maximum of the restricted marginal likelihood, the noise variance profiled out. The
 * posterior mean of w is the effects. The ratio is counted in units of the mean squared length of a mix's deviations, so that 1 means as
 * much signal as noise at any pool size.
 */
export function prepareBayes(design: MixDesign): (scores: Float64Array) => FittedPpm {
  const shared = decomposeDeviations(design)
  return (scores) => fitBayes(design, shared, scores)
}

function fitBayes(design: MixDesign, shared: DeviationRegression, scores: Float64Array): FittedPpm {
  const { regression, basis, columnScale } = shared
  const target = projectTarget(regression, scores)
  const ratio = maximiseRatio((value) => restrictedLikelihood(regression, target, value))
  const freedom = scores.length - regression.q.columns
  const noiseSd = Math.sqrt(Math.max(0, quadraticForm(regression, target, ratio)) / freedom)
  const penalty = regression.unit / ratio
  return buildLinearModel(design, {
    kind: 'bayes',
    basis,
    regression,
    target,
    penalty,
    noiseSd,
    columnScale,
    numbers: { ratio },
  })
}

/**
 * Returns the restricted log marginal likelihood of a variance ratio, noise profiled out, up to a constant:
 * -1/2 [(n - p) log(r' S^-1 r) + log det S], S = I + ratio Z Z' / unit after projection.
 *
 * @see Harville (1974); O(r) per ratio once decomposed
 */
export function restrictedLikelihood(
  regression: Regression,
  target: ProjectedTarget,
  ratio: number,
): number {
  const freedom = target.residuals.length - regression.q.columns
  const form = quadraticForm(regression, target, ratio)
  if (!(form > 1e-24 * target.squares) || target.squares === 0) return Number.NEGATIVE_INFINITY
  let logDeterminant = 0
  for (const value of regression.values)
    logDeterminant += Math.log1p((ratio / regression.unit) * value)
  return -0.5 * (freedom * Math.log(form) + logDeterminant)
}

function quadraticForm(regression: Regression, target: ProjectedTarget, ratio: number): number {
  const scale = ratio / regression.unit
  let explained = 0
  for (let k = 0; k < regression.values.length; k++) {
    explained += (scale * target.moments[k]! ** 2) / (1 + scale * regression.values[k]!)
  }
  return target.squares - explained
}
