import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/backends/index.ts'
import { hasPostgres, startPostgres, type TestServer } from '../backends/jobs/start-postgres.ts'
import { answer } from '../endpoints/scripted-answers.ts'
import { openScriptedEndpoint, type ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, type Workplace } from './call-cli.ts'
import { startHyper } from './judge-process.ts'
import { madePairs, openMadeModel, readJudged, writeJudge } from './judge-support.ts'

/** Questions that an endpoint was asked more than once. */
function repeated({ calls }: ScriptedEndpoint): number {
  const texts = calls.map(({ text }) => createHash('sha256').update(text).digest('hex'))
  return texts.length - new Set(texts).size
}

const ASK = ['judge', 'pairs.jsonl', '--judge', 'one.json', '--yes', '--json']
/** Charged for one answer of the made model, USD. */
const ANSWER_USD = (200 * 100 + 1000) / 1e6

let model: ScriptedEndpoint
let place: Workplace
beforeEach(async () => {
  model = await openMadeModel(5)
  place = openWorkplace()
  place.write('pairs.jsonl', madePairs(90))
  writeJudge(place, 'one', model.baseUrl)
})
afterEach(async () => {
  place.remove()
  await model.close()
})

describe('hyper judge --database with a folder', () => {
  it('gives the labels that the journal in a file gives, and buys nothing twice', async () => {
    const direct = await place.hyper([...ASK, '-o', 'direct.jsonl'])
    expect(direct.status, direct.err).toBe(0)
    const first = await place.hyper([...ASK, '-o', 'lite.jsonl', '--database'])
    expect(first.status, first.err).toBe(0)
    expect(model.calls.length).toBe(360)
    expect(readJudged(place.path('lite.jsonl'))).toEqual(readJudged(place.path('direct.jsonl')))
    const [one, two] = [direct, first].map(({ out }) => JSON.parse(out))
    expect(two.wallet).toEqual(one.wallet)
    expect(two.purchases[0].purchase).toMatchObject({
      asked: 180,
      bought: 180,
      calls: 180,
      open: 0,
    })
    const again = await place.hyper([...ASK, '-o', 'lite.jsonl', '--database'])
    expect(again.status, again.err).toBe(0)
    expect(model.calls.length).toBe(360)
    const without = await place.hyper([...ASK, '-o', 'lite.jsonl'])
    expect(without.status).toBe(2)
    expect(without.err).toContain('give --database again')
    const beside = await place.hyper([...ASK, '-o', 'direct.jsonl', '--database'])
    expect(beside.status).toBe(2)
  })

  it('stops at the cap, and goes on under a higher one', async () => {
    const cap = String(ANSWER_USD * 60)
    const capped = await place.hyper([...ASK, '-o', 'o.jsonl', '--database', 'base', '--cap', cap])
    expect(capped.status, capped.err).toBe(6)
    const bought = model.calls.length
    expect(bought * ANSWER_USD).toBeLessThanOrEqual(ANSWER_USD * 60)
    expect(bought).toBeGreaterThan(0)
    const more = await place.hyper([...ASK, '-o', 'o.jsonl', '--database', 'base', '--cap', '100'])
    expect(more.status, more.err).toBe(0)
    expect(model.calls.length).toBe(180)
  })

  it('asks again what failed, on demand', async () => {
    let broken = true
    const shaky = await openScriptedEndpoint((call) =>
      broken && String(call.text).includes('Question 7?')
        ? answer(400, '{"error":{"message":"no"}}')
        : answer(200, JSON.stringify({ choices: [{ message: { content: 'A' } }] })),
    )
    writeJudge(place, 'one', shaky.baseUrl)
    const base = [...ASK, '-o', 'o.jsonl', '--database', 'base']
    const first = await place.hyper(base)
    expect(JSON.parse(first.out).purchases[0].purchase).toMatchObject({ bought: 178, failures: 2 })
    broken = false
    const second = await place.hyper(base)
    expect(JSON.parse(second.out).purchases[0].purchase).toMatchObject({
      bought: 0,
      failedBefore: 2,
    })
    const third = await place.hyper([...base, '--retry-errors'])
    expect(JSON.parse(third.out).purchases[0].purchase).toMatchObject({ bought: 2, failures: 0 })
    await shaky.close()
  })

  it('ends with the status of a refused key, before and after which nothing is lost', async () => {
    const closed = await openScriptedEndpoint([answer(401, '{"error":{"message":"bad key"}}')])
    writeJudge(place, 'one', closed.baseUrl)
    const base = [...ASK, '-o', 'o.jsonl', '--database', 'base']
    const refused = await place.hyper(base)
    expect(refused.status, refused.err).toBe(4)
    await closed.close()
    writeJudge(place, 'one', model.baseUrl, { keyEnv: 'HYPER_TEST_NO_SUCH_KEY' })
    const missing = await place.hyper(base)
    expect(missing.status, missing.err).toBe(2)
    expect(missing.err).toContain('HYPER_TEST_NO_SUCH_KEY')
    writeJudge(place, 'one', model.baseUrl)
    const good = await place.hyper(base)
    expect(good.status, good.err).toBe(0)
    expect(JSON.parse(good.out).wallet).toMatchObject({ answers: 180, lost: 0, failures: 0 })
  })

  it('refuses passwords on the command line, names that are not set, and work by nobody', async () => {
    const secret = await place.hyper([...ASK, '--database', 'postgres://me:canary@localhost/x'])
    expect(secret.status).toBe(2)
    expect(secret.err + secret.out).not.toContain('canary')
    expect((await place.hyper([...ASK, '--database', 'NO_SUCH_NAME'])).status).toBe(2)
    expect((await place.hyper([...ASK, '--database', 'base', '--no-work'])).status).toBe(2)
    expect((await place.hyper(['judge', '--worker'])).status).toBe(2)
    expect((await place.hyper([...ASK, '--no-work'])).status).toBe(2)
  })
})

