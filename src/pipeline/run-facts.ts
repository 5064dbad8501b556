import type { AgreementReport } from '../annotate/index.ts'
import type { DesignReport } from '../candidates/index.ts'
import type { FeatureMatrix, LabelledPool, PlanRow, PreferenceInstance } from '../domain/index.ts'
import type { CoverageReport } from '../features/index.ts'
import {
  type DatasetArtifact,
  type LabelRow,
  loadDataset,
  loadInstances,
  loadLabels,
  loadMatrix,
  loadPool,
} from './artifacts.ts'
import { loadEvidence, type RunEvidence } from './evidence-file.ts'
import { readJsonArtifact, readLines } from './json-lines.ts'
import { type JudgesArtifact, loadJudges } from './judges-artifact.ts'
import type { RunOptions } from './options.ts'
import type { RoutedArtifact } from './stage-compare.ts'
import type { DesignArtifact } from './stage-design.ts'
import type { EvaluationArtifact, ScoreRow } from './stage-evaluate.ts'
import type { FitReport, PpmRunArtifact } from './stage-fit.ts'
import type { RoutingArtifact } from './stage-route.ts'
import type { RunStore } from './store.ts'

/** Every artifact that summary and report are made of. */
export interface RunFacts {
  readonly options: RunOptions
  readonly instances: readonly PreferenceInstance[]
  readonly dataset: DatasetArtifact
  readonly labels: readonly LabelRow[]
  readonly pool: LabelledPool
  readonly matrix: FeatureMatrix
  readonly agreement: AgreementReport
  readonly coverage: CoverageReport & { readonly encoder: string }
  readonly design: DesignArtifact
  readonly candidates: Omit<DesignReport, 'deviationSds'>
  readonly scores: readonly ScoreRow[]
  readonly evaluation: EvaluationArtifact
  readonly ppm: PpmRunArtifact
  readonly fit: FitReport
  readonly evidence: RunEvidence
  readonly routing: RoutingArtifact
  readonly plan: readonly PlanRow[]
  readonly routed: RoutedArtifact
  /** Null for a run of an earlier version. */
  readonly judges: JudgesArtifact | null
}

/** Returns the artifacts of a finished run. */
export async function loadRunFacts(store: RunStore, options: RunOptions): Promise<RunFacts> {
  return {
    options,
    instances: await loadInstances(store),
    dataset: await loadDataset(store),
    labels: await loadLabels(store),
    pool: await loadPool(store, options),
    matrix: await loadMatrix(store),
    agreement: await readJsonArtifact(store, 'agreement.json', 'agreement'),
    coverage: await readJsonArtifact(store, 'coverage.json', 'coverage'),
    design: await readJsonArtifact(store, 'design.json', 'design'),
    candidates: await readJsonArtifact(store, 'candidates.json', 'candidates'),
    scores: await readLines(store, 'scores.jsonl', 'scores'),
    evaluation: await readJsonArtifact(store, 'evaluation.json', 'evaluation'),
    ppm: await readJsonArtifact(store, 'ppm.json', 'ppm'),
    fit: await readJsonArtifact(store, 'ppm-report.json', 'ppm-report'),
    evidence: await loadEvidence(store),
    plan: await readLines(store, 'plan.jsonl', 'plan'),
    routing: await readJsonArtifact(store, 'routing.json', 'routing'),
    routed: await readJsonArtifact(store, 'routed.json', 'routed'),
    judges: await loadJudges(store),
  }
}
