import type { Random } from '../kit/index.ts'
import { eachFold, mean } from '../stats/index.ts'
import type { PreferenceWithout } from './cross-fit-preference.ts'
import { gainColumns } from './gain-columns.ts'
import {
  type GainTargets,
  gainTargets,
  type HumanPositions,
  type RowTargets,
  selectTargets,
  shareDiffering,
} from './label-utility.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'
import {
  type ExpectedPositions,
  expectPositions,
  type PreferenceModel,
} from './preference-model.ts'
import { fitRowLearner, predictRows, type RowLearner } from './row-learner.ts'

/** The learners behind a pilot: what people prefer, and on top of it what their label is worth and whether it differs. */
export interface LearnedRows {
  readonly preference: PreferenceModel
  /** Its two targets: the gain of a human label, and whether it differs from the judge's. */
  readonly labels: RowLearner
}

/** Everything that is learned from; arrays are parallel to the rows. */
export interface LearningTargets {
  /** Mean human position; every row that people labelled weighs the same. */
  readonly positions: RowTargets
  readonly gain: GainTargets
  /** Share of the people whose verdict is not the judge's. */
  readonly differs: RowTargets
}

/** A pilot with its folds and the models of what people prefer. */
export interface LearningTask {
  readonly evidence: PairEvidence
  readonly targets: LearningTargets
  /** Fold of every row, by prompt group. */
  readonly folds: Uint8Array
  readonly preferenceWithout: PreferenceWithout
}

/** Returns the targets of rows with the labels that people gave them. */
export function targetsOf(
  evidence: PairEvidence,
  people: readonly HumanPositions[],
): LearningTargets {
  const differs = Float64Array.from(people, (own, row) => shareDiffering(own, evidence.judge[row]!))
  return {
    positions: {
      values: Float64Array.from(people, (own) => (own.length === 0 ? 0 : mean(own))),
      weights: Float64Array.from(people, (own) => Number(own.length > 0)),
    },
    gain: gainTargets(people, evidence.judge),
    differs: {
      values: differs.map((share) => (Number.isNaN(share) ? 0 : share)),
      weights: differs.map((share) => Number(!Number.isNaN(share))),
    },
  }
}

/**
 * Returns the learners of all rows, or of those outside one fold. What people prefer is predicted for every row by a model that left its own fold
 * out, so that the second layer does not learn to trust it more than it will deserve on new rows.
 */
export function fitLearned(
  task: LearningTask,
  without: number | null,
  random: Random,
): LearnedRows {
  const left = without === null ? [] : [without]
  const rows = Uint32Array.from(task.folds.keys()).filter((row) => task.folds[row] !== without)
  const evidence = selectEvidence(task.evidence, rows)
  const expected: ExpectedPositions = {
    forest: new Float64Array(rows.length),
    ridge: new Float64Array(rows.length),
  }
  for (const { fold, inside } of eachFold(Uint8Array.from(rows, (row) => task.folds[row]!))) {
    if (inside.length === 0) continue
    const model = task.preferenceWithout([...left, fold])
    const own = expectPositions(model, selectEvidence(evidence, inside))
    inside.forEach((row, at) => {
      expected.forest[row] = own.forest[at]!
      expected.ridge[row] = own.ridge[at]!
    })
  }
  const { gain, differs } = task.targets
  return {
    preference: task.preferenceWithout(left),
    labels: fitRowLearner(
      gainColumns(evidence, expected),
      [selectTargets(gain, rows), selectTargets(differs, rows)],
      random,
    ),
  }
}

/** Returns what the learners say of any rows; shapes (n). `differs` is a raw score that still has to be calibrated. */
export function applyLearned(
  learned: LearnedRows,
  evidence: PairEvidence,
): { readonly labelGain: Float64Array; readonly differs: Float64Array } {
  const columns = gainColumns(evidence, expectPositions(learned.preference, evidence))
  const [labelGain, differs] = predictRows(learned.labels, columns)
  return { labelGain: labelGain!, differs: differs! }
}
