import type { Random } from '../kit/index.ts'
import {
  applyCalibration,
  type CalibrationScale,
  identityCalibration,
  type JudgeCalibration,
  type StatedAnswer,
  statedProbability,
} from './calibration.ts'
import { type ChoiceTask, chooseMap, KINDS_OF, mapOutOfFold } from './calibration-choice.ts'
import { toSides } from './calibration-fit.ts'
import { measureCalibration } from './calibration-quality.ts'

/** The answers of one judge beside the labels of people; arrays are parallel. */
export interface CalibrationPilot {
  readonly judge: string
  /** Null where the judge did not answer. */
  readonly answers: readonly (StatedAnswer | null)[]
  /** Share of people for A, ties half; NaN where no one labelled the pair. */
  readonly human: ArrayLike<number>
  /** Prompt groups, which are never split. */
  readonly groups: ArrayLike<number>
}

/** How `calibrateJudge` fits. */
export interface CalibrateOptions {
  /** Labelled pairs below which nothing is fitted; default 50. */
  readonly leastPairs?: number
  /** Default 5. */
  readonly folds?: number
  /** Bootstrap resamples of the intervals; default 1,000. */
  readonly resamples?: number
  /** Level of the intervals; default 0.95. */
  readonly level?: number
}

/** A calibration with what it says of the pilot itself. */
export interface CalibratedJudge {
  readonly calibration: JudgeCalibration
  /**
   * Calibrated probability of A per pair, on labelled pairs from a calibration that was chosen and fitted without the fold of its prompt; NaN where
   * the judge states none. Shape (pairs).
   */
  readonly outOfFold: Float64Array
}

/** Prompt groups below which nothing is fitted. */
const LEAST_GROUPS = 10

/**
 * Returns the calibration of a judge on doubly labelled pairs: identity, temperature or isotonic for stated probabilities, shares of the verdict
 * classes for a judge that gives none, by cross-validated log loss. With too few pairs the answers stay as stated and `refusal` says why.
 *
 * @throws RangeError where the arrays are not parallel
 */
export function calibrateJudge(
  pilot: CalibrationPilot,
  options: CalibrateOptions,
  random: Random,
): CalibratedJudge {
  requireParallel(pilot)
  const { judge, answers } = pilot
  const scale = scaleOf(answers)
  const stated = Float64Array.from(answers, (answer) =>
    answer === null ? Number.NaN : (statedProbability(answer, scale) ?? Number.NaN),
  )
  const labelled = labelledRows(stated, pilot)
  const refusal = refusalOf(labelled, options.leastPairs ?? 50)
  if (refusal !== null) {
    const { rows, groups } = labelled
    const kept = identityCalibration(judge, scale, refusal)
    return { calibration: { ...kept, rows: rows.length, groups }, outOfFold: stated }
  }
  return fitLabelled({ pilot, scale, stated, labelled }, options, random)
}

/** Returns the scale of a judge's answers: probabilities where at least half of them state one. */
export function scaleOf(answers: readonly (StatedAnswer | null)[]): CalibrationScale {
  const given = answers.filter((answer) => answer !== null)
  const stating = given.filter((answer) => statedProbability(answer, 'probability') !== null)
  return given.length > 0 && 2 * stating.length >= given.length ? 'probability' : 'verdict'
}

interface LabelledRows {
  readonly rows: Uint32Array
  /** Count of prompt groups. */
  readonly groups: number
}

interface FitTask {
  readonly pilot: CalibrationPilot
  readonly scale: CalibrationScale
  readonly stated: Float64Array
  readonly labelled: LabelledRows
}

function fitLabelled(
  { pilot, scale, stated, labelled }: FitTask,
  options: CalibrateOptions,
  random: Random,
): CalibratedJudge {
  const { rows } = labelled
  const before = Float64Array.from(rows, (row) => stated[row]!)
  const human = Float64Array.from(rows, (row) => pilot.human[row]!)
  const groups = Uint32Array.from(rows, (row) => pilot.groups[row]!)
  const sides = toSides(before, human)
  const folds = options.folds ?? 5
  const task: ChoiceTask = { rows: sides, groups, kinds: KINDS_OF[scale], folds }
  const map = chooseMap(task, random.fork('choice'))
  const mapped = mapOutOfFold(task, random.fork('held-out'))
  const after = mapped.map((share, at) => (before[at]! >= 0.5 ? share : 1 - share))
  const calibration: JudgeCalibration = {
    ...identityCalibration(pilot.judge, scale),
    ...map,
    rows: rows.length,
    groups: labelled.groups,
    quality: measureCalibration(
      { before, after, human, groups },
      { resamples: options.resamples ?? 1000, level: options.level ?? 0.95 },
      random.fork('intervals'),
    ),
  }
  const outOfFold = Float64Array.from(pilot.answers, (answer) =>
    answer === null ? Number.NaN : (applyCalibration(calibration, answer) ?? Number.NaN),
  )
  rows.forEach((row, at) => {
    outOfFold[row] = after[at]!
  })
  return { calibration, outOfFold }
}

function labelledRows(stated: Float64Array, { human, groups }: CalibrationPilot): LabelledRows {
  const all = Uint32Array.from(stated, (_, row) => row)
  const rows = all.filter((row) => !Number.isNaN(stated[row]!) && !Number.isNaN(human[row]!))
  return { rows, groups: new Set(Array.from(rows, (row) => groups[row]!)).size }
}

function refusalOf({ rows, groups }: LabelledRows, leastPairs: number): string | null {
  if (rows.length < leastPairs) {
    return `${rows.length} pairs are labelled by people and the judge, calibration needs ${leastPairs}`
  }
  return groups < LEAST_GROUPS
    ? `the labelled pairs have ${groups} different prompts, calibration needs ${LEAST_GROUPS}`
    : null
}

function requireParallel({ answers, human, groups }: CalibrationPilot): void {
  if (human.length !== answers.length || groups.length !== answers.length) {
    throw new RangeError(
      `calibrateJudge: got ${human.length} labels and ${groups.length} groups, expected ${answers.length}`,
    )
  }
}
