import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { splitSink } from '../../src/cli/judge-batch.ts'
import type { JudgeSeat } from '../../src/pipeline/index.ts'
import type { ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'
import { answerBody, madePairs, openMadeModel, readJudged, writeJudge } from './judge-support.ts'

/** A vendor's batch service: answers each request of a file, the last one first. */
function runBatch(
  place: Workplace,
  from: string,
  to: string,
  change: (result: Record<string, unknown>, index: number) => unknown = (result) => result,
): number {
  const requests = parseLines(readFileSync(place.path(from), 'utf8'))
  const results = requests.reverse().map((request, index) => {
    const body = JSON.parse(answerBody(request.body as Record<string, unknown>)) as unknown
    const response = { status_code: 200, request_id: 'r', body }
    return change({ id: `b${index}`, custom_id: request.custom_id, response, error: null }, index)
  })
  const text = (result: unknown): string =>
    typeof result === 'string' ? result : JSON.stringify(result)
  writeFileSync(place.path(to), results.map((result) => `${text(result)}\n`).join(''))
  return results.length
}

describe('hyper judge with batch files', () => {
  let model: ScriptedEndpoint
  let place: Workplace
  beforeAll(async () => {
    model = await openMadeModel()
  })
  afterAll(() => model.close())
  beforeEach(() => {
    place = openWorkplace()
    place.write('pairs.jsonl', madePairs(12))
    writeJudge(place, 'one', model.baseUrl)
    writeJudge(place, 'two', model.baseUrl, { model: 'org/other' })
  })
  afterEach(() => place.remove())

  it('ends in the same labels as asking directly, without a call', async () => {
    const direct = await place.hyper([
      'judge',
      'pairs.jsonl',
      '--judge',
      'one.json',
      '--yes',
      '-o',
      'direct.jsonl',
    ])
    expect(direct.status, direct.err).toBe(0)
    const calls = model.calls.length
    const base = ['judge', 'pairs.jsonl', '--judge', 'one.json', '-o', 'batch.jsonl', '--json']
    const written = await place.hyper([...base, '--batch-write', 'requests.jsonl'])
    expect(written.status, written.err).toBe(0)
    expect(JSON.parse(written.out)).toMatchObject({
      requests: 24,
      leftOut: 0,
      files: [{ path: 'requests.jsonl', lines: 24 }],
    })
    expect(runBatch(place, 'requests.jsonl', 'results.jsonl')).toBe(24)
    const read = await place.hyper([...base, '--batch-read', 'results.jsonl'])
    expect(read.status, read.err).toBe(0)
    expect(model.calls.length).toBe(calls)
    // 200 tokens in and 1 out of each of 24, at half price.
    const spentUsd = (24 * (200 * 100 + 1000)) / 1e6 / 2
    const result = JSON.parse(read.out) as { wallet: { spentUsd: number } }
    expect(result).toMatchObject({ open: 0, labelled: 12, batch: { answers: 24, problems: 0 } })
    expect(result.wallet.spentUsd).toBeCloseTo(spentUsd, 9)
    expect(readJudged(place.path('batch.jsonl'))).toEqual(readJudged(place.path('direct.jsonl')))
    // How long a vendor took is not known, and not zero.
    expect(readFileSync(place.path('direct.jsonl'), 'utf8')).toContain('"duration_ms"')
    expect(readFileSync(place.path('batch.jsonl'), 'utf8')).not.toContain('"duration_ms"')
    const again = await place.hyper([...base, '--batch-read', 'results.jsonl'])
    expect(JSON.parse(again.out)).toMatchObject({
      batch: { answers: 0, known: 24 },
      wallet: { spentUsd: result.wallet.spentUsd },
    })
    const nothing = await place.hyper([...base, '--batch-write', 'more.jsonl'])
    expect(JSON.parse(nothing.out)).toMatchObject({ requests: 0, files: [] })
    expect(existsSync(place.path('more.jsonl'))).toBe(false)
  })

  it('shows half the price in the plan', async () => {
    const base = ['judge', 'pairs.jsonl', '--judge', 'one.json', '--plan', '--json']
    type Plan = { plan: { batch: boolean; usd: { low: number; high: number } } }
    const full = JSON.parse((await place.hyper(base)).out) as Plan
    const half = JSON.parse((await place.hyper([...base, '--batch-write', 'r.jsonl'])).out) as Plan
    expect(half.plan.batch).toBe(true)
    expect(half.plan.usd.high).toBeCloseTo(full.plan.usd.high / 2, 12)
    expect(existsSync(place.path('r.jsonl'))).toBe(false)
  })

  it('names unknown, repeated and failed lines, and goes on with what is open', async () => {
    const base = ['judge', 'pairs.jsonl', '--judge', 'one.json', '-o', 'batch.jsonl', '--json']
    await place.hyper([...base, '--batch-write', 'requests.jsonl'])
    runBatch(place, 'requests.jsonl', 'results.jsonl', (result, index) => {
      if (index === 0) return { ...result, custom_id: 'nobody' }
      if (index === 1) return { ...result, response: null, error: { message: 'expired' } }
      if (index === 2)
        return {
          ...result,
          response: { status_code: 400, body: { error: { message: 'too long' } } },
        }
      if (index === 3) return 'no JSON'
      if (index === 4) return { ...result, response: { status_code: 200, body: { choices: [] } } }
      return result
    })
    const last = readFileSync(place.path('results.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!
    writeFileSync(place.path('results.jsonl'), `${last}\n`, { flag: 'a' })
    const read = await place.hyper([...base, '--batch-read', 'results.jsonl'])
    expect(read.status, read.err).toBe(0)
    for (const line of [1, 2, 3, 4, 5, 25]) expect(read.err).toContain(`results.jsonl:${line} `)
    expect(JSON.parse(read.out)).toMatchObject({
      // The unknown, the expired and the broken line leave their questions open.
      open: 3,
      batch: { lines: 25, answers: 19, failures: 2, lost: 1, open: 1, problems: 6 },
      wallet: { answers: 19, failures: 2, lost: 1 },
    })
    const twice = await place.hyper([...base, '--batch-read', 'results.jsonl'])
    expect(JSON.parse(twice.out)).toMatchObject({ wallet: { answers: 19, failures: 2, lost: 1 } })
    const more = await place.hyper([...base, '--batch-write', 'more.jsonl'])
    expect(JSON.parse(more.out)).toMatchObject({ requests: 3 })
    const retried = await place.hyper([...base, '--retry-errors', '--batch-write', 'more.jsonl'])
    expect(JSON.parse(retried.out)).toMatchObject({ requests: 5 })
  })

  it('writes what the cap has room for and ends with its status', async () => {
    const base = ['judge', 'pairs.jsonl', '--judge', 'one.json', '-o', 'batch.jsonl', '--json']
    const all = await place.hyper([...base, '--batch-write', 'all.jsonl'])
    const { boundUsd } = JSON.parse(all.out) as { boundUsd: number }
    const cap = ((boundUsd * 10.5) / 24).toFixed(6)
    const some = await place.hyper([...base, '--cap', cap, '--batch-write', 'some.jsonl'])
    expect(some.status).toBe(6)
    expect(JSON.parse(some.out.split('\n')[0]!)).toMatchObject({ requests: 10, leftOut: 14 })
    runBatch(place, 'all.jsonl', 'results.jsonl')
    const read = await place.hyper([...base, '--cap', '0.01', '--batch-read', 'results.jsonl'])
    expect(read.status, read.err).toBe(0)
    expect(read.err).toContain('USD charged already, expected at most 0.01 USD')
  })

  it('writes one file for each model, and a cascade step by step', async () => {
    const base = ['judge', 'pairs.jsonl', '--judge', 'one.json', '--judge', 'two.json', '--json']
    const each = await place.hyper([...base, '-o', 'a.jsonl', '--batch-write', 'r.jsonl'])
    expect(JSON.parse(each.out)).toMatchObject({
      files: [
        { path: 'r.made.jsonl', lines: 24 },
        { path: 'r.org_other.jsonl', lines: 24 },
      ],
    })
    const steps = [...base, '-o', 'b.jsonl', '--cascade', '0.9']
    const first = await place.hyper([...steps, '--batch-write', 'c.jsonl'])
    expect(JSON.parse(first.out)).toMatchObject({ requests: 24, waitsFor: 'one' })
    runBatch(place, 'c.made.jsonl', 'results.jsonl')
    const half = await place.hyper([...steps, '--batch-read', 'results.jsonl'])
    expect(half.status, half.err).toBe(0)
    const second = await place.hyper([...steps, '--batch-write', 'd.jsonl'])
    expect(second.status, second.err).toBe(0)
    const { files, waitsFor } = JSON.parse(second.out) as {
      files: { path: string }[]
      waitsFor: null
    }
    expect(files.map(({ path }) => path)).toEqual(['d.org_other.jsonl'])
    expect(waitsFor).toBeNull()
    runBatch(place, 'd.org_other.jsonl', 'results.jsonl')
    const whole = await place.hyper([...steps, '--batch-read', 'results.jsonl'])
    expect(JSON.parse(whole.out)).toMatchObject({ labelled: 12 })
    const direct = await place.hyper([
      ...base.slice(0, -1),
      '-o',
      'direct.jsonl',
      '--cascade',
      '0.9',
      '--yes',
    ])
    expect(direct.status, direct.err).toBe(0)
    expect(readJudged(place.path('b.jsonl'))).toEqual(readJudged(place.path('direct.jsonl')))
  })

  it('counts nothing as lost for want of a key', async () => {
    writeJudge(place, 'keyed', model.baseUrl, { keyEnv: 'HYPER_TEST_NO_SUCH_KEY' })
    const base = ['judge', 'pairs.jsonl', '--judge', 'keyed.json', '--yes', '--json']
    const missing = await place.hyper(base)
    expect(missing.status, missing.err).toBe(2)
    expect(missing.err).toContain('HYPER_TEST_NO_SUCH_KEY')
    place.write('keys.env', 'HYPER_TEST_NO_SUCH_KEY=canary\n')
    const called = await place.hyper([...base, '--env-file', 'keys.env'])
    expect(JSON.parse(called.out).wallet).toMatchObject({ answers: 24, lost: 0 })
    expect(called.out + called.err).not.toContain('canary')
  })

  it('does not take both options', async () => {
    const both = ['--batch-write', 'r.jsonl', '--batch-read', 'r.jsonl']
    const called = await place.hyper(['judge', 'pairs.jsonl', '--judge', 'one.json', ...both])
    expect(called.status).toBe(2)
  })
})

describe('splitSink', () => {
  it('starts numbered files where a limit is passed', async () => {
    const seat = { endpoint: { id: 'made@host' }, judge: { model: 'made' } } as unknown as JudgeSeat
    const written: string[] = []
    const sink = splitSink([seat], '/x/r.jsonl', async (path) => void written.push(path), {
      requests: 2,
      bytes: 1000,
    })
    for (const line of ['1', '2', '3', '4', '5']) await sink(seat, line)
    expect(written).toEqual([
      '/x/r.jsonl',
      '/x/r.jsonl',
      '/x/r-2.jsonl',
      '/x/r-2.jsonl',
      '/x/r-3.jsonl',
    ])
  })
})
