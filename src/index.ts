/**
 * The library. Comes in: preference pairs, annotations, seeded streams, and adapters where the outside is needed. Goes out: everything that
 * the command line does, as functions: each room of the method by itself, and whole runs. Refuses to open a file, a model or a clock of its
 * own: adapters for this machine are in `hyper-router/backends`, and any object of the right shape will do instead.
 */

// One label per source, agreement, hybrid data.
// biome-ignore format: a list of names
export {
  type AggregateMethod, type AggregateMethods, type AgreementOptions, type AgreementReport, type AgreementSlice, aggregateAnnotations, agreementWithoutTies, buildPool, cohenKappa, composeHybrid, countCoincidences, countConfusions, countRatings,
  type DawidSkeneFit, type DawidSkeneOptions, type DisagreementWeights, 
  fitDawidSkene, fleissKappa, type GwetAgreement, gwetCoefficient, type HybridInput, 
  type HybridSet, type InstanceMethod, type JudgeAgreement, type JudgePairAgreement, krippendorffAlpha, type LengthPreference,labelInstances, 
  type MeasuredValue, type MeasurementLevel, measureAgreement, observedAgreement,type PanelAgreement, type PoolInput, 
  scottPi, selectVotes, type TableAgreement, type VerdictCounts,
  type VoteList, 
} from './annotate/index.ts'
// The guarantee of agreement.
// biome-ignore format: a list of names
export {
  type AuditAlarm, type AuditClaim, type AuditDraw, type AuditInput, type AuditLevel, type AuditOptions, type AuditPool, type AuditReport,
  type AuditRow, type AuditSpending, auditAgreement, betInterval, betPValue,
  judgeCeiling, LEVEL_SHARES, type PeopleRow, peopleAgreement, roundSpending, type ScoreLevel, scoreLevels,type UnitSums, 
} from './audit/index.ts'
// Candidate mixes and what they can teach.
// biome-ignore format: a list of names
export {
  type BudgetCoverage, type BudgetPlanOptions, type BudgetShare, budgetShareOfVariance, candidateDrawer, countMix, createSampler, type DesignReport, type DesignReportOptions, type DirectionOptions,type DrawnRows, 
  type DrawOptions, decodeRows, designReport,
  drawMixes, encodeRows, estimatePropensities, fromMixRow, type MixCounter, type MixRow, type MixSampler, planBudgets, prepareCounter, type RankFacts, type SamplerOptions, type SequentialOptions,
  type TagBalance, type TiltedOptions, toMixRow,type Whitening, 
} from './candidates/index.ts'
// Buying answers of language models.
// biome-ignore format: a list of names
export {
  type Ask, type BuyOptions, buyAnswers, createMemoryJournal,type Purchase, type WaitingClock, 
} from './collect/index.ts'
// Reading pairs, suites and best-of-N sets; prompt groups, overlap, splits.
// biome-ignore format: a list of names
export {
  type BadRowPolicy, type ColumnMap, type ContentKey, contentKey, createMapPreset, createMerger, DEFAULT_PAIR_RULES, detectPreset,type Evidence, 
  findOverlap, findPreset, firstTurn, foldGroups, formatPreference, formatProblem, type GroupOptions, type GroupPreset, groupInstances, groupPrompts, hyperPreset, type ImportCounts, type ImportedLabels, type ImportedRows, type ImportedSuite, type ImportFacts, type ImportOptions, type ImportResult, type ImportRowsOptions,
  type ImportSuiteOptions, type InstanceSummary, importBestOf, importPairs, importSuite,joinLabelRows, type LabelColumn, type LabelJoinFacts, type LabelledPairs, type LabelMap, type LabelRow, type LabelTarget, type MergeBy, type MergeConflict, type Merger, NEAR_THRESHOLD, 
  normalizePrompt, type OverlapMatch, type OverlapReport, type PairRule, type PairRules, type PairStream, 
  type ParsedPair, type PlacedFields, PRESETS,type Preference, type Preset, type PresetColumn, type PresetContext, type PresetFacts, type PromptGroups, type PromptRow, parsePair, parsePreference, promptGroupKey, type ReadLabelsOptions, type RowPreset, type RowProblem, readLabels, readPairs, type SuiteMap, splitGroups, streamPairs, summarizeInstances, toPairRow, turnRound } from './dataset/index.ts'
