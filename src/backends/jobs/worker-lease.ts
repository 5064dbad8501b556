import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import type { JournalStatements } from './journal-statements.ts'

/** Sign of life of one worker. */
export interface WorkerLease {
  /** Unique among all workers. */
  readonly worker: string
  /** Ends it: what the worker still has in flight counts as lost from the next sweep on. */
  end(): Promise<void>
}

/** Whose lease it is. */
export interface LeaseOptions {
  readonly database: Database
  /** Name of the journal whose dead workers are cleared away. */
  readonly name: string
  readonly statements: Pick<JournalStatements, 'beat' | 'leave' | 'sweep'>
  readonly leaseSeconds: number
}

/** Workers of this process, of all journals. */
const living = new Set<string>()

/**
 * Returns the lease of a new worker, renewed three times within its length; each time the calls of workers whose lease ran out are counted
 * as lost. A beat that fails is made up for by the next one: what was counted as lost too early is corrected when it is settled.
 */
export async function startLease(options: LeaseOptions): Promise<WorkerLease> {
  const { database, name, statements, leaseSeconds } = options
  const worker = randomUUID()
  living.add(worker)
  const sweep = (alone: boolean): Promise<unknown> =>
    database.query(statements.sweep, [name, alone, [...living]])
  const beat = async (): Promise<void> => {
    await database.query(statements.beat, [worker, leaseSeconds])
    await sweep(false)
  }
  await beat()
  if (database.exclusive) await sweep(true)
  let beating = Promise.resolve()
  const timer = setInterval(
    () => {
      beating = beating.then(beat).catch(() => {})
    },
    (leaseSeconds * 1000) / 3,
  )
  timer.unref()
  return {
    worker,
    end: async () => {
      clearInterval(timer)
      await beating
      living.delete(worker)
      await database.query(statements.leave, [worker])
      await sweep(false)
    },
  }
}
