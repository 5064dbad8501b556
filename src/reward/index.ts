/**
 * Proxy reward models. Comes in: features of responses, a labelled pool, mixes as sets of rows, and the numeric engine as a port. Goes
 * out: Bradley-Terry heads fitted together, their margins on any evaluation matrix, what every single label is worth to a score, controls with
 * warnings, and the job and result records of external trainers. Refuses data that is not finite, penalties of zero, the influence of a
 * head that was not fitted to its labels, results that do not match their job, and a clock.
 */
export { type ChosenL2, chooseL2, L2_GRID, type L2Choice } from './choose-l2.ts'
export {
  CONTROLS,
  type Control,
  type ControlName,
  type ControlScores,
  controlTargets,
  controlWarnings,
  FLIPPED_SHARE,
} from './controls.ts'
export {
  describeSurface,
  describeSurfaces,
  SURFACE_COUNT,
  SURFACE_NAMES,
} from './describe-surface.ts'
export { type DesignMatrix, differenceMatrix, scaleResponses } from './difference-matrix.ts'
export {
  fitProbes,
  openProbeSolver,
  type ProbeChunk,
  type ProbeDesign,
  type ProbeSolver,
} from './fit-probes.ts'
export type { CertaintyOptions } from './influence-certainty.ts'
export { type InfluenceProblem, midpointLabels, oppositeLabels } from './influence-problem.ts'
export type { InfluenceTarget } from './influence-target.ts'
export { joinLabels } from './label-chunk.ts'
export { marginScale } from './margin-scale.ts'
export {
  type InfluenceSolver,
  influenceCertainty,
  measureInfluence,
  openInfluence,
} from './measure-influence.ts'
export { createPlainEngine } from './plain-engine.ts'
export { type ProbeLosses, probeLosses } from './probe-loss.ts'
export type { ProbeFits, ProbeOptions, ProbeProblem, Rows } from './probe-problem.ts'
export {
  BLOCK_WEIGHT_COLUMNS,
  type FeatureBlock,
  fitProbeScaler,
  type ProbeScaler,
  parseProbeScaler,
  type ScaledBlock,
  scalerColumns,
} from './probe-scaler.ts'
export { takeRows } from './take-rows.ts'
export {
  disagreementWeights,
  type HeadLabels,
  type LabelTables,
  labelTables,
  mixLabels,
  STRENGTH_MARGIN,
  type TargetMode,
  targetsOf,
} from './targets.ts'
export {
  CHUNK_SIZE,
  countChunks,
  type EvaluationMatrix,
  type MixTraining,
  type TrainedChunk,
  trainMixes,
} from './train-mixes.ts'
export {
  type EvaluationFile,
  type EvaluationRow,
  parseTrainingJob,
  type TrainingJob,
  type TrainingRequest,
  type TrainingRow,
} from './training-job.ts'
export {
  type LedgerTotals,
  priceSeconds,
  sumLedger,
  type TrainingEntry,
} from './training-ledger.ts'
export { parseTrainingResult, type SubsetTally, type TrainingResult } from './training-result.ts'
