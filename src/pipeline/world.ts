import type { RawRow } from '../dataset/index.ts'
import type { Clock, Encoder, MatrixEngine, TextAnalyser } from '../domain/index.ts'
import type { Cancel, Json, Progress } from '../kit/index.ts'
import type { EvaluationRow, TrainingEntry, TrainingResult, TrainingRow } from '../reward/index.ts'
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
  analyser(): Promise<TextAnalyser>
  engine(): Promise<MatrixEngine>
  /** Runs jobs of an external trainer, at most `concurrency` at a time; finished ones are not run again. */
  runJobs(
    jobs: readonly JobRequest[],
    evaluation: readonly EvaluationRow[],
    stage: string,
  ): Promise<JobOutcome[]>
  /** Any DOM document: charts are drawn in it. */
  document(): unknown
}

/** One training by an external program. */
export interface JobRequest {
  /** Unique among the jobs of a run. */
  readonly id: string
  readonly mix: string
  readonly seed: number
  readonly baseModel: string | null
  /** Human-routed rows. */
  readonly budget: number
  /** 0 to 1. */
  readonly humanShare: number
  readonly parameters: Readonly<Record<string, Json>>
  /** Returns the training rows; asked when the job starts. */
  readonly rows: () => readonly TrainingRow[]
}

/** What a job gave. */
export interface JobOutcome {
  readonly result: TrainingResult
  readonly entry: TrainingEntry
}
