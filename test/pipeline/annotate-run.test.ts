import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labelInstances } from '../../src/annotate/index.ts'
import { toPairRow } from '../../src/dataset/index.ts'
import type { PlanRow, PreferenceInstance } from '../../src/domain/index.ts'
import type { JudgeCalibration } from '../../src/judge/index.ts'
import { judgeFields, LETTER_USD } from '../cli/judge-file.ts'
import { askedTwice } from '../endpoints/judging-endpoint.ts'
import type { ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openLabellingEndpoint } from './labelling-endpoint.ts'
import {
  buildCli,
  type CliEnd,
  digestRun,
  makeFolder,
  readManifestOf,
  readRows,
  runInside,
  stagesDone,
  startCli,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

/** A row of `judged.jsonl` or `completed.jsonl`. */
interface Bought {
  readonly id: string
  readonly propensity?: number
  readonly stratum?: string
  readonly lm: readonly { readonly annotator: string }[]
}

const home = makeFolder('annotate')
const cache = join(home, 'cache')
const PILOT = 60
let instances: readonly PreferenceInstance[] = []
let endpoint: ScriptedEndpoint

beforeAll(async () => {
  const world = writeSmallWorld(home)
  instances = world.instances
  const isThird = (index: number): boolean => index % 3 === 0
  writeRows(
    join(home, 'pairs.jsonl'),
    instances.map((instance, index) => ({
      ...toPairRow({ ...instance, lm: [] }),
      source: isThird(index) ? 'few' : 'many',
    })),
  )
  endpoint = await openLabellingEndpoint(instances)
})
afterAll(async () => {
  await endpoint.close()
  rmSync(home, { recursive: true, force: true })
})

/** Writes a config whose judges sit at the endpoint. */
function configOf(name: string, annotate: Tree = {}, parts: Tree = {}): string {
  return writeConfig(
    home,
    { annotate: { judges: [judgeFields(endpoint)], pilot: String(PILOT), ...annotate }, ...parts },
    `${name}.yaml`,
  )
}

const run = (config: string, folder: string, ...more: string[]): Promise<CliEnd> =>
  runInside(['run', '-c', config, '-o', join(home, folder), '--yes', '--no-progress', ...more], {
    cache,
  })

function expectDone(end: CliEnd): void {
  expect(end.err).not.toMatch(/a bug of ours/)
  expect(end.status, end.err).toBe(0)
}

/** Leaves out what shows the config. */
const withoutConfig = (digests: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(digests).filter(([file]) => !/^(config|report)\./.test(file)))

const rowsOf = <T>(folder: string, file: string): T[] =>
  readRows<T>(join(home, folder, file)).slice(1)

describe('a run on pairs that no judge labelled', () => {
  let calls = 0
  let undisturbed: Record<string, string> = {}

  beforeAll(async () => {
    expectDone(await run(configOf('base'), 'base'))
    calls = endpoint.calls.length
    undisturbed = digestRun(join(home, 'base'))
  })

  it('ends in a plan, with a stratified pilot whose chances are written down', () => {
    const pilot = rowsOf<Bought>('base', 'judged.jsonl')
    expect(pilot).toHaveLength(PILOT)
    const routable = new Set(rowsOf<PlanRow>('base', 'plan.jsonl').map(({ id }) => id))
    const strata = new Map<string, string[]>()
    for (const [index, { id }] of instances.entries()) {
      if (!routable.has(id)) continue
      const stratum = index % 3 === 0 ? 'few' : 'many'
      strata.set(stratum, [...(strata.get(stratum) ?? []), id])
    }
    for (const [stratum, ids] of strata) {
      const drawn = pilot.filter((row) => row.stratum === stratum)
      expect(Math.abs(drawn.length - (PILOT * ids.length) / routable.size)).toBeLessThan(1)
      for (const { id, propensity, lm } of drawn) {
        expect(ids).toContain(id)
        expect(propensity).toBe(drawn.length / ids.length)
        expect(lm[0]!.annotator).toBe('small')
      }
    }
  })

  it('buys the labels that the plan gives to the judge, and exports them', async () => {
    const plan = rowsOf<PlanRow>('base', 'plan.jsonl')
    const pilot = new Set(rowsOf<Bought>('base', 'judged.jsonl').map(({ id }) => id))
    const wanted = plan.filter(({ id, source }) => source === 'lm' && !pilot.has(id))
    const completed = rowsOf<Bought>('base', 'completed.jsonl')
    expect(completed.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort())
    expect(wanted.length).toBeGreaterThan(5)
    expect(calls).toBe(2 * (PILOT + wanted.length))
    expect(askedTwice(endpoint.calls.slice(0, calls))).toEqual([])

    const file = join(home, 'export', 'train.jsonl')
    const args = ['export', '--run', join(home, 'base'), '--format', 'jsonl', '-o', file]
    expectDone(await runInside(args, { cache }))
    const exported = new Map(
      readRows<{ id: string; source: string }>(file).map(({ id, source }) => [id, source]),
    )
    // Under the tie policy of the run an instance stays out where either source says tie.
    const isTie = new Map(
      labelInstances(instances, { human: { kind: 'majority' }, lm: { kind: 'primary' } }).map(
        ({ human, lm }, row) => [
          instances[row]!.id,
          human?.verdict === 'tie' || lm?.verdict === 'tie',
        ],
      ),
    )
    const expected = wanted.filter(({ id }) => isTie.get(id) === false)
    expect(expected.length).toBeGreaterThan(5)
    for (const { id } of expected) expect(exported.get(id)).toBe('lm')
  })

  it('notes in the ledger what it spent', () => {
    const { ledger } = readManifestOf(join(home, 'base'))
    const paid = ledger.filter(({ what }) => what === 'answers of small')
    expect(paid.map(({ stage }) => stage)).toEqual(['judge', 'complete'])
    const usd = paid.reduce((sum, { costUsd }) => sum + costUsd!, 0)
    expect(usd).toBeCloseTo(calls * LETTER_USD, 9)
  })

  it('does nothing when it is run again', async () => {
    const end = await run(configOf('base'), 'base')
    expectDone(end)
    expect(stagesDone(end.err)).toEqual([])
    expect(endpoint.calls).toHaveLength(calls)
  })

  it('ends in the same bytes for another number of workers', async () => {
    expectDone(await run(configOf('base'), 'one', '-j', '1'))
    expect(digestRun(join(home, 'one'))).toEqual(undisturbed)
  })

  it('ends in the same bytes after a kill in the pilot and one in the plan', async () => {
    const before = endpoint.calls.length
    const args = ['run', '-c', configOf('base'), '-o', join(home, 'killed'), '--yes', '--quiet']
    for (const killAfter of [25, 2 * PILOT + 9]) {
      const running = startCli(buildCli(), args, { cache })
      const isOver = running.ended.then(() => true)
      while (endpoint.calls.length - before < killAfter)
        if (await Promise.race([isOver, wait(2, false)])) break
      running.kill()
      expect((await running.ended).status).toBeNull()
    }
    expectDone(await run(configOf('base'), 'killed'))
    expect(digestRun(join(home, 'killed'))).toEqual(undisturbed)
    // Asked again is at most what was in flight at a kill: four calls each time.
    expect(askedTwice(endpoint.calls.slice(before)).length).toBeLessThanOrEqual(2 * 4)
  })

  it('keeps one cap over pilot and plan, ends with status 6, and goes on without a second call', async () => {
    const before = endpoint.calls.length
    const pilotUsd = 2 * PILOT * LETTER_USD
    const stages: string[][] = []
    for (const cap of [0.055, pilotUsd + 0.055]) {
      const end = await run(configOf('capped', { cap }), 'capped')
      expect(end.status, end.err).toBe(6)
      expect(end.err).toMatch(/cap: got/)
      stages.push(stagesDone(end.err))
      const spent = (endpoint.calls.length - before) * LETTER_USD
      expect(spent).toBeLessThanOrEqual(cap)
      expect(spent).toBeGreaterThan(cap - 2 * LETTER_USD)
    }
    expect(stages[0]!.at(-1)).toBe('judge')
    expect(stages[1]!.at(-1)).toBe('complete')
    expectDone(await run(configOf('capped', { cap: 100 }), 'capped'))
    expect(endpoint.calls.length - before).toBe(calls)
    expect(askedTwice(endpoint.calls.slice(before))).toEqual([])
    expect(withoutConfig(digestRun(join(home, 'capped')))).toEqual(withoutConfig(undisturbed))
  })

  it('buys nothing without consent', async () => {
    const before = endpoint.calls.length
    const args = ['run', '-c', configOf('base'), '-o', join(home, 'unasked')]
    const end = await runInside(args, { cache })
    expect(end.status).toBe(2)
    expect(end.err).toMatch(/expected --yes/)
    expect(endpoint.calls).toHaveLength(before)
  })
})

describe('a cascade in a run', () => {
  it('decides the labels of the plan by the calibration of the pilot', async () => {
    const other = await openLabellingEndpoint(instances)
    // As sure of what it gets wrong as of what it gets right.
    const cheap = await openLabellingEndpoint(instances, ({ id }) =>
      Number(id.slice(-1)) % 2 === 0 ? 0.97 : 0.03,
    )
    const config = configOf('cascade', {
      judges: [
        judgeFields(cheap, { id: 'cheap' }),
        judgeFields(other, { id: 'dear', model: 'large' }),
      ],
      combine: { kind: 'cascade', thresholds: [0.9] },
      pilot: '80',
    })
    try {
      expectDone(await run(config, 'cascade'))
      const header = readRows<{ calibrations: Record<string, JudgeCalibration> }>(
        join(home, 'cascade', 'judged.jsonl'),
      )[0]!
      expect(header.calibrations.cheap!.refusal).toBeNull()
      const completed = rowsOf<Bought>('cascade', 'completed.jsonl')
      expect(completed.length).toBeGreaterThan(5)
      // Stated, the cheap judge would decide nearly all; calibrated it decides none.
      for (const { lm } of completed) {
        const names = lm.map(({ annotator }) => annotator)
        expect(names[0]).toBe('cascade')
        expect(names).toContain('dear')
      }
      expect(other.calls.length).toBe(2 * (80 + completed.length))
    } finally {
      await cheap.close()
      await other.close()
    }
  })
})

describe('a run that nobody labelled', () => {
  it('says so before it buys anything', async () => {
    const before = endpoint.calls.length
    const bare = makeFolder('bare')
    writeSmallWorld(bare)
    const rows = instances.map((instance) => toPairRow({ ...instance, human: [], lm: [] }))
    writeRows(join(bare, 'pairs.jsonl'), rows)
    const judges = [judgeFields(endpoint)]
    const config = writeConfig(bare, { annotate: { judges, pilot: '20' } })
    try {
      const args = ['run', '-c', config, '-o', join(bare, 'run'), '--yes', '--no-progress']
      const end = await runInside(args, { cache })
      expect(end.err).not.toMatch(/a bug of ours/)
      expect(end.status).toBe(3)
      expect(end.err).toMatch(/got 0 instances with human labels among the \d+/)
      expect(endpoint.calls).toHaveLength(before)
    } finally {
      rmSync(bare, { recursive: true, force: true })
    }
  })
})
