import type PgBoss from 'pg-boss'
import { canonicalJson, HyperError, type Json, show } from '../../kit/index.ts'
import { sha256Of } from '../files/sha256-of.ts'
import { askDatabase, retryBroken } from './ask-database.ts'
import type { Database } from './database.ts'
import { ensureTables } from './ensure-tables.ts'
import type {
  FailedChunk,
  JobQueue,
  JobQueueOptions,
  QueueProgress,
  StopReason,
} from './job-contract.ts'
import { jobStatements } from './job-statements.ts'
import { type QueueParts, workThrough } from './work-through.ts'

/** Chunks in one statement. */
const BATCH = 200

/**
 * Returns a queue of chunks in a database, on pg-boss. A chunk whose worker died is taken over when its lease ran out; one that failed is tried
 * again with growing waits. Chunks stay known when they are done, so that sending them again buys nothing twice.
 *
 * @throws HyperError `config/bad-database` for a name that pg-boss does not take
 */
export async function openJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { database, name, leaseSeconds = 30, attempts = 5, retrySeconds = 1 } = options
  if (!/^[\w-]{1,100}$/.test(name)) {
    throw new HyperError(
      'config/bad-database',
      `queue: got ${show(name)}, expected letters, digits, _ and -`,
    )
  }
  await ensureTables(database)
  const jobs = `${database.schema}_jobs`
  const boss = await startBoss(database, jobs)
  await database.alone(`hyper jobs ${jobs}`, async () => {
    await boss.start()
    await boss.createQueue(name, {
      name,
      policy: 'standard',
      retryLimit: attempts - 1,
      retryDelay: retrySeconds,
      retryBackoff: true,
      expireInSeconds: Math.max(1, Math.ceil(leaseSeconds)),
    })
  })
  const statements = jobStatements(database.schema, jobs)
  const ask = <Row>(text: string, ...values: readonly unknown[]): Promise<Row[]> =>
    askDatabase(database, text, [name, ...values])
  return createQueue({ boss, name, statements, ask, leaseSeconds })
}

// Our own loop fetches: pg-boss's ends a handler when the lease that the job had at its start is over. Nothing is archived, for an archived
// job would be forgotten as known.
async function startBoss(database: Database, schema: string): Promise<PgBoss> {
  const { default: Boss } = await import('pg-boss')
  const executeSql = async (text: string, values?: unknown[]): Promise<{ rows: unknown[] }> => {
    if (values !== undefined) return { rows: await database.query(text, values) }
    return { rows: await runScript(database, text) }
  }
  const boss = new Boss({ db: { executeSql }, schema, supervise: false, schedule: false })
  boss.on('error', () => {})
  return boss
}

// Only statements that stand alone give rows.
async function runScript(database: Database, text: string): Promise<unknown[]> {
  if (/^\s*select\b[^;]*$/i.test(text)) return database.query(text)
  await database.script(text)
  return []
}

function createQueue(parts: QueueParts): JobQueue {
  const { boss, name, statements, ask } = parts
  const progress = async (): Promise<QueueProgress> =>
    toProgress(await ask<StateCount>(statements.count))
  const stopReason = async (): Promise<StopReason | null> =>
    (await ask<StopReason>(statements.readStop))[0] ?? null
  const stop = async (reason: StopReason): Promise<void> => {
    await ask(statements.stop, reason.code, reason.message, reason.hint)
  }
  return {
    send: async (chunks) => {
      let fresh = 0
      for await (const batch of gather(chunks, BATCH)) fresh += await sendBatch(parts, batch)
      return fresh
    },
    work: (handler, options) =>
      workThrough({ ...parts, progress, stop, stopReason }, { ...options, handler }),
    progress,
    failures: async (limit) =>
      (await ask<FailedRow>(statements.failures, limit)).map(toFailedChunk),
    retryFailed: async () => {
      const rows = await ask<{ id: string }>(statements.failedIds)
      const ids = rows.map((row) => row.id)
      // The package takes many ids, its types know one.
      if (ids.length > 0) await boss.retry(name, ids as unknown as string)
      return ids.length
    },
    stop,
    stopReason,
    resume: async () => {
      await ask(statements.clearStop)
    },
    close: () => boss.stop({ graceful: false }),
  }
}

async function sendBatch(parts: QueueParts, batch: readonly Json[]): Promise<number> {
  const { boss, name, statements, ask } = parts
  const texts = new Map(batch.map((chunk) => [jobId(chunk), JSON.stringify(chunk)]))
  const [known] = await ask<{ count: number }>(statements.known, [...texts.keys()])
  // A text inside JSON: jsonb alone refuses NUL and half surrogate pairs.
  const jobs = [...texts].map(([id, chunk]) => ({ id, name, data: { chunk } }))
  await retryBroken(() => boss.insert(jobs))
  return texts.size - known!.count
}

/** Returns the id of a chunk: equal content, equal id. */
function jobId(chunk: Json): string {
  const hex = sha256Of(canonicalJson(chunk))
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-')
}

async function* gather<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

interface StateCount {
  readonly state: string
  readonly count: number
}

function toProgress(rows: readonly StateCount[]): QueueProgress {
  const count = (...states: string[]): number =>
    rows.reduce((sum, row) => sum + (states.includes(row.state) ? row.count : 0), 0)
  return {
    done: count('completed'),
    active: count('active'),
    waiting: count('created', 'retry'),
    failed: count('failed', 'cancelled'),
  }
}

interface FailedRow {
  readonly data: { readonly chunk: string }
  readonly output: {
    readonly message?: string
    readonly value?: { readonly message?: string }
  } | null
  readonly retries: number
}

function toFailedChunk({ data, output, retries }: FailedRow): FailedChunk {
  const expired = output?.value?.message === undefined ? undefined : 'its workers died'
  return {
    chunk: JSON.parse(data.chunk) as Json,
    reason: output?.message ?? expired ?? 'unknown',
    attempts: retries + 1,
  }
}
