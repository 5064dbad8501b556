import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Database,
  openDatabase,
  openDatabaseJournal,
  openJobQueue,
} from '../../../src/backends/jobs/index.ts'
import type { AnswerJournal } from '../../../src/domain/index.ts'
import { answerTo, freshName } from './made-up-answers.ts'
import { hasPostgres, startPostgres, type TestServer } from './start-postgres.ts'
import { startWorker } from './start-worker.ts'

describe('a folder of PGlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-jobs-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is for one process, and keeps what a killed one was told is kept', async () => {
    const child = await startWorker(folder, 'journal')
    expect(child.said).toBe('ready')
    await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'usage/database-in-use' })
    await child.tell({ do: 'reserve', key: 'kept', boundUsd: 1 })
    await child.tell({ do: 'reserve', key: 'lost', boundUsd: 0.5 })
    await child.tell({ do: 'answer', key: 'kept', costUsd: 0.25 })
    await child.kill()
    const database = await openDatabase(folder)
    const journal = await openDatabaseJournal({ database, name: 'journal' })
    expect(await journal.states(['kept', 'lost'])).toEqual(['answered', 'open'])
    expect(await journal.totals()).toMatchObject({
      spentUsd: 0.25,
      uncertainUsd: 0.5,
      reservedUsd: 0,
      lost: 1,
    })
    await journal.close()
    await database.close()
  })
})

describe.skipIf(!hasPostgres)('workers of a server (needs PostgreSQL)', () => {
  let server: TestServer
  let database: Database
  beforeAll(async () => {
    server = await startPostgres()
    database = await openDatabase(server.url)
  })
  afterAll(async () => {
    await database.close()
    await server.stop()
  })
  const open = (name: string): Promise<AnswerJournal> =>
    openDatabaseJournal({ database, name, leaseSeconds: 1 })
  const lost = async (journal: AnswerJournal): Promise<number> => (await journal.totals()).lost

  it('make the tables together', async () => {
    const schema = 'together'
    const clients = await Promise.all(
      [1, 2, 3, 4, 5].map(() => openDatabase(server.url, { schema })),
    )
    const name = freshName()
    const queues = await Promise.all(clients.map((one) => openJobQueue({ database: one, name })))
    expect(await queues[0]!.send([1])).toBe(1)
    expect((await queues[4]!.progress()).waiting).toBe(1)
    for (const queue of queues) await queue.close()
    for (const client of clients) await client.close()
  })

  it('count the calls of a dead one as lost, once', async () => {
    const name = freshName()
    const [first, second] = [await open(name), await open(name)]
    const child = await startWorker(server.url, name)
    await child.tell({ do: 'reserve', key: 'a', boundUsd: 0.5 })
    await child.tell({ do: 'reserve', key: 'b', boundUsd: 0.25 })
    await child.kill()
    expect(await first.totals()).toMatchObject({ reservedUsd: 0.75, lost: 0 })
    await expect.poll(() => lost(first), { timeout: 10_000 }).toBe(2)
    await wait(1000)
    const after = { reservedUsd: 0, uncertainUsd: 0.75, lost: 2 }
    expect(await second.totals()).toMatchObject(after)
    await first.close()
    await second.close()
    expect(await (await open(name)).totals()).toMatchObject(after)
  })

  it('correct what was counted as lost while they were stopped', async () => {
    const name = freshName()
    const journal = await open(name)
    const child = await startWorker(server.url, name)
    await child.tell({ do: 'reserve', key: 'a', boundUsd: 0.5 })
    child.signal('SIGSTOP')
    await expect.poll(() => lost(journal), { timeout: 10_000 }).toBe(1)
    child.signal('SIGCONT')
    await child.tell({ do: 'answer', key: 'a', costUsd: 0.125 })
    expect(await journal.totals()).toMatchObject({
      spentUsd: 0.125,
      uncertainUsd: 0,
      reservedUsd: 0,
      lost: 0,
      answers: 1,
    })
    await child.kill()
    await journal.close()
  })

  it('take over the chunk of a dead one', async () => {
    const name = freshName()
    const queue = await openJobQueue({ database, name, leaseSeconds: 1, retrySeconds: 0 })
    await queue.send(['chunk'])
    const child = await startWorker(server.url, name)
    await child.tell({ do: 'hang-on-chunk' })
    expect(await queue.progress()).toMatchObject({ active: 1, waiting: 0 })
    await child.kill()
    const attempts: number[] = []
    const handler = async (_: unknown, { attempt }: { attempt: number }): Promise<void> =>
      void attempts.push(attempt)
    const summary = await queue.work(handler, { concurrency: 1 })
    expect(attempts).toEqual([2])
    expect(summary).toEqual({ ended: 'empty', stop: null, done: 1, failed: 0 })
    await queue.close()
  })

  it.skipIf(process.env.HYPER_TEST_DATABASE_URL !== undefined)(
    'outlive a crash of the server (needs a server of its own)',
    async () => {
      const name = freshName()
      const journal = await openDatabaseJournal({ database, name, capUsd: 1 })
      const held = await Promise.all(
        Array.from({ length: 20 }, (_, index) => journal.reserve(`k${index}`, 0.05)),
      )
      const crash = server.crash!()
      await Promise.all(
        held.map(async (one, index) => {
          await wait(index * 30)
          await journal.settle(one!, { answer: answerTo(one!.key, 'a', 0.03125) })
        }),
      )
      await crash
      expect(await journal.totals()).toMatchObject({
        spentUsd: 0.625,
        reservedUsd: 0,
        uncertainUsd: 0,
        answers: 20,
      })
      await journal.close()
    },
  )
})
