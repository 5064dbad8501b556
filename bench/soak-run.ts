import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Database,
  type JobQueue,
  openDatabase,
  openDatabaseJournal,
  openJobQueue,
} from '../src/backends/index.ts'
import type { AnswerJournal, WalletTotals } from '../src/domain/index.ts'
import { type SoakChunk, soakAsks, soakKey } from './soak-questions.ts'
import type { SoakWorkerOptions, SoakWorkerReport } from './soak-worker.ts'
import { type StubCounts, startStubEndpoint } from './stub-endpoint.ts'

/** What a soak is made of. */
export interface SoakOptions {
  /** URL of a PostgreSQL server. */
  readonly url: string
  /** Schema of its tables; deleted first. */
  readonly schema: string
  readonly workers: number
  /** New chunks are sent for so long; a number of `chunks` instead ends the soak when they are done. */
  readonly seconds: number
  readonly chunks: number | null
  readonly capUsd: number | null
  readonly delayMs: number
  /** Calls after which the first worker that made so many is killed and another one started in its place; null for never. */
  readonly killCalls: number | null
  readonly onSecond?: (second: SoakSecond) => void
}

/** One second of a soak. */
export interface SoakSecond {
  readonly second: number
  /** Calls by all workers in it. */
  readonly calls: number
  /** Resident bytes of each worker. */
  readonly rss: readonly number[]
}

/** What a soak found. */
export interface SoakResult {
  readonly chunks: number
  readonly seconds: readonly SoakSecond[]
  readonly ended: readonly string[]
  readonly totals: WalletTotals
  readonly stub: StubCounts
}

/** Questions in a chunk. */
export const CHUNK = 100
const LEASE = 3

/** Runs workers, each a process of its own, against a stub endpoint and one database, and returns what they bought. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const stub = await startStubEndpoint(options.delayMs)
  const database = await openDatabase(options.url, { schema: options.schema })
  const { schema } = options
  await database.script(
    `drop schema if exists ${schema} cascade; drop schema if exists ${schema}_jobs cascade`,
  )
  const capUsd = options.capUsd
  const journal = await openDatabaseJournal({ database, name: 'soak', capUsd, leaseSeconds: LEASE })
  const queue = await openJobQueue({ database, name: 'soak', leaseSeconds: LEASE })
  const crew = createCrew(options, stub.url)
  try {
    const seconds = watch(crew, options)
    const chunks = await feed(queue, options, crew.start)
    const ended = await crew.end()
    return {
      chunks,
      seconds: await seconds.end(),
      ended,
      totals: await journal.totals(),
      stub: stub.counts(),
    }
  } finally {
    crew.kill()
    await journal.close()
    await queue.close()
    await database.close()
    await stub.stop()
  }
}

/** Sends chunks, a few seconds ahead of the workers, and returns their number. */
async function feed(queue: JobQueue, options: SoakOptions, start: () => void): Promise<number> {
  const end = Date.now() + options.seconds * 1000
  const most = options.chunks ?? Number.POSITIVE_INFINITY
  let sent = 0
  const send = async (count: number): Promise<void> => {
    const chunks = Array.from({ length: Math.min(count, most - sent) }, (_, index) => ({
      start: (sent + index) * CHUNK,
      count: CHUNK,
    }))
    sent += await queue.send(chunks)
  }
  await send(options.chunks ?? 30)
  start()
  while (options.chunks === null && Date.now() < end) {
    await wait(500)
    const { waiting } = await queue.progress()
    if (waiting < 30) await send(30 - waiting)
  }
  return sent
}

interface Crew {
  start(): void
  /** Resolves with how each worker ended when the last one has. */
  end(): Promise<string[]>
  kill(): void
  readonly last: (SoakWorkerReport | null)[]
}

function createCrew(options: SoakOptions, endpoint: string): Crew {
  const children: ChildProcess[] = []
  const last: (SoakWorkerReport | null)[] = []
  const ends: Promise<void>[] = []
  let killed = false
  const hire = (): void => {
    const index = children.length
    const told: SoakWorkerOptions = {
      schema: options.schema,
      endpoint,
      index,
      chunks: 2,
      calls: 16,
      leaseSeconds: LEASE,
    }
    const child = fork(join(import.meta.dirname, 'soak-worker.ts'), [], {
      execArgv: ['--import', 'tsx'],
      env: {
        ...process.env,
        HYPER_SOAK_DATABASE: options.url,
        HYPER_SOAK_WORKER: JSON.stringify(told),
      },
    })
    last.push(null)
    child.on('message', (report) => {
      last[index] = report as SoakWorkerReport
      const { killCalls } = options
      if (killCalls === null || killed || last[index]!.calls < killCalls) return
      killed = true
      child.kill('SIGKILL')
      hire()
    })
    ends.push(new Promise((resolve) => child.once('exit', () => resolve())))
    children.push(child)
  }
  return {
    last,
    start: () => {
      for (let index = 0; index < options.workers; index++) hire()
    },
    end: async () => {
      // Their number grows when one is replaced.
      for (let index = 0; index < ends.length; index++) await ends[index]
      return last.map((report) => report?.ended ?? 'killed')
    },
    kill: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

function watch(crew: Crew, options: SoakOptions): { end(): Promise<SoakSecond[]> } {
  const seconds: SoakSecond[] = []
  let before = 0
  const look = (): void => {
    const calls = crew.last.reduce((sum, report) => sum + (report?.calls ?? 0), 0)
    const rss = crew.last.map((report) => report?.rss ?? 0)
    const second = { second: seconds.length + 1, calls: calls - before, rss }
    before = calls
    seconds.push(second)
    options.onSecond?.(second)
  }
  const timer = setInterval(look, 1000)
  return {
    end: async () => {
      clearInterval(timer)
      return seconds
    },
  }
}

/** Returns how many of the chunks' questions have unequal answers in two journals; a question without an answer in either is unequal. */
export async function countUnequal(
  pair: readonly [Database, Database],
  chunks: number,
): Promise<number> {
  const journals = await Promise.all(
    pair.map((database) => openDatabaseJournal({ database, name: 'soak' })),
  )
  let unequal = 0
  for (let index = 0; index < chunks; index += 10) {
    const chunk: SoakChunk = { start: index * CHUNK, count: Math.min(10, chunks - index) * CHUNK }
    const keys = [...soakAsks(chunk)].map((ask) => soakKey(ask.identity))
    const [first, second] = await Promise.all(journals.map((journal) => readAnswers(journal, keys)))
    unequal += first!.filter((answer, place) => answer === null || answer !== second![place]).length
  }
  await Promise.all(journals.map((journal) => journal.close()))
  return unequal
}

// How long a call took, and how many tries it needed, is not part of its answer.
async function readAnswers(
  journal: AnswerJournal,
  keys: readonly string[],
): Promise<(string | null)[]> {
  const answers = await journal.read(keys)
  return answers.map((answer) =>
    answer?.reply == null ? null : JSON.stringify([answer.reply, answer.costUsd]),
  )
}
