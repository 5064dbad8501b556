import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { openFileJournal } from '../../src/backends/index.ts'
import type { WalletTotals } from '../../src/domain/index.ts'
import { CANARY_KEY, CANARY_NAME } from '../endpoints/hostile-cases.ts'
import { complete } from '../endpoints/scripted-answers.ts'
import { embed, textsOf, tokensOf } from '../endpoints/scripted-embeddings.ts'
import { openScriptedEndpoint, type ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { makeRows } from '../study/made-rows.ts'
import {
  type CliEnd,
  digestRun,
  filesBelow,
  makeFolder,
  readManifestOf,
  runInside,
  stagesDone,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

const home = makeFolder('paid-embeddings')
const LENGTH = 12
const PRICE = 0.5
const TARGET = { target: 'overall', score: 'soft' }
let server: ScriptedEndpoint

beforeAll(() => void writeSmallWorld(home, { instances: 120, suite: 60 }))
beforeEach(async () => {
  server = await openScriptedEndpoint((call) =>
    call.path.endsWith('/embeddings') ? embed(LENGTH) : complete({ text: 'A' }),
  )
})
afterEach(() => server.close())
afterAll(() => rmSync(home, { recursive: true, force: true }))

const endpoint = (parts: Tree = {}): Tree => ({
  kind: 'endpoint',
  baseUrl: server.baseUrl,
  model: 'some-embedder',
  keyEnv: CANARY_NAME,
  price: { inputPerMillion: PRICE },
  limits: { textsPerCall: 32, concurrency: 2 },
  ...parts,
})

/** A command line. Vectors of one test are none of another's, as each has its own server. */
const hyper = (name: string, args: readonly string[], cache = 'cache'): Promise<CliEnd> =>
  runInside([...args, '-o', join(home, name), '--no-progress'], {
    cache: join(home, cache),
    cwd: home,
    env: { [CANARY_NAME]: CANARY_KEY },
  })

async function totalsOf(name: string): Promise<WalletTotals> {
  const journal = await openFileJournal({ folder: join(home, name, 'answers'), capUsd: null })
  const totals = await journal.totals()
  await journal.close()
  return totals
}

const embeddingCalls = (): readonly (readonly string[])[] =>
  server.calls.filter(({ path }) => path.endsWith('/embeddings')).map(textsOf)
const sent = (): string[] => embeddingCalls().flat()
const charged = (): number => (sent().reduce((sum, text) => sum + tokensOf(text), 0) * PRICE) / 1e6

function artifactsOf(name: string): Record<string, string> {
  const digests = Object.entries(digestRun(join(home, name)))
  return Object.fromEntries(
    digests.filter(([file]) => !file.startsWith('answers/') && file !== 'config.yaml'),
  )
}

describe('a run with an encoder behind an endpoint', () => {
  it('buys every text once for features and probes, counts it, and buys nothing when it is run again', async () => {
    const config = writeConfig(home, { features: { encoder: endpoint(), bertScore: false } })
    const end = await hyper('whole', ['run', '-c', config, '--yes'])
    expect(end.status, end.err).toBe(0)
    expect(end.err).toContain('some-embedder@127.0.0.1')
    const texts = sent()
    expect(texts.length).toBeGreaterThan(400)
    expect(new Set(texts).size).toBe(texts.length)
    const totals = await totalsOf('whole')
    expect(totals).toMatchObject({ answers: server.calls.length, lost: 0, failures: 0 })
    expect(totals.spentUsd).toBeCloseTo(charged(), 9)
    const noted = readManifestOf(join(home, 'whole')).ledger.filter(({ what }) =>
      what.startsWith('embeddings of'),
    )
    expect(new Set(noted.map(({ stage }) => stage))).toEqual(new Set(['features', 'design']))
    const probe = ((1 + 'How long is a vector?'.length / 4 + 2) * PRICE) / 1e6
    const notedUsd = noted.reduce((sum, { costUsd }) => sum + costUsd!, 0)
    expect(Math.abs(notedUsd - charged())).toBeLessThan(probe)

    const made = server.calls.length
    const run = ['candidates', '-c', config, '--yes']
    expect(stagesDone((await hyper('whole', run)).err)).toEqual([])
    const before = artifactsOf('whole')
    for (const name of ['features.bin', 'design.bin']) rmSync(join(home, 'whole', name))
    const again = await hyper('whole', run)
    expect(again.status, again.err).toBe(0)
    expect(stagesDone(again.err)).toEqual(expect.arrayContaining(['features', 'design']))
    expect(artifactsOf('whole')).toEqual(before)
    expect(server.calls).toHaveLength(made)
    for (const file of filesBelow(home))
      expect(readFileSync(join(home, file), 'latin1').includes(CANARY_KEY), file).toBe(false)
    expect(`${end.out}${end.err}${again.err}`).not.toContain(CANARY_KEY)
  })

  it('buys nothing without consent or without a price', async () => {
    const config = writeConfig(home, { features: { encoder: endpoint() } })
    const end = await hyper('unasked', ['candidates', '-c', config])
    expect([end.status, end.err]).toEqual([2, expect.stringContaining('--yes')])
    const unpriced = writeConfig(home, { features: { encoder: endpoint({ price: null }) } })
    const other = await hyper('unasked', ['candidates', '-c', unpriced, '--yes'])
    expect([other.status, other.err]).toEqual([2, expect.stringContaining('some-embedder')])
    expect(server.calls).toEqual([])
  })

  it('stops at its cap with status 6 and goes on from there, to the bytes of a run that never stopped', async () => {
    const config = (cap: number): string =>
      writeConfig(home, { features: { encoder: endpoint({ cap, dimension: LENGTH }) } })
    const first = await hyper('capped', ['candidates', '-c', config(0.009), '--yes'])
    expect(first.status, first.err).toBe(6)
    const before = await totalsOf('capped')
    expect(before.spentUsd + before.uncertainUsd).toBeLessThanOrEqual(0.009)
    expect(before.answers).toBeGreaterThan(0)
    const second = await hyper('capped', ['candidates', '-c', config(1), '--yes'])
    expect(second.status, second.err).toBe(0)
    expect(new Set(sent()).size).toBe(sent().length)
    const straight = await hyper(
      'straight',
      ['candidates', '-c', config(1), '--yes'],
      'other-cache',
    )
    expect(straight.status, straight.err).toBe(0)
    expect(artifactsOf('capped')).toEqual(artifactsOf('straight'))
  })

  it('shares the wallet and the cap of the judges', async () => {
    const rows = readFileSync(join(home, 'pairs.jsonl'), 'utf8').split('\n')
    const bare = rows
      .filter((row) => row !== '')
      .map((row, at) => (at % 2 === 0 ? { ...JSON.parse(row), lm: [] } : JSON.parse(row)))
    writeRows(join(home, 'bare.jsonl'), bare)
    const judge = {
      ...{ id: 'one', model: 'judge', baseUrl: server.baseUrl, probabilities: false },
      price: { inputPerMillion: 1, outputPerMillion: 1 },
    }
    const config = (cap: number): string =>
      writeConfig(home, {
        data: { files: ['bare.jsonl'] },
        train: { encoder: endpoint() },
        annotate: { judges: [judge], pilot: '100%', complete: false, cap },
      })
    const end = await hyper('shared', ['candidates', '-c', config(10), '--yes'])
    expect(end.status, end.err).toBe(0)
    const totals = await totalsOf('shared')
    const judged = server.calls.length - embeddingCalls().length
    expect(judged).toBeGreaterThan(0)
    expect(totals.answers).toBe(server.calls.length)
    expect(totals.spentUsd).toBeCloseTo(charged() + (judged * 31) / 1e6, 9)
    // What the judges spent leaves nothing for vectors.
    const tight = (judged * 31) / 1e6 + 0.0001
    const noVectors = 'third-cache'
    rmSync(join(home, 'shared', 'design.bin'))
    const stopped = await hyper('shared', ['candidates', '-c', config(tight), '--yes'], noVectors)
    expect(stopped.status, stopped.err).toBe(6)
  })
})

describe('a study with an encoder behind an endpoint', () => {
  it('buys vectors in its own wallet, once', async () => {
    writeRows(join(home, 'made.jsonl'), makeRows({ rows: 160, seed: 3 }))
    const file = join(home, 'study.yaml')
    writeFileSync(
      file,
      stringify({
        seed: 7,
        data: { files: ['made.jsonl'] },
        suite: { files: ['suite.jsonl'] },
        features: { encoder: { kind: 'none' }, bertScore: false, minimumCount: 5 },
        train: { l2: 0.01 },
        candidates: { mixes: 20 },
        study: {
          ...{ name: 'made', measure: 'reward', splits: 2, resamples: 20, randomMixes: 3 },
          ...{ pilot: { share: 0.5 }, budgets: [0.5], routers: ['random', 'uncertainty:tie'] },
          vary: { encoder: [endpoint()] },
          main: {
            set: 'all',
            router: 'uncertainty:tie',
            against: 'random',
            budget: 0.5,
            ...TARGET,
          },
        },
      }),
    )
    const refused = await hyper('study', ['study', '-c', file])
    expect([refused.status, refused.err]).toEqual([2, expect.stringContaining('--yes')])
    expect(server.calls).toEqual([])
    const end = await hyper('study', ['study', '-c', file, '--yes'])
    expect(end.status, end.err).toBe(0)
    const made = server.calls.length
    expect(made).toBeGreaterThan(2)
    expect((await totalsOf('study')).spentUsd).toBeCloseTo(charged(), 9)
    for (const name of filesBelow(join(home, 'study')))
      if (/^design-/.test(name)) rmSync(join(home, 'study', name))
    expect((await hyper('study', ['study', '-c', file, '--yes'])).status).toBe(0)
    expect(server.calls).toHaveLength(made)
  })
})
