import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHUNK, countUnequal, runSoak, type SoakOptions } from '../../../bench/soak-run.ts'
import { openDatabase } from '../../../src/backends/jobs/index.ts'
import { hasPostgres, startPostgres, type TestServer } from './start-postgres.ts'

describe.skipIf(!hasPostgres)('workers beside a stub endpoint (needs PostgreSQL)', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  const soak = (options: Partial<SoakOptions> & Pick<SoakOptions, 'schema'>) =>
    runSoak({
      url: server.url,
      workers: 2,
      seconds: 0,
      chunks: 8,
      capUsd: null,
      delayMs: 20,
      killCalls: null,
      ...options,
    })

  it('buy what one worker buys, although one of them is killed', async () => {
    const many = await soak({ schema: 'many', killCalls: 150 })
    const one = await soak({ schema: 'one', workers: 1 })
    expect([...many.ended].sort()).toEqual(['empty', 'empty', 'killed'])
    expect(many.totals).toMatchObject({ answers: 8 * CHUNK, failures: 0, reservedUsd: 0 })
    expect(one.totals).toMatchObject({ answers: 8 * CHUNK, lost: 0, uncertainUsd: 0 })
    expect(one.stub).toMatchObject({ calls: 8 * CHUNK, repeated: 0 })
    expect(Math.round(one.totals.spentUsd * 1e9)).toBe(one.stub.chargedNano)
    const nano = (usd: number): number => Math.round(usd * 1e9)
    expect(nano(many.totals.spentUsd)).toBe(nano(one.totals.spentUsd))
    expect(many.stub.repeated).toBeLessThanOrEqual(many.totals.lost)
    expect(many.stub.chargedNano).toBeLessThanOrEqual(
      nano(many.totals.spentUsd) + nano(many.totals.uncertainUsd),
    )
    const databases = await Promise.all(
      ['many', 'one'].map((schema) => openDatabase(server.url, { schema })),
    )
    expect(await countUnequal([databases[0]!, databases[1]!], 8)).toBe(0)
    for (const database of databases) await database.close()
  })

  it('end together at the cap, and the endpoint never charged more', async () => {
    const capUsd = 0.01
    const { ended, totals, stub } = await soak({ schema: 'capped', capUsd })
    expect(ended).toEqual(['cap/reached', 'cap/reached'])
    expect(totals.answers).toBeGreaterThan(100)
    expect(totals.answers).toBeLessThan(8 * CHUNK)
    expect(stub.chargedNano).toBeLessThanOrEqual(capUsd * 1e9)
    expect(Math.round(totals.spentUsd * 1e9)).toBe(stub.chargedNano)
  })
})
