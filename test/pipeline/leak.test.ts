import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDirectoryStore, openDirectoryStore } from '../../src/backends/index.ts'
import { connectWorld, loadConfig } from '../../src/config/index.ts'
import type { LabelledPool, PlanRow, SuiteRow } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { type DatasetArtifact, loadDataset, loadPool } from '../../src/pipeline/artifacts.ts'
import { type EvaluationRows, loadEvaluationRows } from '../../src/pipeline/evaluation-rows.ts'
import { type JobOutcome, type RunOptions, runStages, STAGES } from '../../src/pipeline/index.ts'
import type { EvaluationRow } from '../../src/reward/index.ts'
import {
  digestRun,
  makeFolder,
  readRows,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

interface PairRow {
  readonly id: string
  readonly prompt: string
  readonly meta: Tree
}

const home = makeFolder('leak')
const cache = join(home, 'cache')
/** Training pairs whose prompt is put into the suite: as it is, in other letters, and nearly. */
const EXACT = [3, 10, 21]
const RECASED = [32, 47]
const NEAR = [58, 71]
const overlapping = [...EXACT, ...RECASED, ...NEAR]

let pairs: PairRow[] = []
let suiteRows: SuiteRow[] = []
let dataset: DatasetArtifact
let pool: LabelledPool
let evaluation: EvaluationRows
let first: Training[] = []

interface Training {
  readonly stage: string
  readonly mix: string
  readonly ids: readonly string[]
}

/** Changes a margin that a trainer reports. */
type Disturb = (stage: string, row: EvaluationRow, margin: number) => number

/** Runs all stages with a trainer of this process and returns what each model was trained on. */
async function run(output: string, disturb: Disturb = (_stage, _row, margin) => margin) {
  const { options } = await loadConfig(join(home, 'hyper.yaml'))
  const store = await openDirectoryStore(join(home, output))
  const { world, dispose } = connectWorld({
    options,
    store,
    version: '0.0.0-test',
    progress: () => {},
    signal: new AbortController().signal,
    concurrency: 2,
    stdin: new PassThrough(),
    cwd: home,
    env: { HYPER_CACHE: cache },
  })
  const trainings: Training[] = []
  try {
    await runStages(STAGES, options, {
      ...world,
      runJobs: async (jobs, rows, stage) =>
        jobs.map((job): JobOutcome => {
          const trained = job.rows()
          trainings.push({ stage, mix: job.mix, ids: trained.map(({ id }) => id) })
          return outcomeOf(
            job,
            trained.length,
            (row) => disturb(stage, row, marginOf(job.mix, row)),
            rows,
          )
        }),
    })
  } finally {
    await dispose()
    await store.release()
  }
  return trainings
}

// No model at all: a level per mix and luck per row, so that every score depends on every row.
function marginOf(mix: string, row: EvaluationRow): number {
  const level = createRandom(mix).next() - 0.4
  return level + 2 * (createRandom(`${mix} ${row.id}`).next() - 0.5)
}

function outcomeOf(
  job: { readonly id: string; readonly mix: string; readonly seed: number },
  trained: number,
  margin: (row: EvaluationRow) => number,
  rows: readonly EvaluationRow[],
): JobOutcome {
  const told = { rows: trained, seconds: 1, device: 'none', costUsd: null }
  return {
    result: {
      format: 'hyper/training-result@1',
      job: job.id,
      hash: job.id,
      margins: { evaluation: rows.map(margin) },
      marginScale: 1,
      ...told,
    },
    entry: { mix: job.mix, seed: job.seed, trainer: 'none', baseModel: null, ...told },
  }
}

const plainText = (prompt: string): string =>
  prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

beforeAll(async () => {
  writeSmallWorld(home, { instances: 150, suite: 100 })
  pairs = readRows<PairRow>(join(home, 'pairs.jsonl'))
  const rows = readRows<SuiteRow>(join(home, 'suite.jsonl'))
  const promptAt = (index: number): string => pairs[index]!.prompt
  const prompts = [
    ...EXACT.map(promptAt),
    ...RECASED.map((index) => `  ${promptAt(index).toUpperCase().replaceAll(' ', '  ')} `),
    ...NEAR.map((index) => `${promptAt(index)} Thanks.`),
  ]
  suiteRows = rows.map((row, index) =>
    index < prompts.length ? { ...row, prompt: prompts[index]! } : row,
  )
  writeRows(join(home, 'suite.jsonl'), suiteRows)
  writeConfig(home, {
    train: { trainer: { kind: 'command', command: ['never-started'] } },
    candidates: { mixes: 20, baselineMixes: 3 },
    ppm: { folds: 3, repeats: 1 },
    route: { router: 'top-k', shares: [0.3], compare: ['simulated'], seeds: 1, simulations: 20 },
  })
  first = await run('first')
  const store = createDirectoryStore(join(home, 'first'))
  const { options } = await loadConfig(join(home, 'hyper.yaml'))
  dataset = await loadDataset(store)
  pool = await loadPool(store, options as RunOptions)
  evaluation = await loadEvaluationRows(store, options as RunOptions)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function figuresOf(name: string): Tree {
  const text = readFileSync(join(home, name, 'evaluation.json'), 'utf8')
  return { ...(JSON.parse(text) as Tree), warnings: [] }
}

describe('what trains', () => {
  it('shares no prompt with the held-out human pairs', () => {
    const held = new Set(evaluation.human!.whole.ids)
    expect(held.size).toBeGreaterThan(10)
    const trained = new Set(first.flatMap(({ ids }) => ids))
    const textOf = new Map(pairs.map((row) => [row.id, plainText(row.prompt)]))
    const heldTexts = new Set(
      evaluation.rows.slice(suiteRows.length).map((row) => plainText(row.prompt)),
    )
    expect([...trained].filter((id) => heldTexts.has(textOf.get(id)!))).toEqual([])
    const heldGroups = new Set(
      Object.entries(dataset.excluded)
        .filter(([, reason]) => reason === 'held-out')
        .map(([index]) => dataset.groups[Number(index)]),
    )
    const poolGroups = [...pool.instances].map((index) => dataset.groups[index])
    expect(poolGroups.filter((group) => heldGroups.has(group))).toEqual([])
  })

  it('is nothing whose prompt stands in a suite, word for word, in other letters or nearly', () => {
    const texts = new Set(suiteRows.map((row) => plainText(row.prompt)))
    const known = pairs.filter(
      (row, index) => overlapping.includes(index) || texts.has(plainText(row.prompt)),
    )
    expect(known.length).toBeGreaterThanOrEqual(overlapping.length)
    expect(dataset.overlap.exact).toBeGreaterThanOrEqual(EXACT.length + RECASED.length)
    expect(dataset.overlap.near).toBeGreaterThanOrEqual(NEAR.length)
    const ids = new Set(known.map((row) => row.id))
    expect(first.length).toBeGreaterThan(30)
    expect(new Set(first.map(({ stage }) => stage))).toEqual(new Set(['train', 'compare']))
    for (const { mix, ids: trained } of first)
      expect({ mix, leaked: trained.filter((id) => ids.has(id)) }).toEqual({ mix, leaked: [] })
    const plan = readRows<PlanRow>(join(home, 'first', 'plan.jsonl')).slice(1)
    expect(plan.filter((row) => ids.has(row.id))).toEqual([])
    const human = evaluation.rows.slice(suiteRows.length)
    expect(human.filter((row) => texts.has(plainText(row.prompt)))).toEqual([])
  })

  it('is the pool, whole, in every mix', () => {
    for (const { mix, ids } of first.filter((own) => !own.mix.startsWith('control:')))
      expect({ mix, ids: [...new Set(ids)].sort() }).toEqual({ mix, ids: [...pool.ids].sort() })
  })
})

describe('what is measured', () => {
  it.each(['main', 'human'] as const)(
    'the two parts of the %s suite share no prompt and miss no row',
    (name) => {
      const { fit, judge, whole, offset } = evaluation[name]!
      const textsOf = (part: typeof fit): string[] =>
        [...part.sourceRows].map((row) => plainText(evaluation.rows[offset + row]!.prompt))
      const judged = new Set(textsOf(judge))
      expect(textsOf(fit).filter((text) => judged.has(text))).toEqual([])
      expect([...fit.ids, ...judge.ids].sort()).toEqual([...whole.ids].sort())
    },
  )

  const rowsOf = (part: 'fit' | 'judge'): Set<string> =>
    new Set([...evaluation.main[part].ids, ...evaluation.human![part].ids])
  const changedBy = async (
    name: string,
    stage: string,
    part: 'fit' | 'judge',
  ): Promise<string[]> => {
    const rows = rowsOf(part)
    await run(name, (own, row, margin) => (own === stage && rows.has(row.id) ? 1 - margin : margin))
    const before = digestRun(join(home, 'first'))
    const after = digestRun(join(home, name))
    return Object.keys(before).filter((file) => before[file] !== after[file])
  }

  it('judges routed mixes on rows of the judge part only', async () => {
    const fit = await changedBy('compare-fit', 'compare', 'fit')
    expect(fit).toEqual(['routed-heads.bin'])
    const judge = await changedBy('compare-judge', 'compare', 'judge')
    expect(judge).toContain('routed.json')
    expect(judge).not.toContain('plan.jsonl')
  })

  it('fits the PPM and routes on rows of the fit part only', async () => {
    const judge = await changedBy('train-judge', 'train', 'judge')
    expect(judge).toContain('evaluation.json')
    for (const file of ['ppm.json', 'ppm-report.json', 'plan.jsonl', 'routing.json', 'routed.json'])
      expect(judge).not.toContain(file)
    const fit = await changedBy('train-fit', 'train', 'fit')
    expect(fit).toContain('ppm.json')
    // Warnings about the controls are read on the fit part; every figure in it on the judge part.
    expect(figuresOf('train-fit')).toEqual(figuresOf('first'))
  })
})
