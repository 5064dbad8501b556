/**
 * Numbers: dense matrices, correlations, errors, calibration, distributions, intervals, tests, the bootstrap. Comes in: arrays and, where
 * something is drawn, a seeded stream. Goes out: numbers and typed arrays, NaN where a quantity is undefined. Refuses operands of the wrong
 * size (`RangeError`) and knows nothing of preferences.
 */
export { argsortDescending } from './argsort-descending.ts'
export { betaCdf, betaQuantile, logBeta } from './beta.ts'
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  membersByGroup,
} from './bootstrap.ts'
export { chiSquaredUpperTail } from './chi-squared.ts'
export {
  cholesky,
  factorisePositive,
  invertCholesky,
  logDeterminant,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
} from './cholesky.ts'
export {
  accuracyAtHalf,
  auc,
  averagePrecision,
  brierScore,
  expectedCalibrationError,
  logLoss,
} from './classification.ts'
export { kendallTauB, pearson, spearman } from './correlation.ts'
export { type CorrelationKind, correlationPValue } from './correlation-test.ts'
export {
  type SingularValues,
  type SymmetricEigen,
  singularValues,
  symmetricEigen,
} from './eigen.ts'
export { meanAbsoluteError, r2, rmse } from './errors.ts'
export {
  estimateMean,
  type MeanEstimate,
  type MeanEstimates,
  type MeanOptions,
  type PropensitySample,
} from './estimate-mean.ts'
export {
  type FixedSequence,
  fixedSequence,
  type OrderedTest,
  type SequenceLevel,
  type TestedLevel,
  testInOrder,
} from './fixed-sequence.ts'
export { logGamma } from './gamma.ts'
export { eachFold, foldRows } from './group-folds.ts'
export { basicInterval, bcaInterval, percentileInterval } from './intervals.ts'
export { fitIsotonic, type Isotonic, interpolate } from './isotonic.ts'
export { logit, sigmoid, softplus } from './logistic.ts'
export {
  createMatrix,
  dot,
  identityMatrix,
  type Matrix,
  matrixRow,
  multiplyTransposedVector,
  multiplyVector,
  transpose,
} from './matrix.ts'
export { mean, standardDeviation, sum, variance, weightedMean } from './moments.ts'
export { benjaminiHochberg, bonferroni, holm } from './multiple.ts'
export { erf, erfc, normalCdf, normalPdf, normalQuantile, normalUpperTail } from './normal.ts'
export {
  mcnemar,
  type TestResult,
  type WilcoxonOptions,
  wilcoxonSignedRank,
} from './paired-tests.ts'
export { fitPlatt, type Platt } from './platt.ts'
export { gram, multiply, outerGram } from './products.ts'
export { median, type QuantileDefinition, quantile, quantileSorted } from './quantile.ts'
export { argsort, ranks, tieSizes } from './ranks.ts'
export { kthLargest, selectTop } from './select-top.ts'
export {
  binomialPmf,
  binomialTest,
  binomialUpperTail,
  clopperPearson,
  type Ends,
  type Side,
  wilsonInterval,
} from './shares.ts'
export { tCdf, tQuantile, tUpperTail } from './student-t.ts'