// The nouns, the ports, budgets.
// biome-ignore format: a list of names
// Language models: questions, replies, paid answers.
// biome-ignore format: a list of names
export {
  type AbortSignalLike, type Annotation, type AnswerJournal, type AnswerSchema, type AnswerState, type AnswerToken, annotationNames, answerLimit, type BestOfRow, type Budget,
  type CallOutcome, type CandidateMix, type Charge, type ChatMessage, type ChatRole, type Clock, type CombinedInfluence, type CombineOptions, type CompletionProblem, type Conversation, chargeOf, columnSums, combineInfluence, conversationFields, conversationOf, countRows, createFeatureMatrix, createLedger, type Effects,
  type Encoder, emptyAnswer, errorText,
  expectInfluence, type FeatureMatrix, type FeatureSpec, formatBudget, formatShownKey, fromNanoDollars, type HiddenTruth, type HybridRow, hasFeature, hasRow, hideTruth, humanShare, type InfluenceCertainty, type InfluenceRule, type InfluenceTable,
  type Interval, isCompletionProblem, isRawAnswer, isReference, isSingleTurn, isToAsk, isUnknown, isVote, type LabelledPool, type LabelPair, type Ledger, type LmEndpoint, type LmMessage, type LmReply, type LmRequest, type LmUsage,
  type LogisticPass, type MatrixEngine, type MixPoint, type MixScore, markedRows,type PaidAnswer, type PaidWork, type Place, type PlanRow,
  type PpmTargetQuality, type Prediction, type Predictor, type PreferenceInstance, type PreparedMatrix, type Prices, type PromptedResponse,
  parseBudget, parseCompletion, parseLogprobs, parseShownKey, parseUsage, popcount, 
  type RawProblem, type RawRow, type RenderedConversation, type Reservation, type ResponseEncoder, type RoutedRow, type RoutingPlan, type RowBits, type RunSummary,renderConversation, requestBody, resolveBudget, revealTruth, reviveAnswer, rowBits, 
  type SamplerName, type ScoreName, type ScoreTriple, type Settlement, type SignalColumns, type Source, type SourceLabel, type Strength,
  type SubsetScore, type SuiteRow, selectRows, selectSignalRows,
  setFeature, type TextAnalyser, type TextFacts, type TiePolicy, type TokenChoice, type TokenPrice, toNanoDollars, type Verdict,verdictSign,
  type WalletTotals, type WorkContext } from './domain/index.ts'
// Suites, scores, best of N, reliability.
// biome-ignore format: a list of names
export {
  type BestOfScore, 
  bestOfN, bootstrapScores, type ComparedHeads, createSuite, evaluateHeads, evaluateMargins, evaluateSuite, expectedPicks, type HalfScores, humanPairsSuite, type LabelAccuracy, type LabelAccuracyOptions, labelAccuracy,
  measureReliability, type NoiseEvidence, type NoiseFloor,noiseFloor, pairedDifference, 
  REWARDBENCH, type RewardBenchCategory, type RewardBenchScore, type RewardBenchSubset, type RowScores, type SampledInterval, type ScoredText, type ScoreSamples,
  type ScoreTexts, type SubsetDetail, type SubsetWeights, type Suite, type SuiteScore, scoreInterval, scoreRewardBench, scoreRows, scoreSds, scoreTargets, selectMargins,
  selectSuiteRows, spearmanBrown, splitHalfReliability, splitMask, splitSuite, type TargetReliability, type TargetTable,targetNames,
} from './evaluate/index.ts'
// Labels on their way to trainers and annotation tools.
// biome-ignore format: a list of names
export {
  type Carried, type CompanionFile, type CroissantFacts, type CroissantField, type CroissantFile, checkShape, checkUse, createLengthFitter, createPseudonyms, createScrubber, DEFAULT_COPIES, DEFAULT_INSTRUCTIONS, DEFAULT_SCRUB_KINDS, DEFAULT_TASK_OPTIONS, describeLosses,
  type ExportShape, type FittedRow, type FormatEvidence, findFormat, fitLength,jointLicence, 
  LABEL_MARGIN, type LabelTask, type LengthLimit, type LengthTally, type LossCollector, labelMargin, MOST_COPIES, MOST_PLACES, NAMES_OF_NOBODY, type Provenance as ExportProvenance,
  type PseudonymOptions, type PseudonymReport, type Pseudonyms,renderCroissant, 
  SCRUB_KINDS, SCRUB_MARKS, type ScrubbedText, type Scrubber, type ScrubCounts, type ScrubFind, type ScrubKind, type ScrubPlace, type ScrubReport, type SoftRule, type SourceLicence, scrubText, shownOrder,
  TASK_FORMATS, type TableColumn, type TaskFormat, type TaskFormatName, type TaskOptions, type TieRule, TRAINER_FORMATS, type TrainerFormat, type TrainerFormatName,
  type TrainRow, type TrainTexts, toTrainRows, type Use } from './export/index.ts'
