import type { Random } from '../kit/index.ts'
import {
  type ColumnScaler,
  fitColumnScaler,
  type NamedColumns,
  scaleColumns,
} from './design-columns.ts'
import { fitKernelRidge, type KernelRidge, predictKernelRidge } from './kernel-ridge.ts'
import type { RowTargets } from './label-utility.ts'
import { growForest, predictForest, type RegressionForest } from './regression-forest.ts'

/** The mean of a kernel ridge regression and a forest on the same columns, for several targets: one is smooth, the other finds corners. */
export interface RowLearner {
  readonly scaler: ColumnScaler
  readonly kernel: KernelRidge
  /** One per target. */
  readonly forests: readonly RegressionForest[]
}

/** Returns the learner of targets of rows. */
export function fitRowLearner(
  columns: NamedColumns,
  targets: readonly RowTargets[],
  random: Random,
): RowLearner {
  const scaler = fitColumnScaler(columns)
  const x = scaleColumns(scaler, columns)
  return {
    scaler,
    kernel: fitKernelRidge({ x, targets }, {}, random.fork('kernel')),
    forests: targets.map(({ values, weights }, index) =>
      growForest(
        { x, y: values, weights },
        { leafRows: 15, columnShare: 0.3 },
        random.fork('forest', index),
      ),
    ),
  }
}

/** Returns the learned values of every row; one array of shape (rows) per target. */
export function predictRows(learner: RowLearner, columns: NamedColumns): Float64Array[] {
  const x = scaleColumns(learner.scaler, columns)
  const smooth = predictKernelRidge(learner.kernel, x)
  return learner.forests.map((forest, index) => {
    const corners = predictForest(forest, x)
    return smooth[index]!.map((value, row) => (value + corners[row]!) / 2)
  })
}
