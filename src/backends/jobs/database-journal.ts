import { randomUUID } from 'node:crypto'
import {
  type AnswerJournal,
  type AnswerState,
  type PaidAnswer,
  type Reservation,
  reviveAnswer,
} from '../../domain/index.ts'
import { askDatabase } from './ask-database.ts'
import { batchCalls } from './batch-calls.ts'
import type { Database } from './database.ts'
import { ensureTables } from './ensure-tables.ts'
import {
  type AskedRow,
  capToNano,
  type EndedRow,
  numberRows,
  type TotalsRow,
  toAnswerRow,
  toEndedRow,
  toNano,
  toTotals,
} from './journal-rows.ts'
import { type JournalStatements, journalStatements } from './journal-statements.ts'
import { startLease } from './worker-lease.ts'

/** Which journal is opened, and what may be spent on it. */
export interface DatabaseJournalOptions {
  readonly database: Database
  /** Journals of different names share nothing. */
  readonly name: string
  /** Cap for all workers together, USD; null for no cap. Absent keeps the one that was set last. */
  readonly capUsd?: number | null
  /** Seconds without a sign of life after which the calls in flight of a worker count as lost; 30 unless told. */
  readonly leaseSeconds?: number
  /** Milliseconds that a call waits for others to be written with it; 2 unless told. */
  readonly windowMs?: number
}

/** Calls in one statement at most. */
const BATCH = 500
/** Keys in one question to the database at most. */
const KEYS = 5000

/**
 * Returns a journal in a database. Any number of processes may open it: they share one wallet, so that the cap holds for all of them
 * together. Concurrent calls are written in one statement each time. A call in flight whose process died counts as lost once its lease
 * ran out; in a folder of PGlite, which one process holds alone, at the next opening.
 *
 * @throws HyperError `config/newer-database`; from its methods `remote/database` when the database stays away for half a minute
 */
export async function openDatabaseJournal(options: DatabaseJournalOptions): Promise<AnswerJournal> {
  const { database, name, capUsd, leaseSeconds = 30, windowMs = 2 } = options
  await ensureTables(database)
  const statements = journalStatements(database.schema)
  const run = <Row>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    askDatabase(database, text, [name, ...values])
  await run(statements.openWallet, [])
  if (capUsd !== undefined) {
    await run(statements.setCap, [capToNano(capUsd)])
  }
  const lease = await startLease({ database, name, statements, leaseSeconds })
  return createJournal(run, { statements, worker: lease.worker, windowMs, leave: lease.end })
}

type Run = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

interface Parts {
  readonly statements: JournalStatements
  readonly worker: string
  readonly windowMs: number
  readonly leave: () => Promise<void>
}

function createJournal(run: Run, parts: Parts): AnswerJournal {
  const { statements, worker, windowMs, leave } = parts
  const gather = { windowMs, limit: BATCH }
  const reserving = batchCalls<AskedRow, boolean>({
    ...gather,
    flush: async (rows) => {
      const given = await run<{ id: string }>(statements.reserve, [
        JSON.stringify(numberRows(rows)),
        worker,
      ])
      const ids = new Set(given.map((row) => row.id))
      return rows.map((row) => ids.has(row.id))
    },
  })
  const settling = batchCalls<EndedRow, void>({
    ...gather,
    flush: async (rows) => {
      await run(statements.settle, [JSON.stringify(numberRows(rows))])
      return rows.map(() => undefined)
    },
  })
  return {
    states: (keys) => findStates(run, statements, keys),
    read: (keys) => findAnswers(run, statements, keys),
    reserve: async (key, boundUsd) => {
      const reservation: Reservation = { id: randomUUID(), key, boundUsd }
      const bound = toNano(boundUsd)
      return (await reserving.add({ id: reservation.id, key, bound })) ? reservation : null
    },
    settle: (reservation, settlement) => settling.add(toEndedRow(reservation, settlement)),
    add: async (answers) => {
      for (const part of split(answers, BATCH)) {
        await run(statements.add, [JSON.stringify(numberRows(part.map(toAnswerRow)))])
      }
    },
    totals: async () => toTotals((await run<TotalsRow>(statements.totals, []))[0]!),
    close: async () => {
      await Promise.all([reserving.idle(), settling.idle()])
      await leave()
    },
  }
}

async function findStates(
  run: Run,
  statements: JournalStatements,
  keys: readonly string[],
): Promise<AnswerState[]> {
  const found = new Map<string, AnswerState>()
  for (const part of split(keys, KEYS)) {
    const rows = await run<{ key: string; failed: boolean }>(statements.states, [part])
    for (const { key, failed } of rows) found.set(key, failed ? 'failed' : 'answered')
  }
  return keys.map((key) => found.get(key) ?? 'open')
}

async function findAnswers(
  run: Run,
  statements: JournalStatements,
  keys: readonly string[],
): Promise<(PaidAnswer | undefined)[]> {
  const found = new Map<string, PaidAnswer>()
  for (const part of split(keys, BATCH)) {
    const rows = await run<{ key: string; body: string }>(statements.read, [part])
    for (const { key, body } of rows) found.set(key, reviveAnswer(JSON.parse(body) as PaidAnswer))
  }
  return keys.map((key) => found.get(key))
}

function* split<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