// Describing instances by binary features.
// biome-ignore format: a list of names
export {
  type AgreementTable, type AgreementTableOptions, agreementTable, type BinArtifact, type BinOptions, BUILT_IN_TAG_PROMPT, binColumn,
  binComponents, binOf, brevityPenalty, buildFeatureMatrix as buildFeatures, type ComponentArtifact,
  type ComponentInput, type Contrast, type CoverageLabels, type CoverageReport, contrastOf, cosineColumn, coverageReport, createRougeIndex,createTagger, 
  createTagPrompt, createTagQuestioner, createTagTable, type DimensionAgreement, drawUnrelatedPairs, encoderComponents, entityOverlap, entitySet,type FeatureCoverage, type FeatureParts,
  type FittedParts, 
  fingerprintTable, fingerprintTags, fitBins, fitUserFeature, type GivenTag, type GivenTags, JUDGE_FLAGS, type JudgeFlag, type JudgeSignals, LEADS, type LeadName, MEASURES, type MeasureBins,
  type MeasureEntry, type MeasureInput, type MeasureName, type MeasureTable, measureEntry, measurePairs, measureText, mergeGivenTags, normalizeEntity,type OptionAgreement, type OutsideRule, type PairFacts,
  type PairSignalInput, type PairSignals, type PrototypeVector, 
  parseFeatures, parseFittedFeatures, parseTag, percentileEdges, porterStem, projectComponents, publishedEntityOverlap, type RougeIndex, type RougeName, type RougeOptions, type RougeScore, readBinArtifact,
  readGivenTags, readJudgeSignals, readPairSignals, readSignals, readTagReply, readUserFeature, renderTagPrompt, rescaleBertScore, rougeColumns,
  rougePair, 
  type SerializedFeatures, SIGNALS,type SignalName, type SignalTable, type SimilarityCuts, serializeFeatures, TAG_DIMENSIONS, TAG_PROTOTYPES, type TagCapabilities,
  type TagColumn, type TagDimension, type TagDimensionEntry, type Tagger, type TaggerAgreement,
  type TaggerAgreementOptions, type TagInput, type TagOption, type TagProblem, type TagProblemCode, type TagPrompt,
  type TagPrototype, type TagQuestion, type TagReading, type TagSource, type TagTable, type TextSize, TRAITS, type TraitName, tagColumn, tagColumnsOf, tagDimension, tagFallbacks, taggerAgreement,tagIdentity, tagPrompts, tagRequest, tagSchema, 
  tercileEdges, type UserFeature, type UserFeatureArtifact, type UserValue, unknownTags, userColumns, withTagColumns,
} from './features/index.ts'
// Prices, bounds, estimates, batch files.
// biome-ignore format: a list of names
// Language models as annotators.
// biome-ignore format: a list of names
// Judges: calibration, habits, panels, cascades.
// biome-ignore format: a list of names
export {type AnswerCost, type AnswerProblem, 
  ASPECTS, type AskerPlan, addRanges, annotationsOf, answerCost, answerFamilies, applyCalibration, BATCH_LIMITS, type BatchLimits, type BatchProblem,
  type BatchResult, BUILT_IN_PRICES, BUILT_IN_PROMPTS, boundOf, boundTokens, type CalibratedJudge, type CalibrateOptions, type CalibrationKind, type CalibrationPilot,
  type CalibrationQuality, type CalibrationScale, type CalibrationScores, type Calibrations, type Cascade, type CascadeAnswers, type CascadeDecision,
  type CascadeFacts, type CascadePlan, type CascadeStep, type CascadeStepTotals, CLEAR_SCORE_STEPS, calibrateJudge, checkJudge,
  chooseThreshold, combineCascade, combinePanel, compareWithReal, costOf, createBatchReader, createCascade, createEstimator, createJudgePrompt,
  createQuestioner, DEFAULT_MAX_TOKENS, decideCascade, type Estimator, type EstimatorOptions,type FoundPrice, 
  FULL_CAPABILITIES, familyOf, findAnswer, findPrice, fromCalibrationArtifact, type GivenPrices, type HealthFacts, identityCalibration, JUDGE_MODES, type Judge, type JudgeAnswer, type JudgeCalibration,
  type JudgeCapabilities, type JudgedInstance, type JudgeHealth, type JudgeMode, type JudgePanel, type JudgePrompt, type JudgeQuestion, type JudgeReading,
  type JudgeTableInput, type JudgeTableOptions, type JudgeTableRow, judgeHealth, judgeTable,type LengthSlope, type MeasuredJudge, 
  matchesModel, neededPlaceholders, nextStep, type OrderPolicy,
  type OwnFamily, outcomeOf, type PanelAnswers, type PanelRule, type PlanLimits, type PlannedAsker, type PlannedCall, type PlanRange, type PositionSlope,
  type PriceEntry, type PriceOptions, type PriceOrigin, type PriceTable, type PurchasePlan, type PurchaseRow, paidBatchAnswer, parsePrice, payShare, planCall, planCascade, priceTables, promptLabel,type QuestionSlot, 
  questionSlots, questionsOf, 
  type Reading, type ReadingProblem, type ReadingProblemCode, type ReadPreference,type RealPurchase, type ReliabilityBin, readBatchLine, readCascade, readJudge, readReply, type ScoreReading, type ShownOrder,
  type StatedAnswer, type StepOutcome, type StepReading, splitBatch, statedFallbacks, statedProbability, type ThresholdChoice, type ThresholdOptions, type ThresholdPilot, type ThresholdPoint,
  type TokenBound, usesO200k,
  utf8Length, withPrimary, withProbabilities, writeBatchLine,
} from './judge/index.ts'
// Seeded streams, errors, progress events.
// biome-ignore format: a list of names
export {
  type Cancel, canonicalJson, createRandom,
  disarmText, drawIndex, drawNormal, drawSubset, type ErrorFacts, type ErrorKind, exitStatus, fenceDisarmed, fenceNumber, fenceText, guardCell, HyperError, hash128, isHyperError, type Json, mapBounded, nearestName,
  noProgress, type Progress, type ProgressEvent, type Random, show, shuffleInPlace, unguardCell } from './kit/index.ts'
