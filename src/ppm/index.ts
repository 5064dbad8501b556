/**
 * Performance prediction models: from a mix to its score. Comes in: trained mixes (budget and counts per feature) and their scores, or the influences of a pilot's labels. Goes out:
 * models that predict mean and standard deviation and tell what moving a row is worth, their cross-validated quality beside budget-only, and
 * where each source is better. Refuses scores that are not numbers, designs that are too small, and to call a model usable that does
 * not beat the budget alone.
 */
export {
  fromPpmArtifact,
  fromPpmArtifacts,
  openPpm,
  type PpmArtifact,
  toPpmArtifact,
  toPpmArtifacts,
} from './artifact.ts'
export {
  type CompareOptions,
  compareGains,
  type GainAgreement,
  type GainComparison,
} from './compare-gains.ts'
export {
  type CrossValidationOptions,
  crossValidatePpm,
  crossValidateTargets,
  type TargetFacts,
} from './cross-validate.ts'
export { type ExamplePair, type ExamplePairs, examplePairs } from './example-pairs.ts'
export { explainInfluence } from './explain-influence.ts'
export { explainQuality, leastReliability } from './explain-quality.ts'
export { type FeatureGain, type FeatureGainOptions, featureGains } from './feature-gains.ts'
export { fitPpm, type PpmOptions, parsePpmKind, preparePpm } from './fit-ppm.ts'
export { type FittedTargets, fitAllTargets, type TargetsInput } from './fit-targets.ts'
export {
  type FittedPpm,
  type MixPpmKind,
  mixPpmKinds,
  type PpmKind,
  type PpmState,
  ppmKinds,
} from './fitted.ts'
export { fitInfluencePpm, type InfluenceOptions } from './influence.ts'
export { influenceGains } from './influence-gains.ts'
export type { InfluencePilot, RowComponents } from './influence-pilot.ts'
export {
  crossValidateInfluence,
  type InfluenceQuality,
  type InfluenceValidation,
} from './influence-quality.ts'
export {
  type LearningCurveOptions,
  type LearningPoint,
  learningCurve,
  type Spread,
} from './learning-curve.ts'
export { fitLeastSquares, type LeastSquares } from './least-squares.ts'
export type { OlsOptions } from './linear-ols.ts'
export { type OutOfFold, type OutOfFoldTask, predictOutOfFold } from './out-of-fold.ts'
export { type PairEffects, pairEffects } from './pair-effects.ts'
export {
  crossValidatePenalties,
  fitKernelRidge,
  fitPenalised,
  type PenalisedFit,
} from './penalised-least-squares.ts'
export type { PpmQuality } from './quality.ts'
export type { RidgeOptions } from './ridge.ts'
export { type RowGains, rowGains } from './row-gains.ts'
export {
  createMixDesign,
  createTrainingTable,
  type MixDesign,
  type MixDesignInput,
  selectMixes,
  type TrainingTable,
  type TrainingTableInput,
  withScores,
} from './training-table.ts'
