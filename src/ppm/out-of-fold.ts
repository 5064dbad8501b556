import type { Random } from '../kit/index.ts'
import { multiplyVector } from '../stats/index.ts'
import { mergeEqualRows } from './equal-rows.ts'
import { type PpmOptions, preparePpm } from './fit-ppm.ts'
import type { PpmKind } from './fitted.ts'
import { splitFold } from './folds.ts'
import { machineEpsilon } from './least-squares.ts'
import { invertBordered, leaveOut } from './leave-out.ts'
import {
  factoriseQuadratic,
  isWellConditioned,
  quadraticKernel,
} from './quadratic-interpolation.ts'
import { type MixDesign, selectMixes, takeValues } from './training-table.ts'

/** Predictions for every mix by models that were fitted without it; all shapes (n). */
export interface OutOfFold {
  readonly mean: Float64Array
  /** Standard deviation of the expected score. */
  readonly sd: Float64Array
  /** Standard deviation of a single score around its prediction: model and run noise together. */
  readonly predictiveSd: Float64Array
}

/** What is predicted out of fold. */
export interface OutOfFoldTask {
  readonly kind: PpmKind
  /** Fold of every mix; shape (n). */
  readonly folds: Uint32Array
  readonly options: PpmOptions
}

/**
 * Returns out-of-fold predictions of several targets. Everything that is chosen from data (penalties, variances, degrees, tree counts) is
 * chosen inside the training mixes of each fold; what targets share is computed once per fold.
 */
export function predictOutOfFold(
  design: MixDesign,
  targets: readonly Float64Array[],
  task: OutOfFoldTask,
  random: Random,
): OutOfFold[] {
  if (task.kind === 'quadratic-ols') {
    const quick = interpolateOutOfFold(design, targets, task)
    if (quick !== null) return quick
  }
  const results = targets.map(() => emptyPredictions(task.folds.length))
  for (const fold of new Set([...task.folds].sort((a, b) => a - b))) {
    const { train, test } = splitFold(task.folds, fold)
    const fitTarget = preparePpm(
      task.kind,
      selectMixes(design, train),
      task.options,
      random.fork('fold', fold),
    )
    const points = Array.from(test, (row) => design.points[row]!)
    targets.forEach((scores, index) => {
      const model = fitTarget(takeValues(scores, train))
      model.predict(points).forEach((prediction, at) => {
        const row = test[at]!
        const noise = model.noiseSd / Math.sqrt(design.weights[row]!)
        writePrediction(results[index]!, row, { ...prediction, noise })
      })
    })
  }
  return results
}

/**
 * The published quadratic model goes through its training mixes, so that all folds follow from one inverse (`leaveOut`). Null where that
 * does not hold: fewer terms than mixes, equal mixes in different folds, a rank cut that bites.
 */
function interpolateOutOfFold(
  design: MixDesign,
  targets: readonly Float64Array[],
  task: OutOfFoldTask,
): OutOfFold[] | null {
  const features = design.featureIds.length
  if (features + (features * (features + 1)) / 2 < design.points.length) return null
  const merged = mergeEqualRows(design.counts)
  const system = factoriseQuadratic(quadraticKernel(merged.rows))
  const rankCut = task.options.ols?.rankCut ?? machineEpsilon
  if (system === null || !isWellConditioned(system, rankCut)) return null
  const foldOfRow = new Map<number, number>()
  for (const [row, group] of merged.membership.entries()) {
    const fold = task.folds[row]!
    if ((foldOfRow.get(group) ?? fold) !== fold) return null
    foldOfRow.set(group, fold)
  }
  const inverse = invertBordered(system.factor)
  return targets.map((scores) => {
    const result = emptyPredictions(scores.length)
    const y = merged.average(scores)
    const dual = multiplyVector(inverse, y)
    for (const fold of new Set([...task.folds].sort((a, b) => a - b))) {
      const groups = [...foldOfRow.keys()].filter((group) => foldOfRow.get(group) === fold)
      const { means, looError } = leaveOut({ inverse, dual, y }, groups)
      const place = new Map(groups.map((group, at) => [group, at]))
      merged.membership.forEach((group, row) => {
        const at = place.get(group)
        if (at !== undefined)
          writePrediction(result, row, { mean: means[at]!, sd: looError, noise: 0 })
      })
    }
    return result
  })
}

function emptyPredictions(count: number): OutOfFold {
  return {
    mean: new Float64Array(count),
    sd: new Float64Array(count),
    predictiveSd: new Float64Array(count),
  }
}

function writePrediction(
  into: OutOfFold,
  row: number,
  prediction: { readonly mean: number; readonly sd: number; readonly noise: number },
): void {
  into.mean[row] = prediction.mean
  into.sd[row] = prediction.sd
  into.predictiveSd[row] = Math.hypot(prediction.sd, prediction.noise)
}
