import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../../src/backends/jobs/index.ts'
import { examineJournal } from './journal-exam.ts'
import { examineQueue } from './queue-exam.ts'
import { hasPostgres, startPostgres, type TestServer } from './start-postgres.ts'

describe('PGlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-jobs-'))
  let database: Database
  beforeAll(async () => {
    database = await openDatabase(folder)
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true })
  })
  describe('journal', () => {
    examineJournal(
      () => database,
      async () => database,
    )
  })
  describe('queue', () => examineQueue(() => database))
})

describe.skipIf(!hasPostgres)('PostgreSQL (needs PostgreSQL)', () => {
  let server: TestServer
  const open: Database[] = []
  const connect = async (): Promise<Database> => {
    const database = await openDatabase(server.url, { connections: 2 })
    open.push(database)
    return database
  }
  beforeAll(async () => {
    server = await startPostgres()
    await connect()
  })
  afterAll(async () => {
    for (const database of open) await database.close()
    await server.stop()
  })
  describe('journal', () => examineJournal(() => open[0]!, connect))
  describe('queue', () => examineQueue(() => open[0]!))
})