// What the doubly labelled rows teach about single rows.
// biome-ignore format: a list of names
export {applyCombined, 
  type Calibration, type CombinedEvidence as LearnedCombination, combineEvidence, evidenceParts,
  expectedInfluence, type FittedPilot, type FittedSources, fitPilot, fitSources, fromPilotArtifact, type GainTargets, gainAtHalf, gainOfPerson, gainTargets, type HumanPositions,
  LEAST_PILOT_ROWS, lossOfJudge, measureRowQuality, PART_NAMES, type PairEvidence, type PartInput, type PilotArtifact, type PilotModel, type PilotOptions, predictPilot,
  predictSources, type RowPredictions,
  type RowQuality, type RowTargets, readCalibration, type SourceLabels, type SourceModel, type SourceTask, selectEvidence, shareDiffering, toPilotArtifact, utilityOfLabel, withoutJudge,
} from './pilot/index.ts'
// Whole runs.
// biome-ignore format: a list of names
export {
  type AuditRunRequest, auditRun, CARD_MARK, type CardFacts, type CardFile, type EndpointEncoder, type EvidenceFacts, exportHybrid, type Fingerprint, type HybridExport, type JobOutcome,
  type JudgeComparison, type JudgesArtifact, judgeFamily, judgeNotes,
  judgeTables, type LabelMethod, type LedgerEntry, leftOutReasons, loadEvidence, loadInstances, loadJudges, loadLabels, loadPool, loadProbeReward, loadRunFacts, type MadePlan, type MeasureJudgesOptions,MOST_MEASURED, measureJudges,
  type NamedEncoder, type ParsedPlan, type PlanFacts, type ProbeEncoder, type ProbeReward, 
  parsePlan, parseSlice, probeEncoder, type RouteRequest, RUN_ROUTERS, type RunEvidence,
  type RunFacts, type RunManifest, type RunOptions, type RunStore, readLines, readManifest, readResponseAlone, renderDatasetCard, reportData, rewardResponses, routePairs,
  runStages, type SliceRow, type SourceCount, type SourceOption, STAGES, type Stage,
  type StageContext, type StageRecord, summarizeRun, type UserFeature as UserFeatureOption, type World, writeLines } from './pipeline/index.ts'
