import type { Random } from '../kit/index.ts'
import { type Calibration, calibrate, calibrateOutOfFold, readCalibration } from './calibration.ts'
import { eachFold, foldRows } from './group-folds.ts'
import type { GainTargets, HumanPositions, RowTargets } from './label-utility.ts'
import {
  applyLearned,
  fitLearned,
  type LearnedRows,
  selectTargets,
  targetsOf,
} from './learned-rows.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'
import { measureRowQuality, type RowQuality } from './row-quality.ts'

/** What a pilot teaches about single rows. */
export interface PilotModel extends LearnedRows {
  /** Maps the raw score of `disagreement` to a probability. */
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
  /** Folds by prompt group; default 5. */
  readonly folds?: number
}

/** Rows with both labels below which nothing is learned. */
export const LEAST_PILOT_ROWS = 40

/**
 * Returns what the rows that people labelled teach: who would label differently from the judge, and what a human label is worth. Rows without a human
 * label do not count; rows without the judge's label teach only what people prefer. Calibration and quality rest on predictions that left the
 * row's prompt group out.
 *
 * @throws RangeError with fewer than 40 rows that carry both labels
 */
export function fitPilot(
  evidence: PairEvidence,
  people: readonly HumanPositions[],
  options: PilotOptions,
  random: Random,
): FittedPilot {
  const targets = targetsOf(evidence, people)
  const both = targets.differs.values.filter((_, row) => targets.differs.weights[row]! > 0).length
  if (both < LEAST_PILOT_ROWS) {
    throw new RangeError(
      `pilot: got ${both} rows with both labels, expected at least ${LEAST_PILOT_ROWS}`,
    )
  }
  const { folds = 5 } = options
  const fold = foldRows(evidence.groups, folds, random.fork('folds'))
  const outOfFold = {
    labelGain: new Float64Array(people.length).fill(Number.NaN),
    differs: new Float64Array(people.length).fill(Number.NaN),
  }
  for (const { fold: index, inside, outside } of eachFold(fold)) {
    const fitted = fitLearned(
      selectEvidence(evidence, outside),
      selectTargets(targets, outside),
      folds,
      random.fork('fold', index),
    )
    const own = applyLearned(fitted, selectEvidence(evidence, inside))
    inside.forEach((row, at) => {
      outOfFold.labelGain[row] = own.labelGain[at]!
      outOfFold.differs[row] = own.differs[at]!
    })
  }
  const learned = fitLearned(evidence, targets, folds, random.fork('all'))
  const calibrated = calibrateOutOfFold(outOfFold.differs, targets.differs, fold)
  const model = { ...learned, calibration: calibrate(outOfFold.differs, targets.differs) }
  const blank = (target: RowTargets): Float64Array =>
    target.values.map((value, row) => (target.weights[row]! > 0 ? value : Number.NaN))
  const known = (values: Float64Array): Float64Array =>
    values.map((value, row) => (Number.isNaN(evidence.judge[row]!) ? Number.NaN : value))
  return {
    model,
    outOfFold: { labelGain: known(outOfFold.labelGain), pDiffers: known(calibrated) },
    targets: { gain: targets.gain, differs: blank(targets.differs) },
    quality: {
      labelGain: measureRowQuality(
        outOfFold.labelGain,
        blank(targets.gain),
        evidence.groups,
        random.fork('quality', 'gain'),
      ),
      pDiffers: measureRowQuality(
        calibrated,
        blank(targets.differs),
        evidence.groups,
        random.fork('quality', 'differs'),
      ),
    },
  }
}

/** Returns what a pilot says of any rows. */
export function predictPilot(model: PilotModel, evidence: PairEvidence): RowPredictions {
  const { labelGain, differs } = applyLearned(model, evidence)
  const { knotsX, knotsY } = model.calibration
  const unknown = (row: number): boolean => Number.isNaN(evidence.judge[row]!)
  return {
    labelGain: labelGain.map((value, row) => (unknown(row) ? Number.NaN : value)),
    pDiffers: differs.map((value, row) =>
      unknown(row) ? Number.NaN : readCalibration({ knotsX, knotsY }, value),
    ),
  }
}
