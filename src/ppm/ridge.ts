import { type DeviationRegression, decomposeDeviations } from './deviation-regression.ts'
import type { FittedPpm } from './fitted.ts'
import { buildLinearModel } from './linear-model.ts'
import { projectTarget } from './regression.ts'
import { ridgeErrors } from './ridge-errors.ts'
import type { MixDesign } from './training-table.ts'
import { maximiseRatio } from './variance-ratio.ts'

/** Options of the kind `ridge`. */
export interface RidgeOptions {
  /** Criterion for the penalty: exact leave-one-out error or generalised cross-validation. Default `loo`. */
  readonly criterion?: 'loo' | 'gcv'
  /** Default `none`; see `decomposeDeviations`. */
  readonly scaling?: 'none' | 'spread'
}

/**
 * Returns a function that fits `ridge` to targets of one design: free cubic budget curve, deviations with a quadratic penalty chosen by the
 * criterion. Standard deviations read the penalty as a prior; the noise variance is RSS / (n - effective parameters).
 */
export function prepareRidge(
  design: MixDesign,
  options: RidgeOptions = {},
): (scores: Float64Array) => FittedPpm {
  const shared = decomposeDeviations(design, options.scaling)
  return (scores) => fitRidge(design, { shared, criterion: options.criterion ?? 'loo', scores })
}

function fitRidge(
  design: MixDesign,
  input: {
    readonly shared: DeviationRegression
    readonly criterion: 'loo' | 'gcv'
    readonly scores: Float64Array
  },
): FittedPpm {
  const { shared, criterion, scores } = input
  const { regression, basis, columnScale } = shared
  const target = projectTarget(regression, scores)
  const errorsAt = (ratio: number): ReturnType<typeof ridgeErrors> =>
    ridgeErrors(regression, target, regression.unit / ratio)
  const ratio = maximiseRatio((value) => -errorsAt(value)[criterion])
  const { residualSquares, freedom } = errorsAt(ratio)
  return buildLinearModel(design, {
    kind: 'ridge',
    basis,
    regression,
    target,
    penalty: regression.unit / ratio,
    noiseSd: Math.sqrt(residualSquares / Math.max(1, freedom)),
    columnScale,
    numbers: { ratio },
  })
}
