import type { Progress } from '../../kit/index.ts'
import type {
  EvaluationRow,
  TrainingEntry,
  TrainingJob,
  TrainingRequest,
  TrainingResult,
} from '../../reward/index.ts'

/** A command trainer with its work. */
export interface CommandTrainerOptions {
  /** Program and arguments; the path of the job file is added as the last argument. */
  readonly command: readonly string[]
  /** Name of the trainer in the config. */
  readonly trainer: string
  readonly jobs: readonly TrainingRequest[]
  readonly suites: readonly { readonly name: string; readonly rows: readonly EvaluationRow[] }[]
  /** Jobs that run at the same time. */
  readonly concurrency: number
  readonly timeoutSeconds: number
  /** Holds a folder per job; a job whose result lies there with the same hash is not run again. */
  readonly folder: string
  /** Working directory of the program; ours unless told. */
  readonly cwd?: string
  /** Environment variables that are handed over although they look like secrets. */
  readonly environment?: readonly string[]
  /** Time between asking the program to end and ending it; 5 unless told. */
  readonly graceSeconds?: number
  /** Price of the device for results that state none; null or absent where unknown. */
  readonly usdPerHour?: number | null
  readonly signal?: AbortSignal
  readonly progress?: Progress
  /** Name of the stage in progress events. */
  readonly stage?: string
  /** Called once per finished job, in the order of completion. */
  readonly onOutcome?: (outcome: CommandOutcome) => Promise<void> | void
}

/** One finished job. */
export interface CommandOutcome {
  readonly job: TrainingJob
  readonly result: TrainingResult
  /** True where the result of an earlier run was taken. */
  readonly resumed: boolean
  /** Line of the ledger. */
  readonly entry: TrainingEntry
}
