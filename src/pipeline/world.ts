import type { Clock, Encoder, MatrixEngine, RawRow, TextAnalyser } from '../domain/index.ts'
import type { Cancel, Progress } from '../kit/index.ts'
import type {
  EvaluationRow,
  TrainingEntry,
  TrainingRequest,
  TrainingResult,
} from '../reward/index.ts'
import type { OpenedJudges } from './judging/opened-judges.ts'
import type { NamedEncoder } from './response-encoders.ts'
import type { RunStore } from './store.ts'

/** Everything a run reaches outside itself; the command line fills it with adapters, tests with doubles. */
export interface World {
  /** Version of the package; part of every stage key. */
  readonly version: string
  readonly store: RunStore
  readonly clock: Clock
  readonly progress: Progress
  readonly cancel: Cancel
  /** Workers and jobs at a time; never changes a result. */
  readonly concurrency: number
  /** Facts for the manifest: processor, runtime. */
  readonly environment: Readonly<Record<string, string | number>>
  /** Returns the SHA-256 of a text, hex. */
  hash(content: string): string
  /** Reads files, folders, globs or `-`. */
  openRows(patterns: readonly string[]): AsyncIterable<RawRow>
  /** Returns a fingerprint of the content behind the patterns; null for standard input. */
  fingerprint(patterns: readonly string[]): Promise<string | null>
  /** The text encoder of the config; null for `none`. Opened at the first call. */
  encoder(): Promise<Encoder | null>
  /** The encoders that probes read responses with, in the order of their blocks; none for surface measures alone. Opened at the first call. */
  responseEncoders(): Promise<readonly NamedEncoder[]>
  analyser(): Promise<TextAnalyser>
  /** Whether stages that buy look again for what failed; not unless told. */
  readonly retryFailed?: boolean
  /** The judges of the config, and where their answers are bought. Opened at the first call. */
  judges(): Promise<OpenedJudges>
  engine(): Promise<MatrixEngine>
  /** Runs jobs of an external trainer, at most `concurrency` at a time; finished ones are not run again. */
  runJobs(
    jobs: readonly TrainingRequest[],
    evaluation: readonly EvaluationRow[],
    stage: string,
  ): Promise<JobOutcome[]>
  /** Any DOM document: charts are drawn in it. */
  document(): unknown
}

/** What a job gave. */
export interface JobOutcome {
  readonly result: TrainingResult
  readonly entry: TrainingEntry
}
