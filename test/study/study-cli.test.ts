import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { StudyResult } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { splitParts } from '../../src/study/split-groups.ts'
import {
  buildCli,
  makeFolder,
  runOutside,
  startCli,
  type Tree,
  writeRows,
} from '../pipeline/support.ts'
import { makeRows } from './made-rows.ts'

const home = makeFolder('study')
const cache = join(home, 'cache')
let entry = ''

beforeAll(() => {
  entry = buildCli()
  writeRows(join(home, 'made.jsonl'), makeRows({ rows: 400, seed: 3 }))
  for (const source of ['one', 'two'])
    writeRows(join(home, `${source}.jsonl`), makeRows({ rows: 240, seed: 4, source }))
}, 120_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const dataStudy = (parts: Tree): Tree => ({
  seed: 7,
  data: { files: ['made.jsonl'] },
  features: { encoder: { kind: 'none' }, bertScore: false, minimumCount: 5 },
  study: {
    name: 'made',
    measure: 'label-quality',
    splits: 3,
    resamples: 40,
    pilot: { share: 0.5 },
    routers: ['random', 'uncertainty:tie', 'combined', 'oracle'],
    budgets: [0.25, 0.5],
    main: { set: 'all', router: 'combined', against: 'random', budget: 'area' },
    ...parts,
  },
})

const write = (name: string, config: Tree): string => {
  const file = join(home, name)
  writeFileSync(file, stringify(config))
  return file
}

async function study(config: string, output: string, ...more: string[]): Promise<StudyResult> {
  const args = ['study', '-c', config, '-o', join(home, output), '--no-progress', ...more]
  const end = await runOutside(entry, args, { cache })
  expect(`${end.status}${end.status === 0 ? '' : end.err}`).toBe('0')
  return JSON.parse(readFileSync(join(home, output, 'study.json'), 'utf8')) as StudyResult
}

const bytes = (folder: string, name: string): string =>
  readFileSync(join(home, folder, name), 'utf8')

describe('hyper study on labels', () => {
  let result: StudyResult
  let config = ''
  beforeAll(async () => {
    config = write('labels.yaml', dataStudy({ vary: { pilot: [0.3] } }))
    result = await study(config, 'first', '-j', '1')
  }, 120_000)

  it('finds what was planted: people are worth it where the judge falls for length', () => {
    expect(result.main.router).toBe('combined')
    expect(result.main.difference.lo).toBeGreaterThan(0)
    expect(result.main.shareOfOracle!.lo).toBeGreaterThan(0)
    expect(result.verdict.recommendation).toContain('Route with "combined"')
    const lines = result.rows.filter(({ setting, budget }) => setting === 'main' && budget === 0.5)
    expect(lines.map(({ router }) => router).sort()).toEqual([
      'combined',
      'oracle',
      'random',
      'uncertainty:tie',
    ])
    for (const { shareOfOracle, router } of lines) {
      if (router === 'random') expect(shareOfOracle!.value).toBe(0)
      if (router === 'oracle') expect(shareOfOracle!.value).toBe(1)
    }
  })

  it('names no PPM and no trainings, for labels train none', () => {
    expect(
      result.rows.filter(({ ppm, trainedMixes }) => ppm !== null || trainedMixes !== null),
    ).toEqual([])
    expect(result.breakEven).toEqual([])
  })

  it('marks everything but the one comparison as exploratory', () => {
    expect(result.rows.filter(({ exploratory }) => !exploratory)).toHaveLength(1)
    expect(
      result.rows.every(
        (row) =>
          row.exploratory === (row.adjustedP !== null) ||
          row.router === 'random' ||
          !row.exploratory,
      ),
    ).toBe(true)
  })

  it('gives the same bytes for any number of workers, in any folder', async () => {
    await study(config, 'second', '-j', '2')
    for (const name of ['study.json', 'study.html', 'study.md', 'study.yaml'])
      expect(bytes('second', name) === bytes('first', name)).toBe(true)
  }, 120_000)

  it('is drawn again by hyper report, from study.json alone', async () => {
    const end = await runOutside(
      entry,
      ['report', '--run', join(home, 'first'), '-o', join(home, 'again')],
      { cache },
    )
    expect(`${end.status}${end.status === 0 ? '' : end.err}`).toBe('0')
    for (const name of ['study.html', 'study.md'])
      expect(bytes('again', name) === bytes('first', name)).toBe(true)
  })

  it('gives other bytes for another seed', async () => {
    await study(config, 'other', '--seed', '8')
    expect(bytes('other', 'study.json')).not.toBe(bytes('first', 'study.json'))
  }, 120_000)

  it('goes on where it was killed, and ends in the same bytes', async () => {
    const args = ['study', '-c', config, '-o', join(home, 'killed'), '--no-progress', '-j', '1']
    const started = startCli(entry, args, { cache })
    const cells = join(home, 'killed', '.work', 'cells')
    const done = (): string[] => {
      try {
        return readdirSync(cells)
          .flatMap((key) => readdirSync(join(cells, key)))
          .filter((name) => name.endsWith('.json'))
      } catch {
        return []
      }
    }
    await expect.poll(() => done().length, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0)
    started.kill()
    await started.ended
    const kept = done().length
    const end = await runOutside(entry, args, { cache })
    expect(end.err).toContain(`${kept} done before`)
    expect(bytes('killed', 'study.json') === bytes('first', 'study.json')).toBe(true)
  }, 120_000)

  it('never lets the label that judges a routed row into its routing', async () => {
    const rows = makeRows({ rows: 400, seed: 3 }) as { id: string; human: object[] }[]
    const own = write('leak.yaml', { ...dataStudy({ splits: 1 }), data: { files: ['leak.jsonl'] } })
    writeRows(join(home, 'leak.jsonl'), rows)
    const before = await study(own, 'leak-before')
    expect(before.composition.length).toBeGreaterThan(5)
    const routed = routedIds(join(home, 'leak-before'))
    expect(routed.size).toBeGreaterThan(100)
    writeRows(
      join(home, 'leak.jsonl'),
      rows.map((row) =>
        routed.has(row.id)
          ? { ...row, human: row.human.map((label) => ({ ...label, preference: 'tie' })) }
          : row,
      ),
    )
    const after = await study(own, 'leak-after')
    expect(after.composition).toEqual(before.composition)
    expect(after.main.difference).not.toEqual(before.main.difference)
  }, 120_000)
})

/** Rows of the split that were routed: those whose prompt group no pilot row has. Reads the gathered groups and redoes the split. */
function routedIds(folder: string): Set<string> {
  const lines = readFileSync(join(folder, 'data', 'pairs.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const ids = lines
    .map((line) => (JSON.parse(line) as { id?: string }).id)
    .filter((id) => id !== undefined)
  const { groups, groupCount } = JSON.parse(
    readFileSync(join(folder, 'data', 'dataset.json'), 'utf8'),
  ) as {
    groups: number[]
    groupCount: number
  }
  const { routed } = splitParts(
    Uint32Array.from(groups),
    groupCount,
    { pilot: 0.5, judging: 0 },
    createRandom(7).fork('split', 0),
  )
  return new Set(Array.from(routed, (row) => ids[row]!))
}

describe('hyper study on transfer', () => {
  it('carries a model that holds on both sets, names every pair, and refuses by its check', async () => {
    const config = write('transfer.yaml', {
      ...dataStudy({ arrangement: 'transfer', checkRows: 60 }),
      data: { files: ['one.jsonl', 'two.jsonl'] },
    })
    const result = await study(config, 'transfer')
    const pairs = [...new Set(result.transfer.map(({ from, to }) => `${from}>${to}`))].sort()
    expect(pairs).toEqual(['one>one', 'one>two', 'two>one', 'two>two'])
    const carried = result.transfer.find(
      ({ from, to, router }) => from === 'one' && to === 'two' && router === 'combined',
    )!
    expect(carried.of).toBe(3)
    expect(carried.spearman!.value).toBeGreaterThan(0)
    expect(result.main.set).toBe('all')
    expect(result.main.difference.value).toBeGreaterThan(0)
  }, 120_000)
})

describe('hyper study on worlds', () => {
  it('scores random 0 and the oracle 1, and says that all is simulated', async () => {
    const config = write('worlds.yaml', {
      seed: 5,
      candidates: { mixes: 60 },
      study: {
        name: 'worlds',
        measure: 'gain',
        routers: [
          'random',
          { name: 'bayes top-k', router: 'top-k', ppm: 'bayes' },
          'combined',
          'oracle',
        ],
        budgets: [0.5],
        worlds: [
          { preset: 'paper', worlds: 2, instances: 600 },
          { preset: 'no-signal', worlds: 2, instances: 600, routers: ['combined'] },
        ],
        main: { set: 'paper', router: 'bayes top-k', against: 'random', budget: 0.5 },
      },
    })
    const result = await study(config, 'worlds')
    expect(result.falseAlarms).toHaveLength(1)
    expect(result.falseAlarms[0]!.worlds).toBe(2)
    const share = (router: string): number =>
      result.rows.find((row) => row.set === 'paper' && row.router === router && row.budget === 0.5)!
        .shareOfOracle!.value
    expect(share('random')).toBe(0)
    expect(share('oracle')).toBe(1)
    expect(share('bayes top-k')).toBeLessThan(1)
    expect(bytes('worlds', 'study.html')).toContain('Simulated worlds')
  }, 120_000)
})

describe('a study that cannot be', () => {
  const fail = async (config: Tree) => {
    const file = write('bad.yaml', config)
    return runOutside(entry, ['study', '-c', file, '-o', join(home, 'bad'), '--no-progress'], {
      cache,
    })
  }

  it('names an unknown key with the nearest known one', async () => {
    const end = await fail(dataStudy({ bugdets: [0.5] }))
    expect(end.status).toBe(2)
    expect(end.err).toContain('bugdets')
    expect(end.err).toContain('budgets')
  })

  it('refuses a main comparison that nothing measures, and lists what there is', async () => {
    const end = await fail(
      dataStudy({ splits: 1, main: { set: 'elsewhere', router: 'combined', budget: 'area' } }),
    )
    expect(end.status).toBe(2)
    expect(end.err).toContain('"elsewhere"')
    expect(end.err).toContain('set "all"')
  }, 60_000)

  it('refuses data without two human labels on a row', async () => {
    writeRows(
      join(home, 'single.jsonl'),
      (makeRows({ rows: 60, seed: 1 }) as { human: object[] }[]).map((row) => ({
        ...row,
        human: row.human.slice(0, 1),
      })),
    )
    const end = await fail({ ...dataStudy({ splits: 1 }), data: { files: ['single.jsonl'] } })
    expect(end.status).toBe(3)
    expect(end.err).toContain('2 human labels')
  }, 60_000)

  it('refuses transfer with a single set', async () => {
    const end = await fail(dataStudy({ splits: 1, arrangement: 'transfer' }))
    expect(end.status).toBe(3)
    expect(end.err).toContain('got 1 data sets')
  }, 60_000)
})
