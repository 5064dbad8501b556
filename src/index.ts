/**
 * The library. Comes in: preference pairs, annotations, seeded streams, and adapters where the outside is needed. Goes out: everything that
 * the command line does, as functions: each room of the method by itself, and whole runs. Refuses to open a file, a model or a clock of its
 * own: adapters for this machine are in `hyper-router/backends`, and any object of the right shape will do instead.
 */

// One label per source, agreement, hybrid data.
// biome-ignore format: a list of names
export {
  type AggregateMethod, type AggregateMethods, type AgreementOptions, type AgreementReport, type AgreementSlice, type ChatMessage,
  type DawidSkeneFit, type DawidSkeneOptions, type DisagreementWeights, type FlatRow, type GwetAgreement, type HybridInput, type HybridProvenance,
  type HybridRow, type HybridSet, type InstanceMethod, type JudgeAgreement, type JudgePairAgreement, LABEL_MARGIN, type LengthPreference,
  type MeasuredValue, type MeasurementLevel, type PanelAgreement, type PoolInput, type TableAgreement, type TrlRow, type VerdictCounts,
  type VoteList, aggregateAnnotations, agreementWithoutTies, buildPool, cohenKappa, composeHybrid, countCoincidences, countConfusions, countRatings,
  fitDawidSkene, fleissKappa, gwetCoefficient, isRawAnswer, krippendorffAlpha, labelInstances, labelMargin, measureAgreement, observedAgreement,
  scottPi, selectVotes, toFlatRows, toMessages, toTrlRow,
} from './annotate/index.ts'
// The guarantee of agreement.
// biome-ignore format: a list of names
export {
  type AuditAlarm, type AuditClaim, type AuditDraw, type AuditInput, type AuditLevel, type AuditOptions, type AuditPool, type AuditReport,
  type AuditRow, type AuditSpending, LEVEL_SHARES, type PeopleRow, type ScoreLevel, type UnitSums, auditAgreement, betInterval, betPValue,
  judgeCeiling, peopleAgreement, roundSpending, scoreLevels,
} from './audit/index.ts'
// Candidate mixes and what they can teach.
// biome-ignore format: a list of names
export {
  type BudgetCoverage, type BudgetPlanOptions, type BudgetShare, type DesignReport, type DesignReportOptions, type DirectionOptions,
  type DrawOptions, type DrawnRows, type MixCounter, type MixRow, type MixSampler, type RankFacts, type SamplerOptions, type SequentialOptions,
  type TagBalance, type TiltedOptions, type Whitening, budgetShareOfVariance, candidateDrawer, countMix, createSampler, decodeRows, designReport,
  drawMixes, encodeRows, estimatePropensities, fromMixRow, planBudgets, prepareCounter, toMixRow,
} from './candidates/index.ts'
// Buying answers of language models.
// biome-ignore format: a list of names
export {
  type Ask, type BuyOptions, type Purchase, type WaitingClock, buyAnswers, createMemoryJournal,
} from './collect/index.ts'
// Reading pairs, suites and best-of-N sets; prompt groups, overlap, splits.
// biome-ignore format: a list of names
export {
  type BadRowPolicy, type ColumnMap, type GroupOptions, type ImportCounts, type ImportOptions, type ImportResult, type ImportRowsOptions,
  type ImportSuiteOptions, type ImportedRows, type InstanceSummary, type LabelColumn, NEAR_THRESHOLD, type OverlapMatch, type OverlapReport, PRESETS,
  type ParsedPair, type Preference, type Preset, type PromptGroups, type PromptRow, type RowProblem, type SuiteMap, createMapPreset, detectPreset,
  findOverlap, findPreset, firstTurn, foldGroups, formatPreference, formatProblem, groupPrompts, importBestOf, importPairs, importSuite,
  normalizePrompt, parsePair, parsePreference, promptGroupKey, splitGroups, streamPairs, summarizeInstances, toPairRow,
} from './dataset/index.ts'
// The nouns, the ports, budgets.
// biome-ignore format: a list of names
// Language models: questions, replies, paid answers.
// biome-ignore format: a list of names
export {
  type AbortSignalLike, type Annotation, type AnswerJournal, type AnswerSchema, type AnswerState, type AnswerToken, type BestOfRow, type Budget,
  type CallOutcome, type CandidateMix, type Charge, type Clock, type CombineOptions, type CombinedInfluence, type CompletionProblem, type Effects,
  type Encoder, type FeatureMatrix, type FeatureSpec, type HiddenTruth, type InfluenceCertainty, type InfluenceRule, type InfluenceTable,
  type Interval, type LabelPair, type LabelledPool, type Ledger, type LmEndpoint, type LmMessage, type LmReply, type LmRequest, type LmUsage,
  type LogisticPass, type MatrixEngine, type MixPoint, type MixScore, type PaidAnswer, type Place, type PlanRow, type PpmTargetQuality,
  type Prediction, type Predictor, type PreferenceInstance, type PreparedMatrix, type Prices, type PromptedResponse, type RawProblem, type RawRow,
  type Reservation, type ResponseEncoder, type RoutedRow, type RoutingPlan, type RowBits, type RunSummary, type SamplerName, type ScoreName,
  type ScoreTriple, type Settlement, type SignalColumns, type Source, type SourceLabel, type Strength, type SubsetScore, type SuiteRow,
  type TextAnalyser, type TextFacts, type TiePolicy, type TokenChoice, type TokenPrice, type Verdict, type WalletTotals, type WorkContext,
  answerLimit, columnSums, combineInfluence, countRows, createFeatureMatrix, createLedger, errorText, expectInfluence, formatBudget, fromNanoDollars,
  hasFeature, hasRow, hideTruth, humanShare, isCompletionProblem, isReference, isUnknown, markedRows, parseBudget, parseCompletion, parseLogprobs,
  parseUsage, popcount, requestBody, resolveBudget, revealTruth, rowBits, selectRows, selectSignalRows, setFeature, toNanoDollars, verdictSign,
} from './domain/index.ts'
// Suites, scores, best of N, reliability.
// biome-ignore format: a list of names
export {
  type BestOfScore, type ComparedHeads, type HalfScores, type LabelAccuracy, type LabelAccuracyOptions, type NoiseEvidence, type NoiseFloor,
  REWARDBENCH, type RewardBenchCategory, type RewardBenchScore, type RewardBenchSubset, type RowScores, type SampledInterval, type ScoreSamples,
  type ScoreTexts, type ScoredText, type SubsetDetail, type SubsetWeights, type Suite, type SuiteScore, type TargetReliability, type TargetTable,
  bestOfN, bootstrapScores, createSuite, evaluateHeads, evaluateMargins, evaluateSuite, expectedPicks, humanPairsSuite, labelAccuracy,
  measureReliability, noiseFloor, pairedDifference, scoreInterval, scoreRewardBench, scoreRows, scoreSds, scoreTargets, selectMargins,
  selectSuiteRows, spearmanBrown, splitHalfReliability, splitMask, splitSuite, targetNames,
} from './evaluate/index.ts'
// Describing instances by binary features.
// biome-ignore format: a list of names
export {
  type AgreementTable, type AgreementTableOptions, BUILT_IN_TAG_PROMPT, type BinArtifact, type BinOptions, type ComponentArtifact,
  type ComponentInput, type Contrast, type CoverageLabels, type CoverageReport, type DimensionAgreement, type FeatureCoverage, type FeatureParts,
  type FittedParts, type GivenTag, type GivenTags, JUDGE_FLAGS, type JudgeFlag, type JudgeSignals, LEADS, type LeadName, MEASURES, type MeasureBins,
  type MeasureEntry, type MeasureInput, type MeasureName, type MeasureTable, type OptionAgreement, type OutsideRule, type PairFacts,
  type PairSignalInput, type PairSignals, type PrototypeVector, type RougeIndex, type RougeName, type RougeOptions, type RougeScore, SIGNALS,
  type SerializedFeatures, type SignalName, type SignalTable, type SimilarityCuts, TAG_DIMENSIONS, TAG_PROTOTYPES, TRAITS, type TagCapabilities,
  type TagColumn, type TagDimension, type TagDimensionEntry, type TagInput, type TagOption, type TagProblem, type TagProblemCode, type TagPrompt,
  type TagPrototype, type TagQuestion, type TagReading, type TagSource, type TagTable, type Tagger, type TaggerAgreement,
  type TaggerAgreementOptions, type TextSize, type TraitName, type UserFeature, type UserFeatureArtifact, type UserValue, agreementTable, binColumn,
  binComponents, binOf, brevityPenalty, buildFeatureMatrix as buildFeatures, contrastOf, cosineColumn, coverageReport, createRougeIndex,
  createTagPrompt, createTagQuestioner, createTagTable, createTagger, drawUnrelatedPairs, encoderComponents, entityOverlap, entitySet,
  fingerprintTable, fingerprintTags, fitBins, fitUserFeature, measureEntry, measurePairs, measureText, mergeGivenTags, normalizeEntity,
  parseFeatures, parseFittedFeatures, parseTag, percentileEdges, porterStem, projectComponents, publishedEntityOverlap, readBinArtifact,
  readGivenTags, readJudgeSignals, readPairSignals, readSignals, readTagReply, readUserFeature, renderTagPrompt, rescaleBertScore, rougeColumns,
  rougePair, serializeFeatures, tagColumn, tagColumnsOf, tagDimension, tagFallbacks, tagIdentity, tagPrompts, tagRequest, tagSchema, taggerAgreement,
  tercileEdges, unknownTags, userColumns, withTagColumns,
} from './features/index.ts'
// Prices, bounds, estimates, batch files.
// biome-ignore format: a list of names
// Language models as annotators.
// biome-ignore format: a list of names
// Judges: calibration, habits, panels, cascades.
// biome-ignore format: a list of names
export {
  ASPECTS, type AnswerCost, type AnswerProblem, type AskerPlan, BATCH_LIMITS, BUILT_IN_PRICES, BUILT_IN_PROMPTS, type BatchLimits, type BatchProblem,
  type BatchResult, CLEAR_SCORE_STEPS, type CalibrateOptions, type CalibratedJudge, type CalibrationKind, type CalibrationPilot,
  type CalibrationQuality, type CalibrationScale, type CalibrationScores, type Calibrations, type Cascade, type CascadeAnswers, type CascadeDecision,
  type CascadeFacts, type CascadePlan, type CascadeStep, type CascadeStepTotals, DEFAULT_MAX_TOKENS, type Estimator, type EstimatorOptions,
  FULL_CAPABILITIES, type FoundPrice, type GivenPrices, type HealthFacts, JUDGE_MODES, type Judge, type JudgeAnswer, type JudgeCalibration,
  type JudgeCapabilities, type JudgeHealth, type JudgeMode, type JudgePanel, type JudgePrompt, type JudgeQuestion, type JudgeReading,
  type JudgeTableInput, type JudgeTableOptions, type JudgeTableRow, type JudgedInstance, type LengthSlope, type MeasuredJudge, type OrderPolicy,
  type OwnFamily, type PanelAnswers, type PanelRule, type PlanLimits, type PlanRange, type PlannedAsker, type PlannedCall, type PositionSlope,
  type PriceEntry, type PriceOptions, type PriceOrigin, type PriceTable, type PurchasePlan, type PurchaseRow, type QuestionSlot, type ReadPreference,
  type Reading, type ReadingProblem, type ReadingProblemCode, type RealPurchase, type ReliabilityBin, type ScoreReading, type ShownOrder,
  type StatedAnswer, type StepOutcome, type StepReading, type ThresholdChoice, type ThresholdOptions, type ThresholdPilot, type ThresholdPoint,
  type TokenBound, addRanges, annotationsOf, answerCost, answerFamilies, applyCalibration, boundOf, boundTokens, calibrateJudge, checkJudge,
  chooseThreshold, combineCascade, combinePanel, compareWithReal, costOf, createBatchReader, createCascade, createEstimator, createJudgePrompt,
  createQuestioner, decideCascade, familyOf, findAnswer, findPrice, fromCalibrationArtifact, identityCalibration, judgeHealth, judgeTable,
  matchesModel, neededPlaceholders, nextStep, outcomeOf, paidBatchAnswer, parsePrice, payShare, planCall, planCascade, priceTables, promptLabel,
  questionSlots, questionsOf, readBatchLine, readCascade, readJudge, readReply, splitBatch, statedFallbacks, statedProbability, usesO200k,
  utf8Length, withPrimary, withProbabilities, writeBatchLine,
} from './judge/index.ts'
// Seeded streams, errors, progress events.
// biome-ignore format: a list of names
export {
  type Cancel, type ErrorFacts, type ErrorKind, HyperError, type Json, type Progress, type ProgressEvent, type Random, canonicalJson, createRandom,
  disarmText, drawIndex, drawNormal, drawSubset, exitStatus, fenceDisarmed, fenceNumber, fenceText, hash128, isHyperError, mapBounded, nearestName,
  noProgress, show, shuffleInPlace,
} from './kit/index.ts'
// What the doubly labelled rows teach about single rows.
// biome-ignore format: a list of names
export {
  type Calibration, type CombinedEvidence as LearnedCombination, type FittedPilot, type FittedSources, type GainTargets, type HumanPositions,
  LEAST_PILOT_ROWS, PART_NAMES, type PairEvidence, type PartInput, type PilotArtifact, type PilotModel, type PilotOptions, type RowPredictions,
  type RowQuality, type RowTargets, type SourceLabels, type SourceModel, type SourceTask, applyCombined, combineEvidence, evidenceParts,
  expectedInfluence, fitPilot, fitSources, fromPilotArtifact, gainAtHalf, gainOfPerson, gainTargets, lossOfJudge, measureRowQuality, predictPilot,
  predictSources, readCalibration, selectEvidence, shareDiffering, toPilotArtifact, utilityOfLabel, withoutJudge,
} from './pilot/index.ts'
// Whole runs.
// biome-ignore format: a list of names
export {
  type AuditRunRequest, CARD_MARK, type CardFacts, type EndpointEncoder, type EvidenceFacts, type Fingerprint, type HybridExport, type JobOutcome,
  type JudgeComparison, type JudgesArtifact, type LabelMethod, type LedgerEntry, MOST_MEASURED, type MadePlan, type MeasureJudgesOptions,
  type NamedEncoder, type ParsedPlan, type PlanFacts, type ProbeEncoder, type ProbeReward, RUN_ROUTERS, type RouteRequest, type RunEvidence,
  type RunFacts, type RunManifest, type RunOptions, type RunStore, STAGES, type SliceRow, type SourceCount, type SourceOption, type Stage,
  type StageContext, type StageRecord, type UserFeature as UserFeatureOption, type World, auditRun, exportHybrid, judgeFamily, judgeNotes,
  judgeTables, leftOutReasons, loadEvidence, loadInstances, loadJudges, loadLabels, loadPool, loadProbeReward, loadRunFacts, measureJudges,
  parsePlan, parseSlice, probeEncoder, readLines, readManifest, readResponseAlone, renderDatasetCard, reportData, rewardResponses, routePairs,
  runStages, summarizeRun, writeLines,
} from './pipeline/index.ts'
// Performance prediction models.
// biome-ignore format: a list of names
export {
  type CompareOptions, type CrossValidationOptions, type ExamplePair, type ExamplePairs, type FeatureGain, type FeatureGainOptions, type FittedPpm,
  type FittedTargets, type GainAgreement, type GainComparison, type InfluenceOptions, type InfluencePilot, type InfluenceQuality,
  type InfluenceValidation, type LearningCurveOptions, type LearningPoint, type LeastSquares, type MixDesign, type MixDesignInput, type MixPpmKind,
  type OlsOptions, type OutOfFold, type OutOfFoldTask, type PairEffects, type PenalisedFit, type PpmArtifact, type PpmKind, type PpmOptions,
  type PpmQuality, type PpmState, type RidgeOptions, type RowComponents, type RowGains, type Spread, type TargetFacts, type TargetsInput,
  type TrainingTable, type TrainingTableInput, compareGains, createMixDesign, createTrainingTable, crossValidateInfluence, crossValidatePenalties,
  crossValidatePpm, crossValidateTargets, examplePairs, explainInfluence, explainQuality, featureGains, fitAllTargets, fitInfluencePpm,
  fitKernelRidge, fitLeastSquares, fitPenalised, fitPpm, fromPpmArtifact, fromPpmArtifacts, influenceGains, learningCurve, leastReliability,
  mixPpmKinds, openPpm, pairEffects, parsePpmKind, ppmKinds, predictOutOfFold, preparePpm, rowGains, selectMixes, toPpmArtifact, toPpmArtifacts,
  withScores,
} from './ppm/index.ts'
// The report.
// biome-ignore format: a list of names
export {
  type Block, type Chart, type ExamplePair as ReportExamplePair, type FeatureGain as ReportFeatureGain, type JudgeReliability, type JudgesReport,
  type LedgerRow, type Page, type Panel, type Panels, type PredictedMix, type Provenance, type ReliabilityPoint, type ReportData, type ReportTable,
  type Section, type TargetReport, escapeHtml, escapeMarkdown, formatCount, formatDifference, formatInterval, formatNumber, formatP, formatSeconds,
  formatShare, formatShareInterval, formatUsd, isKnown, renderHtml, renderMarkdown, renderStudyHtml, renderStudyMarkdown, reportSections,
  studySections,
} from './report/index.ts'
// Probe reward models, controls, records of external trainers.
// biome-ignore format: a list of names
export {
  BLOCK_WEIGHT_COLUMNS, CHUNK_SIZE, CONTROLS, type CertaintyOptions, type ChosenL2, type Control, type ControlName, type ControlScores,
  type DesignMatrix, type EvaluationFile, type EvaluationMatrix, type EvaluationRow, FLIPPED_SHARE, type FeatureBlock, type HeadLabels,
  type InfluenceProblem, type InfluenceSolver, type InfluenceTarget, type L2Choice, L2_GRID, type LabelTables, type LedgerTotals, type MixTraining,
  type ProbeChunk, type ProbeDesign, type ProbeFits, type ProbeLosses, type ProbeOptions, type ProbeProblem, type ProbeScaler, type ProbeSolver,
  type Rows, STRENGTH_MARGIN, SURFACE_COUNT, SURFACE_NAMES, type ScaledBlock, type SubsetTally, type TargetMode, type TrainedChunk,
  type TrainingEntry, type TrainingJob, type TrainingRequest, type TrainingResult, type TrainingRow, chooseL2, controlTargets, controlWarnings,
  countChunks, createPlainEngine, describeSurface, describeSurfaces, differenceMatrix, disagreementWeights, fitProbeScaler, fitProbes,
  influenceCertainty, joinLabels, labelTables, marginScale, measureInfluence, midpointLabels, mixLabels, openInfluence, openProbeSolver,
  oppositeLabels, parseProbeScaler, parseTrainingJob, parseTrainingResult, priceSeconds, probeLosses, scaleResponses, scalerColumns, sumLedger,
  takeRows, targetsOf, trainMixes,
} from './reward/index.ts'
// Routing plans.
// biome-ignore format: a list of names
export {
  type CombinedEvidence, type CompositionOptions, type CoverOptions, type CurvePoint, DOUBT_SIGNALS, type DrawCandidates, type EvidenceVectors,
  type FeatureComposition, type FrontierOptions, type FrontierPoint, type HybridLabels, type InfluenceChoice, type InfluenceRequest,
  type LabelReason, type LabelSource, type MarginalValue, type MergedRouting, type PlannedSource, RANKS_BY_PPM, ROUTER_NAMES, type ReserveRequest,
  type RewardGapBand, type RouterChoice, type RouterFacts, type RouterName, type RoutingDecision, type RoutingEvidence, type RoutingRequest,
  type RowCover, type RowExplainer, type RowReserve, type SourceAssignment, type SourceMultipliers, type SourcePlan, type SourcePlanRequest,
  type SourceRequest, type UncertaintyVariant, assignSources, breakEvenPrice, budgetFrontier, chooseByInfluence, chooseRouter, composePlan,
  coverRows, decideRouting, describeRow, fillsBudget, labelsSaved, mergeReserve, parseRouter, planComposition, planPrice, planRouting, planSources,
  planToRows, predictChoice, reserveRows, rewardGapBand, scoreLinearGains, scoreQuadraticGains,
} from './route/index.ts'
// Simulated worlds with known truth.
// biome-ignore format: a list of names
export {
  type AnalyticOptions, type AnalyticSettings, type AnalyticTruth, type AnalyticWorld, type AnnotatorModel, type CarelessPeople, DEFAULT_RATES,
  type Habit, type InstanceTruth, JUDGE, type JudgeModel, type LabelChances, type LabelUtility, type LapseModel, type LapseRule, type PanelModel,
  type PeopleModel, type ProfileShares, type PromptProfile, type ResponseSurface, SIMULATED_ANNOTATORS, SIMULATED_SOURCE, type ScoredRows,
  type SimulatedAnnotator, type SimulatedPerson, type SimulatedWorld, type SourceRates, type SurfaceKind, type TagBlock, type TextPreset,
  type UtilityBasis, WORLD_KINDS, WORLD_PRESETS, type WorldKind, type WorldOptions, type WorldPreset, type WorldRates, analyticPreset, combineVotes,
  createPeople, labelUtility, measureLabelUtility, parseWorldKind, parseWorldPreset, presetsOf, shareOfAchievableGain, simulateAnalyticWorld,
  simulateWorld, worldRates,
} from './simulate/index.ts'
// Statistics and dense matrices.
// biome-ignore format: a list of names
export {
  type BootstrapInterval, type BootstrapOptions, type CorrelationKind, type Ends, type FixedSequence, type Isotonic, type Matrix, type MeanEstimate,
  type MeanEstimates, type MeanOptions, type OrderedTest, type Platt, type PropensitySample, type QuantileDefinition, type SequenceLevel, type Side,
  type SingularValues, type SymmetricEigen, type TestResult, type TestedLevel, type WilcoxonOptions, accuracyAtHalf, argsort, argsortDescending, auc,
  averagePrecision, basicInterval, bcaInterval, benjaminiHochberg, betaCdf, betaQuantile, binomialPmf, binomialTest, binomialUpperTail, bonferroni,
  bootstrapInterval, brierScore, chiSquaredUpperTail, cholesky, clopperPearson, correlationPValue, createMatrix, dot, eachFold, erf, erfc,
  estimateMean, expectedCalibrationError, factorisePositive, fitIsotonic, fitPlatt, fixedSequence, foldRows, gram, holm, identityMatrix, interpolate,
  invertCholesky, kendallTauB, kthLargest, logBeta, logDeterminant, logGamma, logLoss, logit, matrixRow, mcnemar, mean, meanAbsoluteError, median,
  membersByGroup, multiply, multiplyTransposedVector, multiplyVector, normalCdf, normalPdf, normalQuantile, normalUpperTail, outerGram, pearson,
  percentileInterval, quantile, quantileSorted, r2, ranks, rmse, selectTop, sigmoid, singularValues, softplus, solveCholesky, solveLower,
  solveLowerTransposed, spearman, standardDeviation, sum, symmetricEigen, tCdf, tQuantile, tUpperTail, testInOrder, tieSizes, transpose, variance,
  weightedMean, wilcoxonSignedRank, wilsonInterval,
} from './stats/index.ts'
// Honest comparison of routers.
// biome-ignore format: a list of names
export {
  type CellResult, type CellSpec, type Contender, type MainComparison, type StudyOptions, type StudySetting, type StudyWorld, type WorldPlan,
  runStudy,
} from './study/index.ts'
