import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readDatabasePlace } from '../../../src/backends/jobs/database-place.ts'
import { openDatabase } from '../../../src/backends/jobs/index.ts'

const CANARY = 'c4n4ry/#p%w'
const ENCODED = encodeURIComponent(CANARY)

/** Everything that a failure could print. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it went well'),
    (thrown: unknown) => thrown,
  )
  return inspect(error, { depth: 10, showHidden: true })
}

describe('readDatabasePlace', () => {
  it('tells a server from a folder', async () => {
    expect(await readDatabasePlace(`postgres://me:${ENCODED}@db.example:5433/pairs?x=1`)).toEqual({
      kind: 'postgres',
      url: `postgres://me:${ENCODED}@db.example:5433/pairs?x=1`,
      shown: 'postgres://db.example:5433/pairs',
    })
    expect(await readDatabasePlace('runs/answers')).toEqual({
      kind: 'pglite',
      folder: 'runs/answers',
      shown: 'runs/answers',
    })
  })

  it('takes a place from an environment variable or an env file, the file first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hyper-env-'))
    const envFile = join(folder, '.env')
    writeFileSync(envFile, 'PLACE="from/file"\n')
    const environment = { PLACE: 'from/environment' }
    expect(await readDatabasePlace('env:PLACE', { environment })).toMatchObject({
      folder: 'from/environment',
    })
    expect(await readDatabasePlace('env:PLACE', { environment, envFile })).toMatchObject({
      folder: 'from/file',
    })
    await expect(readDatabasePlace('env:NONE', { environment, envFile })).rejects.toMatchObject({
      code: 'config/bad-database',
      message: expect.stringContaining('got nothing in NONE'),
    })
    rmSync(folder, { recursive: true })
    await expect(readDatabasePlace('env:PLACE', { environment, envFile })).rejects.toMatchObject({
      message: expect.stringContaining('that cannot be read'),
    })
  })

  it('refuses other schemes and URLs that cannot be read, without showing them', async () => {
    for (const place of [
      '',
      `mysql://me:${CANARY}@host/db`,
      `postgres://me:${CANARY}@ho st:x/db`,
    ]) {
      const failure = await failureOf(readDatabasePlace(place))
      expect(failure).toContain('config/bad-database')
      expect(failure).not.toContain('c4n4ry')
    }
  })
})

describe('openDatabase', () => {
  it('says where no server answers, without user and password', async () => {
    const urls = [
      `postgres://c4n4ry-user:${ENCODED}@127.0.0.1:1/db`,
      `postgres:///db?host=/nowhere&user=c4n4ry-user&password=${ENCODED}`,
    ]
    for (const url of urls) {
      const failure = await failureOf(openDatabase('env:URL', { environment: { URL: url } }))
      expect(failure).toContain('remote/database')
      expect(failure).not.toContain('c4n4ry')
    }
  })

  it('refuses a schema that is no plain name', async () => {
    for (const schema of ['', 'A', 'a b', 'a;b', '1a', 'a'.repeat(41)]) {
      await expect(openDatabase('runs/none', { schema })).rejects.toMatchObject({
        code: 'config/bad-database',
      })
    }
  })
})
