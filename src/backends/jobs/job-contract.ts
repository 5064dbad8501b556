import type { Json } from '../../kit/index.ts'
import type { Database } from './database.ts'

/** Which queue is opened, and how patient it is. */
export interface JobQueueOptions {
  readonly database: Database
  /** Letters, digits, `_` and `-`; queues of different names share nothing. */
  readonly name: string
  /** Seconds without a sign of life after which a chunk is taken from its worker; 30 unless told. */
  readonly leaseSeconds?: number
  /** Tries of a chunk, those of workers that died included; 5 unless told. */
  readonly attempts?: number
  /** Seconds before a failed chunk is tried again; doubled each time, with jitter. 1 unless told. */
  readonly retrySeconds?: number
}

/** How far a queue is, in chunks. */
export interface QueueProgress {
  readonly done: number
  readonly active: number
  /** Those that wait for their next try included. */
  readonly waiting: number
  /** Those without a try left. */
  readonly failed: number
}

/** Why all workers of a queue end before it is empty: the cap is reached, no key is left. */
export interface StopReason {
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/** A chunk without a try left. */
export interface FailedChunk {
  readonly chunk: Json
  /** One line. */
  readonly reason: string
  readonly attempts: number
}

/** What a handler may know of the chunk at hand. */
export interface ChunkContext {
  /** Aborted when the worker is cancelled, all workers are stopped, or another worker took the chunk over. */
  readonly signal: AbortSignal
  /** 1 for the first try. */
  readonly attempt: number
}

/** How chunks are worked through. */
export interface WorkOptions {
  /** Chunks at the same time. */
  readonly concurrency: number
  /** Cancels: chunks in hand are given back when their handlers have ended. */
  readonly signal?: AbortSignal
  /** `end` once no chunk waits or is active anywhere (unless told), or `wait` for more until cancelled. */
  readonly whenEmpty?: 'end' | 'wait'
  /** Whether an error of a handler concerns all workers; unless told, those of the kinds `cap`, `remote` and `config` do. */
  readonly stopsAll?: (error: unknown) => boolean
}

/** How the work ended. */
export interface WorkSummary {
  /** `empty`: no chunk is left; `stopped`: for the reason in `stop`; `cancelled`: by the signal. */
  readonly ended: 'empty' | 'stopped' | 'cancelled'
  readonly stop: StopReason | null
  /** Chunks that this worker completed. */
  readonly done: number
  /** Tries of this worker that failed. */
  readonly failed: number
}

/** Chunks of work that any number of processes share. */
export interface JobQueue {
  /** Queues chunks and returns how many of them are new: a chunk of equal content is the same job, whatever became of it. */
  send(chunks: Iterable<Json> | AsyncIterable<Json>): Promise<number>
  /** Works through the queue beside other workers; a handler must stand to see a chunk twice. */
  work(
    handler: (chunk: Json, context: ChunkContext) => Promise<void>,
    options: WorkOptions,
  ): Promise<WorkSummary>
  progress(): Promise<QueueProgress>
  /** Returns chunks without a try left, at most `limit`. */
  failures(limit: number): Promise<FailedChunk[]>
  /** Gives each failed chunk one more try and returns how many there are. */
  retryFailed(): Promise<number>
  /** Ends all workers; the first reason stays until `resume`. */
  stop(reason: StopReason): Promise<void>
  stopReason(): Promise<StopReason | null>
  /** Lets workers start again after a stop. */
  resume(): Promise<void>
  close(): Promise<void>
}