// Performance prediction models.
// biome-ignore format: a list of names
export {
  type CompareOptions, type CrossValidationOptions, compareGains, createMixDesign, createTrainingTable, crossValidateInfluence, crossValidatePenalties,
  crossValidatePpm, crossValidateTargets, type ExamplePair, type ExamplePairs, examplePairs, explainInfluence, explainQuality, type FeatureGain, type FeatureGainOptions, type FittedPpm,
  type FittedTargets, featureGains, fitAllTargets, fitInfluencePpm,
  fitKernelRidge, fitLeastSquares, fitPenalised, fitPpm, fromPpmArtifact, fromPpmArtifacts, type GainAgreement, type GainComparison, type InfluenceOptions, type InfluencePilot, type InfluenceQuality,
  type InfluenceValidation, influenceGains, type LearningCurveOptions, type LearningPoint, type LeastSquares, learningCurve, leastReliability,type MixDesign, type MixDesignInput, type MixPpmKind,
  mixPpmKinds, 
  type OlsOptions, type OutOfFold, type OutOfFoldTask, openPpm, type PairEffects, type PenalisedFit, type PpmArtifact, type PpmKind, type PpmOptions,
  type PpmQuality, type PpmState, pairEffects, parsePpmKind, ppmKinds, predictOutOfFold, preparePpm, type RidgeOptions, type RowComponents, type RowGains, rowGains, type Spread, selectMixes, type TargetFacts, type TargetsInput,
  type TrainingTable, type TrainingTableInput, toPpmArtifact, toPpmArtifacts,
  withScores,
} from './ppm/index.ts'
// The report.
// biome-ignore format: a list of names
export {
  type Block, type Chart, type ExamplePair as ReportExamplePair, escapeHtml, escapeMarkdown, type FeatureGain as ReportFeatureGain, formatCount, formatDifference, formatInterval, formatNumber, formatP, formatSeconds,
  formatShare, formatShareInterval, formatUsd, isKnown, type JudgeReliability, type JudgesReport,
  type LedgerRow, type Page, type Panel, type Panels, type PredictedMix, type Provenance, type ReliabilityPoint, type ReportData, type ReportTable,renderHtml, renderMarkdown, renderStudyHtml, renderStudyMarkdown, reportSections,
  type Section, 
  studySections,type TargetReport, 
} from './report/index.ts'
// Probe reward models, controls, records of external trainers.
// biome-ignore format: a list of names
export {
  BLOCK_WEIGHT_COLUMNS, type CertaintyOptions, CHUNK_SIZE, type ChosenL2, CONTROLS, type Control, type ControlName, type ControlScores,chooseL2, controlTargets, controlWarnings,
  countChunks, createPlainEngine, 
  type DesignMatrix, describeSurface, describeSurfaces, differenceMatrix, disagreementWeights, type EvaluationFile, type EvaluationMatrix, type EvaluationRow, type FeatureBlock, FLIPPED_SHARE, fitProbeScaler, fitProbes,type HeadLabels,
  type InfluenceProblem, type InfluenceSolver, type InfluenceTarget, 
  influenceCertainty, joinLabels, L2_GRID, type L2Choice, type LabelTables, type LedgerTotals, labelTables, type MixTraining,marginScale, measureInfluence, midpointLabels, mixLabels, openInfluence, openProbeSolver,
  oppositeLabels, 
  type ProbeChunk, type ProbeDesign, type ProbeFits, type ProbeLosses, type ProbeOptions, type ProbeProblem, type ProbeScaler, type ProbeSolver,parseProbeScaler, parseTrainingJob, parseTrainingResult, priceSeconds, probeLosses, 
  type Rows, type ScaledBlock, STRENGTH_MARGIN, SURFACE_COUNT, SURFACE_NAMES, type SubsetTally, scaleResponses, scalerColumns, sumLedger,type TargetMode, type TrainedChunk,
  type TrainingEntry, type TrainingJob, type TrainingRequest, type TrainingResult, type TrainingRow, 
  takeRows, targetsOf, trainMixes,
} from './reward/index.ts'
// Routing plans.
// biome-ignore format: a list of names
export {assignSources, breakEvenPrice, budgetFrontier, 
  type CombinedEvidence, type CompositionOptions, type CoverOptions, type CurvePoint, chooseByInfluence, chooseRouter, composePlan,
  coverRows, DOUBT_SIGNALS, type DrawCandidates, decideRouting, describeRow, type EvidenceVectors,
  type FeatureComposition, type FrontierOptions, type FrontierPoint, fillsBudget, type HybridLabels, type InfluenceChoice, type InfluenceRequest,
  type LabelReason, type LabelSource, labelsSaved, type MarginalValue, type MergedRouting, mergeReserve, type PlannedSource, parseRouter, planComposition, planPrice, planRouting, planSources,
  planToRows, predictChoice, RANKS_BY_PPM, type ReserveRequest,
  type RewardGapBand, ROUTER_NAMES, type RouterChoice, type RouterFacts, type RouterName, type RoutingDecision, type RoutingEvidence, type RoutingRequest,
  type RowCover, type RowExplainer, type RowReserve, reserveRows, rewardGapBand, type SourceAssignment, type SourceMultipliers, type SourcePlan, type SourcePlanRequest,
  type SourceRequest, scoreLinearGains, scoreQuadraticGains,type UncertaintyVariant, 
} from './route/index.ts'
// Simulated worlds with known truth.
// biome-ignore format: a list of names
export {
  type AnalyticOptions, type AnalyticSettings, type AnalyticTruth, type AnalyticWorld, type AnnotatorModel, analyticPreset, type CarelessPeople, combineVotes,
  createPeople, DEFAULT_RATES,
  type Habit, type InstanceTruth, JUDGE, type JudgeModel, type LabelChances, type LabelUtility, type LapseModel, type LapseRule, labelUtility, measureLabelUtility, type PanelModel,
  type PeopleModel, type ProfileShares, type PromptProfile, parseWorldKind, parseWorldPreset, presetsOf, type ResponseSurface, type ScoredRows,SIMULATED_ANNOTATORS, SIMULATED_SOURCE, 
  type SimulatedAnnotator, type SimulatedPerson, type SimulatedWorld, type SourceRates, type SurfaceKind, shareOfAchievableGain, simulateAnalyticWorld,
  simulateWorld, type TagBlock, type TextPreset,
  type UtilityBasis, WORLD_KINDS, WORLD_PRESETS, type WorldKind, type WorldOptions, type WorldPreset, type WorldRates, worldRates,
} from './simulate/index.ts'
// Statistics and dense matrices.
// biome-ignore format: a list of names
export {accuracyAtHalf, argsort, argsortDescending, auc,
  averagePrecision, 
  type BootstrapInterval, type BootstrapOptions, basicInterval, bcaInterval, benjaminiHochberg, betaCdf, betaQuantile, binomialPmf, binomialTest, binomialUpperTail, bonferroni,
  bootstrapInterval, brierScore, type CorrelationKind, chiSquaredUpperTail, cholesky, clopperPearson, correlationPValue, createMatrix, dot, type Ends, eachFold, erf, erfc,
  estimateMean, expectedCalibrationError, type FixedSequence, factorisePositive, fitIsotonic, fitPlatt, fixedSequence, foldRows, gram, holm, type Isotonic, identityMatrix, interpolate,
  invertCholesky, kendallTauB, kthLargest, logBeta, logDeterminant, logGamma, logit, logLoss, type Matrix, type MeanEstimate,
  type MeanEstimates, type MeanOptions, matrixRow, mcnemar, mean, meanAbsoluteError, median,
  membersByGroup, multiply, multiplyTransposedVector, multiplyVector, normalCdf, normalPdf, normalQuantile, normalUpperTail, type OrderedTest, outerGram, type Platt, type PropensitySample, pearson,
  percentileInterval, type QuantileDefinition, quantile, quantileSorted, r2, ranks, rmse, type SequenceLevel, type Side,
  type SingularValues, type SymmetricEigen, selectTop, sigmoid, singularValues, softplus, solveCholesky, solveLower,
  solveLowerTransposed, spearman, standardDeviation, sum, symmetricEigen, type TestedLevel, type TestResult, tCdf, testInOrder, tieSizes, tQuantile, transpose, tUpperTail, variance,type WilcoxonOptions, 
  weightedMean, wilcoxonSignedRank, wilsonInterval,
} from './stats/index.ts'
// Honest comparison of routers.
// biome-ignore format: a list of names
export {
  type CellResult, type CellSpec, type Contender, type MainComparison, 
  runStudy,type StudyOptions, type StudySetting, type StudyWorld, type WorldPlan,
} from './study/index.ts'
