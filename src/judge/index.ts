/**
 * Language models as annotators: what a judge is asked about an instance, how its answers are read, and what they are worth. Comes in:
 * instances, a judge, the answers of a model. Goes out: requests, annotations, prices and estimates, calibrations, panels and cascades.
 * Refuses to guess: a reply that names no verdict is a problem with its raw text, an unknown price is null.
 */
export type { JudgedInstance } from './annotation-of.ts'
export * from './batch-file.ts'
export * from './batch-file-read.ts'
export * from './bound.ts'
export {
  type CalibratedJudge,
  type CalibrateOptions,
  type CalibrationPilot,
  calibrateJudge,
} from './calibrate-judge.ts'
export {
  applyCalibration,
  type CalibrationKind,
  type CalibrationQuality,
  type CalibrationScale,
  type CalibrationScores,
  identityCalibration,
  type JudgeCalibration,
  type ReliabilityBin,
  type StatedAnswer,
  statedProbability,
} from './calibration.ts'
export { fromCalibrationArtifact } from './calibration-artifact.ts'
export {
  type Cascade,
  type CascadeDecision,
  type CascadePlan,
  type CascadeStep,
  createCascade,
  decideCascade,
  nextStep,
  outcomeOf,
  planCascade,
  type StepOutcome,
  type StepReading,
} from './cascade.ts'
export {
  type CascadeAnswers,
  type CascadeFacts,
  type CascadeStepTotals,
  combineCascade,
  readCascade,
} from './cascade-answers.ts'
export {
  chooseThreshold,
  type ThresholdChoice,
  type ThresholdOptions,
  type ThresholdPilot,
  type ThresholdPoint,
} from './cascade-threshold.ts'
export { annotationsOf } from './combine-answers.ts'
export { CLEAR_SCORE_STEPS } from './combine-preferences.ts'
export * from './estimate.ts'
export * from './estimate-compare.ts'
export * from './estimate-create.ts'
export { answerFamilies, type OwnFamily } from './family-check.ts'
export { familyOf } from './family-of.ts'
export { type HealthFacts, type JudgeHealth, judgeHealth } from './health.ts'
export {
  ASPECTS,
  checkJudge,
  FULL_CAPABILITIES,
  JUDGE_MODES,
  type Judge,
  type JudgeCapabilities,
  type JudgeMode,
  type JudgePrompt,
  type OrderPolicy,
} from './judge.ts'
export type { AnswerProblem, JudgeAnswer } from './judge-answers.ts'
export {
  type JudgeTableInput,
  type JudgeTableOptions,
  type JudgeTableRow,
  judgeTable,
  type MeasuredJudge,
} from './judge-table.ts'
export { type AnswerCost, answerCost } from './judge-table-cost.ts'
export { combinePanel, type Panel, type PanelAnswers, type PanelRule } from './panel.ts'
export { withPrimary } from './panel-primary.ts'
export {
  type Calibrations,
  findAnswer,
  type JudgeReading,
  readJudge,
  withProbabilities,
} from './panel-reading.ts'
export * from './price.ts'
export * from './price-built-in.ts'
export * from './price-entry.ts'
export * from './price-table.ts'
export { BUILT_IN_PROMPTS, promptLabel } from './prompts/built-in.ts'
export { createJudgePrompt, neededPlaceholders } from './prompts/create-prompt.ts'
export {
  createQuestioner,
  DEFAULT_MAX_TOKENS,
  type JudgeQuestion,
  type QuestionSlot,
  questionSlots,
  questionsOf,
} from './questions.ts'
export { readReply } from './read-reply.ts'
export type {
  Reading,
  ReadingProblem,
  ReadingProblemCode,
  ReadPreference,
  ScoreReading,
} from './read-result.ts'
export type { ShownOrder } from './render-messages.ts'
export type { LengthSlope, PositionSlope } from './slopes.ts'
export { statedFallbacks } from './stated-fallbacks.ts'
export * from './token-bytes.ts'
export * from './token-vocabulary.ts'
