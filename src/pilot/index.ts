/**
 * What the doubly labelled part of the data, the pilot, teaches about single rows. Comes in: signals of pairs and the labels that people gave. Goes
 * out: the expected gain of a human label, a calibrated chance that it differs from the judge's, learned shares of several kinds of evidence, each
 * with its quality on prompt groups that were left out. Refuses names of data sets, models or people as inputs, pilots too small to learn from, and to call
 * a predictor usable whose rank correlation is not surely above zero.
 */
export { fromPilotArtifact, type PilotArtifact, toPilotArtifact } from './artifact.ts'
export { type Calibration, readCalibration } from './calibration.ts'
export { applyCombined, type CombinedEvidence, combineEvidence } from './combine.ts'
export {
  evidenceParts,
  expectedInfluence,
  gainAtHalf,
  PART_NAMES,
  type PartInput,
} from './evidence-parts.ts'
export {
  type FittedPilot,
  fitPilot,
  LEAST_PILOT_ROWS,
  type PilotModel,
  type PilotOptions,
  predictPilot,
  type RowPredictions,
} from './fit-pilot.ts'
export {
  type GainTargets,
  gainOfPerson,
  gainTargets,
  type HumanPositions,
  lossOfJudge,
  type RowTargets,
  shareDiffering,
  utilityOfLabel,
} from './label-utility.ts'
export { type PairEvidence, selectEvidence } from './pair-evidence.ts'
export { withoutJudge } from './partial-labels.ts'
export { measureRowQuality, type RowQuality } from './row-quality.ts'
export {
  type FittedSources,
  fitSources,
  predictSources,
  type SourceLabels,
  type SourceModel,
  type SourceTask,
} from './source-utilities.ts'
