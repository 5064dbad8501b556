/**
 * The stages of a run in order. Comes in: the options of a config and a world of adapters. Goes out: a folder of artifacts with a manifest, resumed
 * where nothing changed. Refuses to reach the world other than through its ports, and to skip a stage whose outputs are not what the manifest says.
 */

export {
  loadCompleted,
  loadDataset,
  loadInstances,
  loadLabels,
  loadMatrix,
  loadPool,
  loadSuiteRows,
} from './artifacts.ts'
export { type AuditRunRequest, auditRun } from './audit-run.ts'
export { loadProbeReward, type ProbeReward, probeEncoder, rewardResponses } from './best-of.ts'
export type { CardFacts, CardFile } from './card-facts.ts'
export { CARD_MARK, leftOutReasons, OTHERS, renderDatasetCard } from './dataset-card.ts'
export { type DescribedPairs, describePairs } from './describe-pairs.ts'
export { type EvidenceFacts, loadEvidence, type RunEvidence } from './evidence-file.ts'
export { exportHybrid, type HybridExport } from './export-hybrid.ts'
export { joinFloats, readFloats } from './floats.ts'
export { readJsonArtifact, readLines, writeJsonArtifact, writeLines } from './json-lines.ts'
export { judgeNotes, judgeTables } from './judge-tables.ts'
export { type JudgesArtifact, loadJudges } from './judges-artifact.ts'
export * from './judging/index.ts'
export { influenceTarget, measureAt, worthIfDiffering } from './label-worth.ts'
export type { MadePlan, PlanFacts, SourceCount } from './make-plan.ts'
export type { LedgerEntry, RunManifest, StageRecord } from './manifest.ts'
export { readManifest } from './manifest.ts'
export {
  type JudgeComparison,
  type MeasureJudgesOptions,
  MOST_MEASURED,
  measureJudges,
} from './measure-judges.ts'
export type {
  AnnotateOptions,
  EndpointEncoder,
  LabelMethod,
  ProbeEncoder,
  RunOptions,
  SourceOption,
  UserFeature,
} from './options.ts'
export { PROBE_ROUTERS, RUN_ROUTERS } from './options.ts'
export { loadSignals, toPairEvidence } from './pair-signals.ts'
export { type ParsedPlan, parsePlan } from './parse-plan.ts'
export { parseSlice, type SliceRow } from './parse-slice.ts'
export { importOptionsOf, suiteOptionsOf } from './read-data.ts'
export { reportData } from './report-data.ts'
export {
  describeResponses,
  encodersId,
  type NamedEncoder,
  readResponseAlone,
} from './response-encoders.ts'
export { type RouteRequest, routePairs } from './route-pairs.ts'
export { loadRunFacts, type RunFacts } from './run-facts.ts'
export { shortenPaths } from './short-paths.ts'
export { runStages, type Stage, type StageContext } from './stage.ts'
export { methodOf } from './stage-annotate.ts'
export { judgeFamily } from './stage-judges.ts'
export { STAGES } from './stages.ts'
export type { Fingerprint, RunStore } from './store.ts'
export { summarizeRun } from './summarize-run.ts'
export * from './tagging/index.ts'
export type { JobOutcome, World } from './world.ts'
