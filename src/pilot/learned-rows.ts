import type { Random } from '../kit/index.ts'
import { mean } from '../stats/index.ts'
import { gainColumns } from './gain-columns.ts'
import { eachFold, foldRows } from './group-folds.ts'
import {
  type GainTargets,
  gainTargets,
  type HumanPositions,
  type RowTargets,
  shareDiffering,
} from './label-utility.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'
import {
  type ExpectedPositions,
  expectPositions,
  fitPreference,
  type PreferenceModel,
} from './preference-model.ts'
import { fitRowLearner, predictRows, type RowLearner } from './row-learner.ts'

/** The learners behind a pilot: what people prefer, and on top of it what their label is worth and whether it differs. */
export interface LearnedRows {
  readonly preference: PreferenceModel
  readonly labelGain: RowLearner
  readonly disagreement: RowLearner
}

/** Everything that is learned from; arrays are parallel to the rows. */
export interface LearningTargets {
  /** Mean human position, weight by the number of people. */
  readonly positions: RowTargets
  readonly gain: GainTargets
  /** Share of the people whose verdict is not the judge's. */
  readonly differs: RowTargets
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

/** Returns the targets of some of the rows, in the order given. */
export function selectTargets(targets: LearningTargets, rows: Uint32Array): LearningTargets {
  const pick = ({ values, weights }: RowTargets): RowTargets => ({
    values: Float64Array.from(rows, (row) => values[row]!),
    weights: Float64Array.from(rows, (row) => weights[row]!),
  })
  return {
    positions: pick(targets.positions),
    gain: { ...targets.gain, ...pick(targets.gain) },
    differs: pick(targets.differs),
  }
}

/**
 * Returns the learners. What people prefer is predicted for every row by a model that left its prompt group out, so that the second layer does not
 * learn to trust it more than it will deserve on new rows.
 */
export function fitLearned(
  evidence: PairEvidence,
  targets: LearningTargets,
  folds: number,
  random: Random,
): LearnedRows {
  const rows = evidence.ids.length
  const expected: ExpectedPositions = {
    forest: new Float64Array(rows),
    ridge: new Float64Array(rows),
  }
  const assigned = foldRows(evidence.groups, folds, random.fork('folds'))
  for (const { fold, inside, outside } of eachFold(assigned)) {
    const model = fitPreference(
      selectEvidence(evidence, outside),
      selectTargets(targets, outside).positions,
      random.fork('preference', fold),
    )
    const own = expectPositions(model, selectEvidence(evidence, inside))
    inside.forEach((row, at) => {
      expected.forest[row] = own.forest[at]!
      expected.ridge[row] = own.ridge[at]!
    })
  }
  const columns = gainColumns(evidence, expected)
  return {
    preference: fitPreference(evidence, targets.positions, random.fork('preference')),
    labelGain: fitRowLearner(columns, targets.gain, random.fork('gain')),
    disagreement: fitRowLearner(columns, targets.differs, random.fork('differs')),
  }
}

/** Returns what the learners say of any rows; shapes (n). `differs` is a raw score that still has to be calibrated. */
export function applyLearned(
  learned: LearnedRows,
  evidence: PairEvidence,
): { readonly labelGain: Float64Array; readonly differs: Float64Array } {
  const columns = gainColumns(evidence, expectPositions(learned.preference, evidence))
  return {
    labelGain: predictRows(learned.labelGain, columns),
    differs: predictRows(learned.disagreement, columns),
  }
}
