import type { Readable } from 'node:stream'
import type { DirectoryStore } from '../backends/index.ts'
import type { PurchasePlan } from '../judge/index.ts'
import type { Progress } from '../kit/index.ts'
import type { RunOptions } from '../pipeline/index.ts'

/** What the caller of a run brings along. */
export interface ConnectOptions {
  readonly options: RunOptions
  readonly store: DirectoryStore
  readonly version: string
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly concurrency: number
  readonly stdin: Readable
  /** Folder that relative paths of the options start from. */
  readonly cwd: string
  /** Folder in which the command was given; `cwd` unless told. */
  readonly calledFrom?: string
  /** Encoders beside those of the options, whose caps count too: those that a study varies. */
  readonly encoders?: readonly RunOptions['train']['encoder'][]
  /** `HYPER_CACHE` and `HYPER_DECODER` are read, and the variables that judges and encoders name as those of their keys. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether questions that failed in an earlier purchase are asked again; not unless told. */
  readonly retryFailed?: boolean
  /** Lets the user agree to a purchase; without it none is made. */
  readonly approve?: (plan: PurchasePlan) => Promise<void>
}
