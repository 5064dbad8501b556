import type { Random } from '../kit/index.ts'
import { eachFold, foldRows } from '../stats/index.ts'
import { type Calibration, calibrate, calibrateOutOfFold, readCalibration } from './calibration.ts'
import { crossFitPreference } from './cross-fit-preference.ts'
import type { GainTargets, HumanPositions, RowTargets } from './label-utility.ts'
import {
  applyLearned,
  fitLearned,
  type LearnedRows,
  type LearningTask,
  targetsOf,
} from './learned-rows.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'
import { measureRowQuality, type RowQuality } from './row-quality.ts'

/** What a pilot teaches about single rows. */
export interface PilotModel extends LearnedRows {
  /** Maps the raw score of a different label to a probability. */
  readonly calibration: Calibration
}

/** What the model says of rows; shapes (n). NaN where the judge's label is missing. */
export interface RowPredictions {
  /** Expected change of the label's utility if one person labels the row instead of the judge, -1..1. */
  readonly labelGain: Float64Array
  /** P(one person's label differs from the judge's), 0..1. */
  readonly pDiffers: Float64Array
}

/** A fitted pilot with what it says of its own rows when their prompt group is left out. */
export interface FittedPilot {
  readonly model: PilotModel
  readonly outOfFold: RowPredictions
  readonly targets: { readonly gain: GainTargets; readonly differs: Float64Array }
  readonly quality: { readonly labelGain: RowQuality; readonly pDiffers: RowQuality }
}

/** How a pilot is fitted. */
export interface PilotOptions {
  /** Folds by prompt group, 3 to 255; default 5. */
  readonly folds?: number
}

/** Rows with both labels below which nothing is learned. */
export const LEAST_PILOT_ROWS = 40

/**
 * Returns what the rows that people labelled teach: who would label differently from the judge, and what a human label is worth. Rows without a human
 * label do not count; rows without the judge's label teach only what people prefer. Calibration and quality rest on predictions that left the
 * row's prompt group out.
 *
 * @throws RangeError with fewer than 40 rows that carry both labels, or another number of folds
 */
export function fitPilot(
  evidence: PairEvidence,
  people: readonly HumanPositions[],
  options: PilotOptions,
  random: Random,
): FittedPilot {
  const targets = targetsOf(evidence, people)
  requireRows(targets.differs)
  const folds = foldRows(evidence.groups, requireFolds(options.folds), random.fork('folds'))
  const stream = random.fork('preference')
  const preferenceWithout = crossFitPreference(evidence, targets.positions, {
    folds,
    random: stream,
  })
  const task = { evidence, targets, folds, preferenceWithout }
  const left = predictLeftOut(task, random)
  const calibrated = calibrateOutOfFold(left.differs, targets.differs, folds)
  const outOfFold = knownToJudge(evidence, { labelGain: left.labelGain, pDiffers: calibrated })
  const differs = blankUnweighted(targets.differs)
  const quality = (name: keyof RowPredictions, target: Float64Array): RowQuality =>
    measureRowQuality(outOfFold[name], target, evidence.groups, random.fork('quality', name))
  return {
    model: {
      ...fitLearned(task, null, random.fork('all')),
      calibration: calibrate(left.differs, targets.differs),
    },
    outOfFold,
    targets: { gain: targets.gain, differs },
    quality: {
      labelGain: quality('labelGain', blankUnweighted(targets.gain)),
      pDiffers: quality('pDiffers', differs),
    },
  }
}

/** Returns what a pilot says of any rows. */
export function predictPilot(model: PilotModel, evidence: PairEvidence): RowPredictions {
  const { labelGain, differs } = applyLearned(model, evidence)
  const pDiffers = differs.map((score) => readCalibration(model.calibration, score))
  return knownToJudge(evidence, { labelGain, pDiffers })
}

/** Predictions of every row by learners that left its fold out. */
function predictLeftOut(task: LearningTask, random: Random): ReturnType<typeof applyLearned> {
  const rows = task.folds.length
  const left = { labelGain: new Float64Array(rows), differs: new Float64Array(rows) }
  for (const { fold, inside } of eachFold(task.folds)) {
    const learned = fitLearned(task, fold, random.fork('fold', fold))
    const own = applyLearned(learned, selectEvidence(task.evidence, inside))
    inside.forEach((row, at) => {
      left.labelGain[row] = own.labelGain[at]!
      left.differs[row] = own.differs[at]!
    })
  }
  return left
}

function requireRows({ weights }: RowTargets): void {
  const both = weights.filter((weight) => weight > 0).length
  if (both >= LEAST_PILOT_ROWS) return
  throw new RangeError(
    `pilot: got ${both} rows with both labels, expected at least ${LEAST_PILOT_ROWS}`,
  )
}

/** Two folds would leave no row to learn people's preferences from while one is predicted and the other crossed. */
function requireFolds(folds = 5): number {
  if (Number.isInteger(folds) && folds >= 3 && folds <= 255) return folds
  throw new RangeError(`folds of the pilot: got ${folds}, expected 3 to 255`)
}

/** Without the judge's label there is nothing that a human label could gain on or differ from. */
function knownToJudge({ judge }: PairEvidence, rows: RowPredictions): RowPredictions {
  const known = (values: Float64Array): Float64Array =>
    values.map((value, row) => (Number.isNaN(judge[row]!) ? Number.NaN : value))
  return { labelGain: known(rows.labelGain), pDiffers: known(rows.pDiffers) }
}

function blankUnweighted({ values, weights }: RowTargets): Float64Array {
  return values.map((value, row) => (weights[row]! > 0 ? value : Number.NaN))
}
