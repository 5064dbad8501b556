import { setMaxListeners } from 'node:events'
import type PgBoss from 'pg-boss'
import { isHyperError, type Json } from '../../kit/index.ts'
import { waitingClock } from '../clock/index.ts'
import { retryBroken } from './ask-database.ts'
import type {
  ChunkContext,
  QueueProgress,
  StopReason,
  WorkOptions,
  WorkSummary,
} from './job-contract.ts'
import type { JobStatements } from './job-statements.ts'
import { repeat } from './repeat.ts'

/** What a queue is made of. */
export interface QueueParts {
  readonly boss: PgBoss
  readonly name: string
  readonly statements: JobStatements
  /** Runs one of the statements; the name of the queue comes first by itself. */
  readonly ask: <Row>(text: string, ...values: readonly unknown[]) => Promise<Row[]>
  readonly leaseSeconds: number
}

/** What a worker needs of its queue. */
export interface WorkerParts extends QueueParts {
  readonly progress: () => Promise<QueueProgress>
  readonly stop: (reason: StopReason) => Promise<void>
  readonly stopReason: () => Promise<StopReason | null>
}

type Handler = (chunk: Json, context: ChunkContext) => Promise<void>

interface Job {
  readonly id: string
  readonly data: { readonly chunk: string }
  readonly retryCount: number
}

/** A worker at work. */
interface Shift {
  readonly parts: WorkerParts
  readonly handler: Handler
  readonly stopsAll: (error: unknown) => boolean
  readonly whenEmpty: 'end' | 'wait'
  /** Aborted when no chunk may be started any more. */
  readonly over: AbortController
  readonly result: {
    ended: WorkSummary['ended']
    stop: StopReason | null
    done: number
    failed: number
  }
}

/** Milliseconds between looks at an empty queue, and at the stop reason. */
const IDLE_MS = 300
const WATCH_MS = 1000

/** Works through a queue; see `JobQueue.work`. */
export async function workThrough(
  parts: WorkerParts,
  options: WorkOptions & { readonly handler: Handler },
): Promise<WorkSummary> {
  const { handler, concurrency, signal, stopsAll = concernsAll, whenEmpty = 'end' } = options
  const over = new AbortController()
  // As many lanes listen as the caller wants.
  setMaxListeners(0, over.signal)
  const result: Shift['result'] = { ended: 'empty', stop: null, done: 0, failed: 0 }
  const shift: Shift = { parts, handler, stopsAll, whenEmpty, over, result }
  const cancel = (): void => {
    result.ended = 'cancelled'
    over.abort()
  }
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  const endWatch = watchStop(shift)
  try {
    await lookAtStop(shift)
    const lanes = Array.from({ length: concurrency }, () => runLane(shift))
    await Promise.allSettled(lanes)
    await Promise.all(lanes)
  } finally {
    over.abort()
    signal?.removeEventListener('abort', cancel)
    await endWatch()
  }
  return { ...result }
}

function concernsAll(error: unknown): boolean {
  return isHyperError(error) && /^(cap|remote|config)\//.test(error.code)
}

async function runLane(shift: Shift): Promise<void> {
  const { parts, over } = shift
  try {
    while (!over.signal.aborted) {
      const [job] = await parts.boss.fetch<Job['data']>(parts.name, { includeMetadata: true })
      if (job !== undefined) await runJob(job, shift)
      else if (await isEmpty(shift)) return
      else await waitingClock.sleep(IDLE_MS, over.signal)
    }
  } catch (error) {
    // Without its database a worker cannot go on; the other lanes end as well.
    over.abort()
    throw error
  }
}

async function isEmpty({ parts, whenEmpty }: Shift): Promise<boolean> {
  const { active, waiting } = await parts.progress()
  return whenEmpty === 'end' && active + waiting === 0
}

async function runJob(job: Job, shift: Shift): Promise<void> {
  const { parts, handler, over, result } = shift
  const { boss, name, ask, statements } = parts
  const ending = new AbortController()
  setMaxListeners(0, ending.signal)
  const abort = (): void => ending.abort()
  if (over.signal.aborted) abort()
  over.signal.addEventListener('abort', abort, { once: true })
  const endHold = holdJob(job, parts, abort)
  try {
    ending.signal.throwIfAborted()
    const chunk = JSON.parse(job.data.chunk) as Json
    await handler(chunk, { signal: ending.signal, attempt: job.retryCount + 1 })
    await retryBroken(() => boss.complete(name, job.id))
    result.done++
  } catch (error) {
    if (shift.stopsAll(error)) await stopAll(error as Error, shift)
    if (ending.signal.aborted || over.signal.aborted) {
      await ask(statements.giveBack, job.id, job.retryCount)
    } else {
      result.failed++
      await failJob(job, error, parts)
    }
  } finally {
    over.signal.removeEventListener('abort', abort)
    await endHold()
  }
}

async function stopAll(error: Error, shift: Shift): Promise<void> {
  const { code, hint } = error as Error & { code?: string; hint?: string }
  const reason = { code: code ?? 'internal/error', message: oneLine(error), hint: hint ?? null }
  await shift.parts.stop(reason)
  await lookAtStop(shift)
}

// Whoever lost a chunk to another worker must not take it from that one in turn.
async function failJob(job: Job, error: unknown, parts: QueueParts): Promise<void> {
  const { boss, name } = parts
  if (!(await hold(job, parts))) return
  await retryBroken(() => boss.fail(name, job.id, { message: oneLine(error) }))
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return Buffer.from(text.replaceAll(/[\s\0]+/g, ' ').slice(0, 400)).toString()
}

async function hold(job: Job, parts: QueueParts): Promise<boolean> {
  const { ask, statements, leaseSeconds } = parts
  return (await ask(statements.hold, job.id, job.retryCount, leaseSeconds)).length > 0
}

/** Holds a job at once and three times within its lease, and calls `lost` once another worker has it. */
function holdJob(job: Job, parts: QueueParts, lost: () => void): () => Promise<void> {
  const beat = async (): Promise<void> => {
    if (!(await hold(job, parts))) lost()
  }
  const first = beat().catch(() => {})
  const end = repeat((parts.leaseSeconds * 1000) / 3, beat)
  return async () => {
    await Promise.all([first, end()])
  }
}

async function lookAtStop({ parts, over, result }: Shift): Promise<void> {
  const stop = await parts.stopReason()
  if (stop === null || over.signal.aborted) return
  result.ended = 'stopped'
  result.stop = stop
  over.abort()
}

/** Looks at the stop reason, and three times within a lease for chunks whose workers died. */
function watchStop(shift: Shift): () => Promise<void> {
  const { boss, leaseSeconds } = shift.parts
  const endLook = repeat(Math.min(WATCH_MS, (leaseSeconds * 1000) / 3), () => lookAtStop(shift))
  const endExpire = repeat((leaseSeconds * 1000) / 3, () => expire(boss))
  return async () => {
    await Promise.all([endLook(), endExpire()])
  }
}

// Public in the package, absent from its types.
function expire(boss: PgBoss): Promise<void> {
  return (boss as unknown as { expire(): Promise<void> }).expire()
}
