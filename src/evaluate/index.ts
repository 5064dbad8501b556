/**
 * What a reward model is worth: suites of chosen and rejected answers, best of N, label quality, and how far any of it can be trusted. Comes
 * in: suite rows and margins (never a model). Goes out: accuracy, soft accuracy and log loss per subset, category and overall in the shape of the
 * domain; intervals by prompt group; reliability and noise floor of a target. Refuses NaN margins and scores without rows; unknown is null.
 */
export { type BestOfScore, bestOfN } from './best-of-n.ts'
export {
  bootstrapScores,
  type ComparedHeads,
  pairedDifference,
  type SampledInterval,
  type ScoreSamples,
  scoreInterval,
  scoreSds,
} from './bootstrap-scores.ts'
export { evaluateSuite, type ScoredText, type ScoreTexts } from './evaluate-suite.ts'
export { expectedPicks } from './expected-pick.ts'
export { humanPairsSuite } from './human-pairs-suite.ts'
export { type LabelAccuracy, type LabelAccuracyOptions, labelAccuracy } from './label-accuracy.ts'
export { type NoiseEvidence, type NoiseFloor, noiseFloor } from './noise-floor.ts'
export {
  type HalfScores,
  measureReliability,
  spearmanBrown,
  splitHalfReliability,
  type TargetReliability,
} from './reliability.ts'
export {
  REWARDBENCH,
  type RewardBenchCategory,
  type RewardBenchScore,
  type RewardBenchSubset,
  scoreRewardBench,
} from './rewardbench.ts'
export {
  type RowScores,
  scoreRows,
  scoreTargets,
  type TargetTable,
  targetNames,
} from './row-scores.ts'
export {
  evaluateHeads,
  evaluateMargins,
  type SubsetDetail,
  type SuiteScore,
} from './score-heads.ts'
export { splitMask, splitSuite } from './split-suite.ts'
export {
  createSuite,
  type SubsetWeights,
  type Suite,
  selectMargins,
  selectSuiteRows,
} from './suite.ts'
