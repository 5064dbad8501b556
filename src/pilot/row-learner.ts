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

/** The mean of a kernel ridge regression and a forest on the same columns: one is smooth, the other finds corners. */
export interface RowLearner {
  readonly scaler: ColumnScaler
  readonly kernel: KernelRidge
  readonly forest: RegressionForest
}

/** Returns the learner of a target of rows. */
export function fitRowLearner(
  columns: NamedColumns,
  targets: RowTargets,
  random: Random,
): RowLearner {
  const scaler = fitColumnScaler(columns)
  const x = scaleColumns(scaler, columns)
  const task = { x, y: targets.values, weights: targets.weights }
  return {
    scaler,
    kernel: fitKernelRidge(task, {}, random.fork('kernel')),
    forest: growForest(task, { leafRows: 15, columnShare: 0.3 }, random.fork('forest')),
  }
}

/** Returns the learned value of every row; shape (rows). */
export function predictRows(learner: RowLearner, columns: NamedColumns): Float64Array {
  const x = scaleColumns(learner.scaler, columns)
  const smooth = predictKernelRidge(learner.kernel, x)
  const corners = predictForest(learner.forest, x)
  return smooth.map((value, row) => (value + corners[row]!) / 2)
}
