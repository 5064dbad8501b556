import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase, openDatabaseJournal } from '../backends/index.ts'
import { HyperError, type Progress, type Random, show } from '../kit/index.ts'
import type { BuyStep } from '../pipeline/index.ts'
import { buyByQueue } from './buy-by-queue.ts'
import type { JudgeSetup } from './judge-setup.ts'
import { type OpenShop, openShop, type ShopOptions } from './open-shop.ts'
import { type Served, serveQueues } from './serve-queues.ts'
import { openChunkWorker } from './work-on-chunks.ts'

/** Which database is opened, and how patient its workers are. */
export interface DatabaseSetup {
  /** As `openDatabase` takes it. */
  readonly place: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Seconds without a sign of life after which a worker's chunk is taken over; null for 30, or 5 in a folder, which no other process can have open. */
  readonly leaseSeconds: number | null
}

/** How a shop in a database is opened. */
export interface DatabaseShopOptions
  extends DatabaseSetup,
    Omit<ShopOptions, 'journal' | 'folder'> {
  /** Name of the journal: all purchases under one name share a wallet. */
  readonly journal: string
  /** Whether this process works on the chunks as well. */
  readonly work: boolean
  /** What the questions are about; see `QueueBuyer`. */
  readonly about: string
}

/** An open shop in a database. */
export interface DatabaseShop extends OpenShop {
  /** Where it is, for people. */
  readonly place: string
  /** Returns the way to buy for these judges. */
  buyFor(setups: readonly JudgeSetup[]): BuyStep
}

interface OpenedDatabase {
  readonly database: Database
  readonly leaseSeconds: number
  /** The folder of a PGlite database; null for a server. */
  readonly folder: string | null
}

async function openSetup({ place, env, leaseSeconds }: DatabaseSetup): Promise<OpenedDatabase> {
  if (isFolder(place)) refuseFiles(place)
  const database = await openDatabase(place, { environment: env, connections: 6 })
  return {
    database,
    leaseSeconds: leaseSeconds ?? (database.exclusive ? 5 : 30),
    folder: database.kind === 'pglite' ? database.place : null,
  }
}

const isFolder = (place: string): boolean => !/^(?:env:|postgres(?:ql)?:\/\/)/.test(place)

// Two journals in one folder would each buy what the other has.
function refuseFiles(folder: string): void {
  if (existsSync(join(folder, 'database')) || !existsSync(join(folder, 'answers.jsonl'))) return
  throw new HyperError(
    'usage/other-journal',
    `database: got ${folder} with a journal in a file, expected a folder without one`,
    { hint: 'go on without --database, or give another folder: its answers are not bought yet' },
  )
}

/** Refuses a folder whose answers are in a database. @throws HyperError `usage/other-journal` */
export function refuseDatabaseFolder(folder: string): void {
  if (!existsSync(join(folder, 'database'))) return
  throw new HyperError(
    'usage/other-journal',
    `journal: got ${folder} with a database, expected a journal in a file`,
    { hint: 'give --database again, or another --journal' },
  )
}

/**
 * Opens a journal in a database with a queue of chunks, so that any number of processes buy within one wallet.
 *
 * @throws HyperError as `openDatabase`; `usage/bad-journal`, `usage/other-journal`; `usage/wrong-option` for a folder without work of this process
 */
export async function openDatabaseShop(options: DatabaseShopOptions): Promise<DatabaseShop> {
  const { journal: name, prices, progress, random, env } = options
  if (!/^[\w.-]{1,100}$/.test(name)) {
    throw new HyperError(
      'usage/bad-journal',
      `--journal: got ${show(name)}, expected a name of letters, digits, _ . and - beside --database`,
    )
  }
  const { database, leaseSeconds, folder } = await openSetup(options)
  try {
    if (database.exclusive && !options.work) {
      throw new HyperError(
        'usage/wrong-option',
        'judge: got --no-work with a folder, expected a server: no other process can work in a folder',
      )
    }
    const cap = prices.capUsd === null ? {} : { capUsd: prices.capUsd }
    const journal = await openDatabaseJournal({ database, name, leaseSeconds, ...cap })
    const shop = await openShop({ ...options, folder, journal })
    const worker = options.work
      ? await openChunkWorker({ database, leaseSeconds, env, progress, random, folder })
      : null
    return {
      ...shop,
      place: database.place,
      buyFor: (setups) =>
        buyByQueue({
          ...{ database, journal: name, leaseSeconds, worker, about: options.about },
          ...{ shop: shop.shop, signal: options.signal },
          setupOf: (judge) => setups.find((own) => own.judge.id === judge)!,
        }),
      dispose: async () => {
        await worker?.dispose()
        await shop.dispose()
        await journal.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Works on what others send, until told to stop; see `serveQueues`. */
export async function serveDatabase(
  options: DatabaseSetup & {
    readonly untilIdle: boolean
    readonly signal: AbortSignal
    readonly progress: Progress
    readonly random: Random
  },
): Promise<Served> {
  const { env, progress, random } = options
  const { database, leaseSeconds, folder } = await openSetup(options)
  try {
    const worker = await openChunkWorker({ database, leaseSeconds, env, progress, random, folder })
    try {
      return await serveQueues(database, worker, { ...options, leaseSeconds })
    } finally {
      await worker.dispose()
    }
  } finally {
    await database.close()
  }
}
