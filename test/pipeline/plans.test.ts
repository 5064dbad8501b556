import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditReport } from '../../src/audit/index.ts'
import type { PlanRow, RunSummary } from '../../src/domain/index.ts'
import { type PlanFacts, RUN_ROUTERS } from '../../src/pipeline/index.ts'
import {
  type CliEnd,
  digestRun,
  makeFolder,
  readRows,
  runInside,
  stagesDone,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

interface Pair {
  readonly id: string
  readonly human: readonly { readonly annotator: string; readonly preference: string }[]
  readonly lm: readonly { readonly annotator: string; readonly preference: string }[]
}

const home = makeFolder('plans')
const cache = join(home, 'cache')
const BASE: Tree = {
  data: { files: ['two-judges.jsonl'] },
  route: { router: 'combined', compare: ['uncertainty', 'label-gain'], seeds: 1, budget: '40%' },
  prices: { human: 0.5, lm: 0.01 },
}
let pairs: Pair[] = []

async function hyper(...args: string[]): Promise<CliEnd> {
  const end = await runInside(args, { cache, cwd: home })
  expect(end.err).not.toMatch(/a bug of ours/)
  return end
}

/** Runs a config, from the artifacts of another run where one is named, and returns the plan. */
async function run(name: string, parts: Tree, from?: string) {
  const config = writeConfig(home, { ...BASE, ...parts }, `${name}.yaml`)
  if (from !== undefined) cpSync(join(home, from), join(home, name), { recursive: true })
  const end = await hyper('run', '-c', config, '-o', join(home, name), '-j', '1')
  expect(`${end.status} ${end.status === 0 ? '' : end.err}`).toBe('0 ')
  return { ...read(name), done: stagesDone(end.err), err: end.err }
}

function read(name: string) {
  const [facts, ...rows] = readRows<PlanFacts & PlanRow>(join(home, name, 'plan.jsonl'))
  const summary = JSON.parse(readFileSync(join(home, name, 'summary.json'), 'utf8')) as RunSummary
  return { facts: facts as PlanFacts, rows: rows as PlanRow[], summary }
}

beforeAll(async () => {
  writeSmallWorld(home, { instances: 180, suite: 80 })
  pairs = readRows<Pair>(join(home, 'pairs.jsonl'))
  // A second judge that always says A: it is wrong half the time.
  writeRows(
    join(home, 'two-judges.jsonl'),
    pairs.map((pair) => ({
      ...pair,
      lm: [...pair.lm, { annotator: 'stubborn', preference: 'a-is-clearly-better' }],
    })),
  )
  await run('base', {})
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a run with both labels', () => {
  it('says what its plan rests on and what its labels are worth', () => {
    const { facts, rows, summary } = read('base')
    expect(summary.evidence.pilotRows).toBeGreaterThan(100)
    expect(summary.evidence.skipped).toBeNull()
    expect(Object.keys(summary.evidence.quality)).toEqual(
      expect.arrayContaining(['label gain', 'P(differs)', 'expected influence']),
    )
    expect(facts.human).toBe(Math.round(0.4 * rows.length))
    expect(facts.notes.join('\n')).toMatch(/combined|refused/)
    expect(summary.next).toMatchObject({ labels: Math.min(100, facts.lm) })
    expect(summary.next!.measured).toBeLessThanOrEqual(summary.next!.labels)
    expect(summary.next!.costUsd).toBeCloseTo(0.49 * summary.next!.labels, 9)
    expect(summary.breakEven).toMatchObject({ trainings: 40 })
  })

  it('routes by every router but the oracle without doing anything again', async () => {
    const before = digestRun(join(home, 'base'))
    const refused: string[] = []
    for (const router of RUN_ROUTERS) {
      const args = ['route', '--run', 'base', '--router', router, '--json', '--budget', '30%']
      const { status, out } = await hyper(...args)
      const told = JSON.parse(out) as { human: number; rows: PlanRow[]; error?: { code: string } }
      if (status !== 0) {
        expect(told.error!.code).toBe('config/router-needs-signals')
        refused.push(router)
        continue
      }
      const total = told.rows.length
      const wanted: Record<string, number> = {
        'all-human': total,
        'all-lm': 0,
        optimal: told.human,
      }
      expect([router, told.human]).toEqual([router, wanted[router] ?? Math.round(0.3 * total)])
      expect(told.rows.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(
        told.rows.map((_, at) => at + 1),
      )
    }
    // Nobody asked this judge for repeated answers.
    expect(refused).toEqual(['uncertainty:consistency'])
    const oracle = await hyper('route', '--run', 'base', '--router', 'oracle')
    expect(oracle.status).toBe(2)
    expect(digestRun(join(home, 'base'))).toEqual(before)
  })

  it('routes the data of the run as the run did', async () => {
    const { out } = await hyper('route', '--run', 'base', '--json')
    const { rows } = JSON.parse(out) as { rows: PlanRow[] }
    expect(rows).toEqual(read('base').rows)
  })

  it('routes new pairs by the pilot where the judge has labelled them, and without it', async () => {
    writeSmallWorld(join(home, 'new'), { instances: 30, suite: 5, seed: 77 })
    const fresh = readRows<Pair>(join(home, 'new', 'pairs.jsonl'))
    writeRows(
      join(home, 'judged.jsonl'),
      fresh.map((pair) => ({ ...pair, human: [] })),
    )
    writeRows(
      join(home, 'bare.jsonl'),
      fresh.map((pair) => ({ ...pair, human: [], lm: [] })),
    )
    const routed = async (data: string, router: string) => {
      const { out } = await hyper(
        ...['route', '--run', 'base', '--data', data, '--router', router, '--json'],
      )
      return JSON.parse(out) as PlanFacts & { rows: PlanRow[]; error?: { code: string } }
    }
    const judged = await routed('judged.jsonl', 'label-gain')
    expect(judged.rows.filter(({ why }) => why[0]?.feature === 'labelGain')).toHaveLength(30)
    // What people said of new pairs is not looked at.
    writeRows(join(home, 'labelled.jsonl'), fresh)
    expect((await routed('labelled.jsonl', 'label-gain')).rows).toEqual(judged.rows)
    expect((await routed('judged.jsonl', 'influence')).human).toBe(12)
    expect((await routed('bare.jsonl', 'label-gain')).error!.code).toBe(
      'config/router-needs-label-gain',
    )
    const bare = await routed('bare.jsonl', 'combined')
    expect(bare.human).toBe(12)
  })
})

describe('what is set apart', () => {
  it('is marked in the plan, counts against the budget, and carries its chance', async () => {
    const route = { ...(BASE.route as Tree), exploration: 0.25, audit: 0.1 }
    const { facts, rows, done, summary } = await run('apart', { route }, 'base')
    expect(done).toEqual(['route', 'complete', 'report'])
    const total = rows.length
    const audit = rows.filter(({ reserve }) => reserve === 'audit')
    const explored = rows.filter(({ reserve }) => reserve === 'exploration')
    const human = rows.filter(({ source }) => source === 'human')
    expect(audit).toHaveLength(Math.round(0.1 * total))
    expect(explored).toHaveLength(Math.round(0.25 * Math.round(0.4 * total)))
    expect(human).toHaveLength(Math.round(0.4 * total))
    expect(facts.human).toBe(human.length)
    expect(facts.reserve).toEqual({
      audit: audit.length,
      auditPropensity: audit.length / total,
      exploration: explored.length,
    })
    expect(summary.plan.reserve).toEqual(facts.reserve)
    const routed = human.length - audit.length - explored.length
    const chance = explored.length / (total - audit.length - routed)
    for (const { reserve, source, propensity, rank } of rows) {
      const sure = reserve === 'audit' || (source === 'human' && reserve === undefined)
      expect(propensity).toBeCloseTo(sure ? 1 : chance, 12)
      expect(source === 'human').toBe(rank <= human.length)
    }
    expect(rows.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(rows.map((_, at) => at + 1))
    // The judge labels the slice too.
    expect(facts.priceUsd).toBeCloseTo(
      0.5 * human.length + 0.01 * (total - human.length + audit.length),
      9,
    )
    const { out } = await hyper('audit', '--run', 'apart', '--target', '0.3', '--json')
    const report = JSON.parse(out) as AuditReport
    expect(report.notes.join(' ')).toContain('The slice is the one that the plan set apart.')
    expect(report.auditRows).toBeLessThanOrEqual(audit.length)
  })

  it('keeps within money, and leaves a router with chance in it its chance', async () => {
    const route = { ...(BASE.route as Tree), audit: 0.2, exploration: 0.5, budget: 'usd:20' }
    const { facts } = await run('money', { route }, 'base')
    expect(facts.priceUsd!).toBeLessThanOrEqual(20 + 1e-9)
    expect(facts.priceUsd!).toBeGreaterThan(19.4)
    const { out } = await hyper('route', '--run', 'money', '--router', 'random', '--json')
    const random = JSON.parse(out) as PlanFacts & { rows: PlanRow[] }
    const left = random.rows.filter(({ reserve }) => reserve !== 'audit')
    const [first] = left
    for (const { propensity } of left) expect(propensity).toBeCloseTo(first!.propensity, 12)
    expect(first!.propensity * left.length).toBeCloseTo(random.human - random.reserve!.audit, 9)
  })

  it('leaves routers that fill no budget their choice', async () => {
    const route = { ...(BASE.route as Tree), audit: 0.1, router: 'all-lm', compare: [] }
    const { facts, rows } = await run('lm-audit', { route }, 'base')
    expect(facts.human).toBe(Math.round(0.1 * rows.length))
    expect(
      rows.every(({ source, reserve }) => (source === 'human') === (reserve === 'audit')),
    ).toBe(true)
  })
})

describe('many sources', () => {
  const sources = [
    { id: 'crowd', kind: 'human', price: 0.5, cap: 40 },
    { id: 'judge', kind: 'lm', annotators: ['simulated-judge'], price: 0.02 },
    { id: 'stubborn', kind: 'lm', annotators: ['stubborn'], price: 0.001 },
  ]

  it('share rows out within money and caps, the better judge before the worse', async () => {
    const route = { ...(BASE.route as Tree), budget: 'usd:15' }
    const { facts, rows, done, summary } = await run(
      'sources',
      { route, sources, prices: {} },
      'base',
    )
    expect(done).toEqual(['pilot', 'route', 'complete', 'compare', 'report'])
    const count = (id: string): number => rows.filter(({ annotator }) => annotator === id).length
    expect(facts.priceUsd!).toBeLessThanOrEqual(15 + 1e-9)
    expect(facts.router).toBe('sources')
    expect(count('crowd')).toBeLessThanOrEqual(40)
    expect(count('crowd') + count('judge') + count('stubborn')).toBe(rows.length)
    expect(summary.plan.sources!.map(({ id, rows: own }) => [id, own])).toEqual(
      sources.map(({ id }) => [id, count(id)]),
    )
    const [crowd, judge, stubborn] = facts.sources!
    expect(judge!.agreement!).toBeGreaterThan(stubborn!.agreement!)
    expect(crowd!.agreement).not.toBeNull()
    expect(count('judge')).toBeGreaterThan(0)
    expect(readFileSync(join(home, 'sources', 'report.md'), 'utf8')).toContain(
      'Who labels how much',
    )
    const again = await hyper('route', '--run', 'sources', '--budget', 'usd:3', '--json')
    expect((JSON.parse(again.out) as PlanFacts).priceUsd!).toBeLessThanOrEqual(3 + 1e-9)
    const share = await hyper('route', '--run', 'sources', '--budget', '30%', '--json')
    expect(JSON.parse(share.out)).toMatchObject({ error: { code: 'config/needs-money' } })
  })
})

it('looks at no human label of a row that is not in the pilot', async () => {
  const planned = new Set(read('base').rows.map(({ id }) => id))
  const flip = (text: string): string => text.replace(/^[ab]/, (side) => (side === 'a' ? 'b' : 'a'))
  const rows = readRows<Pair>(join(home, 'two-judges.jsonl'))
  const held = rows.filter(({ id, human }) => !planned.has(id) && human.length > 0)
  expect(held.length).toBeGreaterThan(10)
  writeRows(
    join(home, 'flipped.jsonl'),
    rows.map((row) =>
      planned.has(row.id)
        ? row
        : {
            ...row,
            human: row.human.map((own) => ({ ...own, preference: flip(own.preference) })),
          },
    ),
  )
  await run('flipped', { data: { files: ['flipped.jsonl'] } })
  const [before, after] = [digestRun(join(home, 'base')), digestRun(join(home, 'flipped'))]
  for (const file of ['evidence.bin', 'evidence.json', 'pilot.json', 'plan.jsonl'])
    expect([file, after[file]]).toEqual([file, before[file]])
  expect(after['routed.json']).not.toBe(before['routed.json'])
})

describe('an export of a plan over many sources', () => {
  it('writes the label of the source that the plan names, not that of another of its kind', async () => {
    const end = await hyper('export', '--run', 'sources', '--format', 'jsonl', '-o', 'hybrid.jsonl')
    expect(`${end.status} ${end.status === 0 ? '' : end.err}`).toBe('0 ')
    const written = readRows<{ id: string; annotator: string; verdict: string }>(
      join(home, 'hybrid.jsonl'),
    )
    const planned = new Map(read('sources').rows.map(({ id, annotator }) => [id, annotator]))
    const own = written.filter(({ annotator }) => annotator === 'stubborn')
    expect(own.length).toBeGreaterThan(5)
    for (const { id, verdict } of own) expect([planned.get(id), verdict]).toEqual(['stubborn', 'a'])
    const judge = new Map(pairs.map(({ id, lm }) => [id, lm[0]!.preference]))
    for (const { id, verdict } of written.filter(({ annotator }) => annotator === 'judge'))
      expect(judge.get(id)!.startsWith(verdict)).toBe(true)
  })
})

describe('a run with few labels of both', () => {
  it('has no pilot, says why, and routes by what is left', async () => {
    let both = 0
    writeRows(
      join(home, 'few.jsonl'),
      pairs.map((pair) => (pair.human.length > 0 && both++ < 38 ? pair : { ...pair, human: [] })),
    )
    const { facts, summary, err } = await run('few', {
      data: { files: ['few.jsonl'] },
      suite: { files: ['suite.jsonl'], humanPairs: 0 },
    })
    expect(summary.evidence.skipped).toMatch(/rows carry both labels, and a pilot needs 40/)
    expect(summary.evidence.shares).toBeNull()
    expect(['search', 'random']).toContain(facts.router)
    expect(facts.notes.join('\n')).toContain('gave way to')
    expect(err).toContain('router "label-gain" is not compared')
    expect(summary.routed.map(({ router }) => router)).not.toContain('label-gain')
  })
})

it('ends in the same bytes for any number of workers, and where a pilot was half written', async () => {
  const config = writeConfig(home, BASE, 'workers.yaml')
  const output = join(home, 'workers')
  cpSync(join(home, 'base'), output, { recursive: true })
  rmSync(join(output, 'evidence.bin'))
  rmSync(join(output, 'pilot.json'))
  writeFileSync(join(output, 'evidence.json'), '{"format":"hyper/evidence@1","ids":')
  const end = await hyper('run', '-c', config, '-o', output, '-j', '2')
  expect(stagesDone(end.err)).toEqual(['pilot'])
  expect(digestRun(output)).toEqual(digestRun(join(home, 'base')))
})