describe.skipIf(!hasPostgres)('workers of a server (needs PostgreSQL)', () => {
  let server: TestServer
  let names = 0
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  const start = (argv: readonly string[]) =>
    startHyper([...argv, '--lease', '2'], { cwd: place.folder, env: { HYPER_DB: server.url } })
  const inDatabase = (): string[] => ['--database', 'HYPER_DB', '--journal', `j${names++}`]
  const calls = (): number => model.calls.length
  const countChunks = async (journal: string): Promise<number> => {
    const database = await openDatabase(server.url)
    const text = `select count(*)::int as count from hyper_jobs.job where data->>'chunk' like $1`
    const [row] = await database.query<{ count: number }>(text, [`%"journal":"${journal}"%`])
    await database.close()
    return row!.count
  }

  it('two give the output of one, one of them killed in the middle of a chunk', async () => {
    const direct = await place.hyper([...ASK, '-o', 'direct.jsonl'])
    expect(direct.status, direct.err).toBe(0)
    await model.close()
    model = await openMadeModel(60)
    writeJudge(place, 'one', model.baseUrl, { limits: { concurrency: 2 } })
    const worker = ['judge', '--worker', '--database', 'HYPER_DB']
    const [first, second] = [start(worker), start(worker)]
    const boss = start([...ASK, '-o', 'many.jsonl', ...inDatabase(), '--no-work'])
    await expect.poll(calls, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20)
    await first.end('SIGKILL')
    const done = await boss.ended
    expect(done.status, done.err).toBe(0)
    expect(readJudged(place.path('many.jsonl'))).toEqual(readJudged(place.path('direct.jsonl')))
    // What the killed one had in flight is bought again and counted as lost; nothing else is.
    const { wallet } = JSON.parse(done.out)
    expect(wallet.answers).toBe(180)
    expect(repeated(model)).toBeLessThanOrEqual(wallet.lost)
    expect(wallet.lost).toBeLessThanOrEqual(2)
    second.child.kill('SIGTERM')
    const stopped = await second.ended
    expect(stopped.status, stopped.err).toBe(0)
    expect(stopped.out).toMatch(/^[1-9]\d* chunks of questions done/)
  })

  it('go on after the one that sent the work was killed, and the same command finds it done', async () => {
    await model.close()
    model = await openMadeModel(30)
    writeJudge(place, 'one', model.baseUrl, { limits: { concurrency: 4 } })
    const base = [...ASK, '-o', 'o.jsonl', ...inDatabase()]
    const boss = start(base)
    await expect.poll(calls, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20)
    await boss.end('SIGKILL')
    const worker = start(['judge', '--worker', '--database', 'HYPER_DB', '--until-idle'])
    const served = await worker.ended
    expect(served.status, served.err).toBe(0)
    const after = calls()
    const again = await start(base).ended
    expect(again.status, again.err).toBe(0)
    expect(calls()).toBe(after)
    expect(JSON.parse(again.out)).toMatchObject({ open: 0, labelled: 90 })
  })

  it('are stopped by Ctrl-C of the one that sent the work, until it goes on', async () => {
    await model.close()
    model = await openMadeModel(30)
    writeJudge(place, 'one', model.baseUrl, { limits: { concurrency: 4 } })
    const base = [...ASK, '-o', 'o.jsonl', ...inDatabase()]
    const boss = start(base)
    await expect.poll(calls, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20)
    boss.child.kill('SIGINT')
    expect((await boss.ended).status).toBe(130)
    const before = calls()
    const worker = await start(['judge', '--worker', '--database', 'HYPER_DB', '--until-idle'])
      .ended
    expect(worker.status, worker.err).toBe(0)
    expect(calls()).toBe(before)
    const again = await start(base).ended
    expect(again.status, again.err).toBe(0)
    expect(calls()).toBe(180)
    expect(JSON.parse(again.out).wallet).toMatchObject({ answers: 180, lost: 0 })
    // 180 questions, 50 in a chunk: going on sends no other chunks.
    expect(await countChunks(`j${names - 1}`)).toBe(4)
  })

  it('keep one cap together, and all end with its status', async () => {
    await model.close()
    // Slow enough that both are at work when it is reached: one alone needs more than seven seconds.
    model = await openMadeModel(250)
    writeJudge(place, 'one', model.baseUrl, { limits: { concurrency: 2 } })
    const capUsd = ANSWER_USD * 60
    const worker = ['judge', '--worker', '--database', 'HYPER_DB']
    const workers = [start(worker), start(worker)]
    const base = [...ASK, '-o', 'o.jsonl', ...inDatabase()]
    const boss = await start([...base, '--no-work', '--cap', String(capUsd)]).ended
    expect(boss.status, boss.err).toBe(6)
    for (const { ended } of workers) expect((await ended).status).toBe(6)
    expect(calls()).toBeGreaterThan(40)
    expect(calls() * ANSWER_USD).toBeLessThanOrEqual(capUsd + 1e-9)
    await model.close()
    model = await openMadeModel()
    writeJudge(place, 'one', model.baseUrl)
    const more = await start([...base, '--cap', '100']).ended
    expect(more.status, more.err).toBe(0)
    expect(JSON.parse(more.out)).toMatchObject({ open: 0, wallet: { answers: 180, lost: 0 } })
  })

  it('serve panels and cascades', async () => {
    writeJudge(place, 'two', model.baseUrl, { model: 'other' })
    mkdirSync(place.path('out'))
    writeFileSync(place.path('keys.env'), `WORK_DB=${server.url}\n`)
    for (const scheme of [
      ['--panel', 'mean-probability'],
      ['--cascade', '0.9'],
    ]) {
      const ask = [...ASK, '--judge', 'two.json', ...scheme]
      const name = scheme[0]!.slice(2)
      const direct = await place.hyper([...ask, '-o', join('out', `${name}-direct.jsonl`)])
      expect(direct.status, direct.err).toBe(0)
      const journal = [
        '--env-file',
        'keys.env',
        '--database',
        'WORK_DB',
        '--journal',
        `j${names++}`,
      ]
      const many = await place.hyper([...ask, ...journal, '-o', join('out', `${name}.jsonl`)])
      expect(many.status, many.err).toBe(0)
      expect(readJudged(place.path(`out/${name}.jsonl`))).toEqual(
        readJudged(place.path(`out/${name}-direct.jsonl`)),
      )
    }
  })
})
