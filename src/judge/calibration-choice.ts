import type { Random } from '../kit/index.ts'
import { eachFold, foldRows, mean } from '../stats/index.ts'
import { type CalibrationKind, type CalibrationScale, mapConfidence } from './calibration.ts'
import { type FittedMap, fitMap, type SidedRows } from './calibration-fit.ts'

/** Kinds that are tried on a scale, the simplest first. */
export const KINDS_OF: Readonly<Record<CalibrationScale, readonly CalibrationKind[]>> = {
  probability: ['identity', 'temperature', 'isotonic'],
  verdict: ['identity', 'classes'],
}

/** Labelled rows with their prompt group and the kinds to choose among. */
export interface ChoiceTask {
  readonly rows: SidedRows
  readonly groups: ArrayLike<number>
  readonly kinds: readonly CalibrationKind[]
  readonly folds: number
}

/**
 * Returns the map chosen by cross-validation in which no prompt group is split, fitted on all rows. A kind replaces a simpler one only if its log loss
 * out of fold is lower by more than one standard error of the paired difference.
 *
 * @see Breiman et al., Classification and regression trees (1984): the rule of one standard error
 */
export function chooseMap(task: ChoiceTask, random: Random): FittedMap {
  const { rows, groups, kinds } = task
  const folds = foldRows(groups, task.folds, random)
  let chosen = { kind: kinds[0]!, losses: lossesOutOfFold(kinds[0]!, rows, folds) }
  for (const kind of kinds.slice(1)) {
    const losses = lossesOutOfFold(kind, rows, folds)
    const saved = losses.map((loss, row) => chosen.losses[row]! - loss)
    if (mean(saved) > clusterError(saved, groups)) chosen = { kind, losses }
  }
  return fitMap(chosen.kind, rows)
}

/**
 * Returns the confidence that every row gets from a map which was chosen and fitted without its fold: what the whole procedure does on new
 * prompts.
 */
export function mapOutOfFold(task: ChoiceTask, random: Random): Float64Array {
  const { rows, groups } = task
  const mapped = new Float64Array(groups.length)
  for (const { fold, inside, outside } of eachFold(
    foldRows(groups, task.folds, random.fork('folds')),
  )) {
    const inner = {
      ...task,
      rows: selectRows(rows, outside),
      groups: Array.from(outside, (row) => groups[row]!),
    }
    const map = chooseMap(inner, random.fork('inner', fold))
    for (const row of inside) mapped[row] = mapConfidence(map, rows.confidence[row]!)
  }
  return mapped
}

/** Returns log loss of shares under probabilities, nats. */
export function lossOf(probability: number, share: number): number {
  const kept = Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON)
  return -share * Math.log(kept) - (1 - share) * Math.log1p(-kept)
}

function lossesOutOfFold(kind: CalibrationKind, rows: SidedRows, folds: Uint8Array): Float64Array {
  const losses = new Float64Array(folds.length)
  for (const { inside, outside } of eachFold(folds)) {
    const map = fitMap(kind, selectRows(rows, outside))
    for (const row of inside) {
      losses[row] = lossOf(mapConfidence(map, rows.confidence[row]!), rows.share[row]!)
    }
  }
  return losses
}

function selectRows({ confidence, share }: SidedRows, rows: Uint32Array): SidedRows {
  return {
    confidence: Float64Array.from(rows, (row) => confidence[row]!),
    share: Float64Array.from(rows, (row) => share[row]!),
  }
}

/** Returns the standard error of a mean over rows that come in groups. */
function clusterError(values: Float64Array, groups: ArrayLike<number>): number {
  const centre = mean(values)
  const sums = new Map<number, number>()
  values.forEach((value, row) => {
    sums.set(groups[row]!, (sums.get(groups[row]!) ?? 0) + value - centre)
  })
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0)
  return Math.sqrt((squares * sums.size) / (sums.size - 1)) / values.length
}
