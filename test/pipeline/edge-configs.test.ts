import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanRow, RunSummary } from '../../src/domain/index.ts'
import {
  buildCli,
  type CliEnd,
  digestRun,
  makeFolder,
  readRows,
  runInside,
  runOutside,
  startCli,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

interface PairRow {
  id: string
  prompt: string
  human: { annotator: string; preference: string }[]
  lm: { annotator: string; preference: string }[]
  meta: Record<string, unknown>
}

const home = makeFolder('edge')
const cache = join(home, 'cache')
let pairs: PairRow[] = []
let entry = ''

beforeAll(async () => {
  entry = buildCli()
  writeSmallWorld(home, { instances: 120, suite: 80 })
  pairs = readRows<PairRow>(join(home, 'pairs.jsonl'))
  const end = await run('base', {})
  expect(`${end.status} ${end.status === 0 ? '' : end.err}`).toBe('0 ')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

let runs = 0

/** Runs a config; `from` takes over the artifacts of another run. */
async function run(name: string, parts: Tree, from?: string): Promise<CliEnd> {
  const config = writeConfig(home, parts, `${name}.yaml`)
  if (from !== undefined) cpSync(join(home, from), join(home, name), { recursive: true })
  return runInside(['run', '-c', config, '-o', join(home, name)], { cache })
}

/** Runs a config to its end and returns the summary and the plan. */
async function finish(
  parts: Tree,
  from?: string,
): Promise<{ readonly summary: RunSummary; readonly plan: PlanRow[]; readonly folder: string }> {
  const name = `run-${runs++}`
  const end = await run(name, parts, from)
  expect(`${end.status} ${end.status === 0 ? '' : end.err}`).toBe('0 ')
  const folder = join(home, name)
  const text = readFileSync(join(folder, 'summary.json'), 'utf8')
  const summary = JSON.parse(text) as RunSummary
  expect(summary.verdict.recommendation).not.toBe('')
  const told = ['report.md', 'report.html'].map((file) => readFileSync(join(folder, file), 'utf8'))
  for (const report of told) expect(report).not.toMatch(/\bNaN\b|\bundefined\b|\[object Object\]/)
  expect(readRows(join(folder, 'scores.jsonl')).length).toBeGreaterThan(10)
  return { summary, plan: readRows<PlanRow>(join(folder, 'plan.jsonl')).slice(1), folder }
}

/** Runs a config to the named error that it has to end in, and returns its message. */
async function refuse(parts: Tree, code: string, status: number): Promise<string> {
  const name = `run-${runs++}`
  const config = writeConfig(home, parts, `${name}.yaml`)
  const end = await runInside(['run', '-c', config, '-o', join(home, name), '--json'], { cache })
  const { error } = JSON.parse(end.out || '{}') as { error?: { code: string; message: string } }
  expect({ code: error?.code, status: end.status, err: end.err }).toMatchObject({ code, status })
  return error!.message
}

describe('suites', () => {
  it('takes held-out human pairs where there is no suite', async () => {
    const { summary } = await finish({ suite: { files: [], humanPairs: 0.4 } })
    expect(Object.keys(summary.ppm.targets)).toContain('overall')
  })
  it('does without held-out human pairs where there is a suite', async () => {
    const { summary, plan } = await finish({ suite: { humanPairs: 0 } })
    expect(Object.keys(summary.ppm.targets)).not.toContain('human')
    expect(plan).toHaveLength(120)
  })
  it('weighs as published', async () => {
    await finish({ suite: { weights: 'published' } }, 'base')
  })
  it('refuses a run with nothing to score on', async () => {
    await refuse({ suite: { files: [], humanPairs: 0 } }, 'data/no-suite', 3)
  })
  it('refuses to hold out too few pairs', async () => {
    await refuse({ suite: { humanPairs: 0.02 } }, 'data/small-suite', 3)
  })
  it('refuses to hold out every pair', async () => {
    await refuse({ suite: { files: [], humanPairs: 1 } }, 'data/no-pool', 3)
  })
  it.each([0, 1])('refuses a judge share of %d: one part would be empty', async (judgeShare) => {
    await refuse({ suite: { judgeShare } }, 'data/small-suite', 3)
  })
  it('refuses training prompts that stand in a suite under "fail"', async () => {
    const rows = readRows<{ prompt: string }>(join(home, 'suite.jsonl'))
    writeRows(join(home, 'overlapping.jsonl'), [
      { ...rows[0]!, id: 'x', prompt: pairs[0]!.prompt },
      ...rows,
    ])
    const suite = { files: ['overlapping.jsonl'], humanPairs: 0.2, overlap: 'fail' }
    await refuse({ suite }, 'data/suite-overlap', 3)
  })
})

describe('labels', () => {
  it.each(['half', 'chosen'])('ties: %s', async (ties) => {
    await finish({ labels: { ties } })
  })
  it.each(['soft', 'margin'])('target: %s', async (target) => {
    await finish({ labels: { target } })
  })
  it.each(['plurality', 'mean-strength', 'dawid-skene', 'primary'])('human: %s', async (human) => {
    await finish({ labels: { human } })
  })
  it('an annotator that nobody knows leaves no pool', async () => {
    await refuse({ labels: { human: { annotator: 'nobody' } } }, 'data/no-pool', 3)
  })
})

describe('features', () => {
  it.each<[string, Tree]>([
    ['tags none', { tags: 'none' }],
    ['tags given', { tags: 'given' }],
    ['no signals', { signals: false }],
    ['neither tags nor signals', { tags: 'none', signals: false }],
    [
      'components of the light encoder',
      { encoder: { kind: 'light' }, components: 3, bertScore: false },
    ],
    ['components without an encoder', { components: 3 }],
    ['published definitions', { compat: true }],
    ['terciles', { cuts: 'terciles' }],
    ['a field of meta', { user: [{ id: 'turns', column: 'turns' }] }],
    ['every feature too rare', { minimumCount: 100000 }],
  ])('%s', async (_name, features) => {
    writeRows(
      join(home, 'turns.jsonl'),
      pairs.map((row, index) => ({ ...row, meta: { ...row.meta, turns: index % 7 } })),
    )
    await finish({
      data: { files: ['turns.jsonl'] },
      features: { encoder: { kind: 'none' }, minimumCount: 5, ...features },
    })
  })
})

it('refuses a user feature of a field that no row has', async () => {
  const features = { encoder: { kind: 'none' }, user: [{ id: 'turns', column: 'no-such' }] }
  expect(await refuse({ features }, 'config/unknown-column', 2)).toContain('no-such')
})

describe('candidate mixes', () => {
  it.each(['whole-tag', 'uniform', 'tilted', 'sequential'])('sampler: %s', async (sampler) => {
    await finish({ candidates: { sampler, mixes: 40, baselineMixes: 3 } }, 'base')
  })
  it.each([0, 0.3, 1])('focus: %d', async (focus) => {
    await finish({ candidates: { focus, mixes: 40, baselineMixes: 3 } }, 'base')
  })
  it('the fewest that the config allows', async () => {
    await finish(
      { candidates: { mixes: 10, baselineMixes: 2 }, ppm: { folds: 2, repeats: 1 } },
      'base',
    )
  })
  it('more folds than mixes', async () => {
    await finish(
      { candidates: { mixes: 10, baselineMixes: 2 }, ppm: { folds: 30, repeats: 1 } },
      'base',
    )
  })
  it('several seeds per mix', async () => {
    await finish({ train: { seeds: 2, l2: 0.01, disagreementWeight: 3 } }, 'base')
  })
})

describe('performance prediction models', () => {
  it.each([
    'bayes',
    'budget-only',
    'ridge',
    'quadratic',
    'gp',
    'boosting',
    'linear-ols',
    'quadratic-ols',
  ])('%s', async (kind) => {
    const { summary } = await finish({ ppm: { kind, folds: 3, repeats: 1 } }, 'base')
    expect(summary.ppm.model).toBe(kind)
  })
})

describe('routing', () => {
  it.each(['random', 'all-human', 'all-lm', 'top-k', 'simulated', 'optimal', 'marginal', 'search'])(
    'router %s',
    async (router) => {
      const route = { router, shares: [0, 0.3, 1], compare: [], seeds: 2, simulations: 20 }
      const { summary } = await finish({ route }, 'base')
      expect(summary.plan.router).toBe(router)
      expect(summary.routed.every((row) => row.router === router)).toBe(true)
    },
  )
  it.each<[string | number, number]>([
    ['0', 0],
    ['0%', 0],
    [0, 0],
    ['1', 1],
    [1, 1],
    ['33%', 32],
    ['100%', 96],
    ['usd:10', 20],
    ['usd:0', 0],
    ['usd:100000', 96],
  ])('budget %s', async (budget, humans) => {
    const { summary, plan } = await finish(
      {
        // `usd` counts what people cost more than the judge.
        prices: { human: 0.5, lm: 0 },
        route: { router: 'top-k', budget, shares: [0.5], compare: [], seeds: 1 },
      },
      'base',
    )
    const held = 120 - plan.length
    const expected =
      humans === 96 ? plan.length : humans === 32 ? Math.round(0.33 * plan.length) : humans
    expect(held).toBeGreaterThan(0)
    expect(summary.plan.human).toBe(expected)
    expect(plan.filter((row) => row.source === 'human')).toHaveLength(expected)
    expect(
      plan.slice(0, expected).every((row) => row.source === 'human' || row.rank > expected),
    ).toBe(true)
  })
  it.each(['half', '-1', '101%', 'usd:', '1e999', ''])(
    'refuses the budget "%s" before any work',
    async (budget) => {
      await refuse({ route: { budget } }, 'config/invalid', 2)
    },
  )
  it('refuses money without prices before any work', async () => {
    await refuse({ route: { budget: 'usd:10' } }, 'config/invalid', 2)
  })
  it('refuses to compare with a router that does not exist', async () => {
    expect(await refuse({ route: { compare: ['serch'] } }, 'config/invalid', 2)).toContain('search')
  })
})

describe('data', () => {
  const without = (source: 'human' | 'lm', every: number): PairRow[] =>
    pairs.map((row, index) => (index % every === 0 ? { ...row, [source]: [] } : row))

  it('keeps instances that lack a label in the plan', async () => {
    const rows = without('human', 7).map((row, index) =>
      index % 5 === 0 ? { ...row, lm: [] } : row,
    )
    writeRows(join(home, 'missing.jsonl'), rows)
    const { plan, folder } = await finish({ data: { files: ['missing.jsonl'] } })
    const { excluded } = JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8')) as {
      excluded: Record<string, string>
    }
    const expected = rows.filter((_, index) => excluded[index] === undefined).map((row) => row.id)
    expect(plan.map((row) => row.id).sort()).toEqual(expected.sort())
    expect(expected.some((id) => rows.find((row) => row.id === id)!.human.length === 0)).toBe(true)
    expect(expected.some((id) => rows.find((row) => row.id === id)!.lm.length === 0)).toBe(true)
  })
  it.each(['human', 'lm'] as const)('refuses data without any label by %s', async (source) => {
    writeRows(join(home, `no-${source}.jsonl`), without(source, 1))
    const message = await refuse({ data: { files: [`no-${source}.jsonl`] } }, 'data/no-pool', 3)
    expect(message).toMatch(new RegExp(`\\d+ ${source}-missing`))
  })
  it('refuses five rows', async () => {
    writeRows(join(home, 'five.jsonl'), pairs.slice(0, 5))
    await refuse({ data: { files: ['five.jsonl'] } }, 'data/small-pool', 3)
  })
  it('refuses one row', async () => {
    writeRows(join(home, 'one.jsonl'), pairs.slice(0, 1))
    await refuse({ data: { files: ['one.jsonl'] } }, 'data/no-pool', 3)
  })
  it('refuses pairs that all ask the same', async () => {
    writeRows(
      join(home, 'same.jsonl'),
      pairs.map((row) => ({ ...row, prompt: 'Why?', meta: {} })),
    )
    await refuse({ data: { files: ['same.jsonl'] } }, 'data/small-pool', 3)
  })
  it('says that nothing differs where the sources always agree', async () => {
    writeRows(
      join(home, 'agreed.jsonl'),
      pairs.map((row) => ({
        ...row,
        lm: [{ annotator: 'judge', preference: row.human[0]!.preference }],
      })),
    )
    const labels = { human: 'primary' }
    const { summary } = await finish({ data: { files: ['agreed.jsonl'] }, labels })
    expect(summary.dataset.differing).toBe(0)
    expect(summary.ppm.targets.overall!.usable).toBe(false)
  })
  it('refuses data of which every row is bad, by file and line', async () => {
    writeRows(join(home, 'bad.jsonl'), [{ id: 'x', prompt: 'only this' }])
    expect(await refuse({ data: { files: ['bad.jsonl'] } }, 'data/bad-rows', 3)).toContain(
      'bad.jsonl:1',
    )
  })
  it('refuses a file that is not there', async () => {
    const message = await refuse({ data: { files: ['absent.jsonl'] } }, 'data/no-files', 3)
    expect(message).toContain('absent.jsonl')
  })
})

describe('processes', () => {
  const config = (): string => writeConfig(home, {}, 'processes.yaml')

  it('two in one folder: the second is refused with status 2, the first finishes', async () => {
    const args = ['run', '-c', config(), '-o', join(home, 'shared')]
    const first = startCli(entry, args, { cache })
    await new Promise<void>((begun) => first.onLine(() => begun()))
    const second = await runOutside(entry, [...args, '--json'], { cache })
    expect(second.status).toBe(2)
    expect(JSON.parse(second.out)).toMatchObject({ ok: false, error: { code: 'usage/run-in-use' } })
    expect((await first.ended).status).toBe(0)
    expect(digestRun(join(home, 'shared'))).toEqual(digestRun(join(home, 'base')))
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends with status 130 and can be resumed',
    async (signal) => {
      const folder = join(home, `stopped-${signal}`)
      const args = ['run', '-c', config(), '-o', folder]
      const stopped = startCli(entry, args, { cache })
      stopped.onLine((line) => {
        if (/^candidates: started/.test(line)) process.kill(stopped.child.pid!, signal)
      })
      const end = await stopped.ended
      expect(end.status).toBe(130)
      expect(end.err).toContain('run the same command again')
      const resumed = await runOutside(entry, args, { cache })
      expect(resumed.status).toBe(0)
      expect(resumed.err).toContain('features: unchanged, kept')
      expect(digestRun(folder)).toEqual(digestRun(join(home, 'base')))
    },
  )
})
