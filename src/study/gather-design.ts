import { foldGroups } from '../dataset/index.ts'
import {
  type BestOfRow,
  type LabelledPool,
  type PromptedResponse,
  rowBits,
  type SuiteRow,
} from '../domain/index.ts'
import { createRandom, HyperError, type Random } from '../kit/index.ts'
import {
  describeResponses,
  encodersId,
  joinFloats,
  loadInstances,
  loadPool,
  loadSuiteRows,
  type NamedEncoder,
  type RunOptions,
  type RunStore,
  writeJsonArtifact,
  writeLines,
} from '../pipeline/index.ts'
import {
  type ChosenL2,
  chooseL2,
  differenceMatrix,
  disagreementWeights,
  type FeatureBlock,
  fitProbeScaler,
  scaleResponses,
  takeRows,
  targetsOf,
} from '../reward/index.ts'
import { MAIN_SUITE, readBestOfSets, readOtherSuites } from './evaluation-sets.ts'
import type { StudyOptions } from './options.ts'
import type { StudyWorld } from './study-world.ts'

/** One row of `evaluation.jsonl`: a row of the main suite or of another one, with the name of its suite. */
export interface EvaluationSetRow extends SuiteRow {
  readonly suite: string
}

/** `design-K.json`: what encoder K makes of every response; columns in `design-K.bin`: pool, evaluation rows, best-of-N responses. */
export interface StudyDesign {
  readonly format: 'hyper/study-design@1'
  readonly encoder: string
  readonly columns: number
  readonly poolRows: number
  readonly evaluationRows: number
  readonly bestOfRows: number
  readonly l2: number
  /** Held-out log loss by penalty on the judge's labels and on those of people, nats. */
  readonly logLoss: { readonly lm: ChosenL2['table']; readonly human: ChosenL2['table'] }
}

const FOLDS = 5

/** Reads every suite and describes every response by each encoder of the study; what stands there already is kept. */
export async function gatherDesigns(
  options: StudyOptions,
  run: RunOptions,
  { store, world }: { readonly store: RunStore; readonly world: StudyWorld },
): Promise<void> {
  const instances = await loadInstances(store)
  const pool = checkedPool(await loadPool(store, run))
  const main = await loadSuiteRows(store)
  const others = await readOtherSuites(options, instances, world)
  const rows: EvaluationSetRow[] = [
    ...main.map((row) => ({ ...row, suite: MAIN_SUITE })),
    ...others.flatMap(({ name, rows: own }) => own.map((row) => ({ ...row, suite: name }))),
  ]
  if (rows.length === 0) {
    throw new HyperError('data/no-suite', 'study: got no suite, expected suite.files to aim at')
  }
  const bestOf = await readBestOfSets(options, world)
  await store.write('evaluation.jsonl', writeLines('evaluation', rows))
  await store.write(
    'best-of.jsonl',
    writeLines(
      'best-of',
      bestOf.flatMap(({ name, rows: own }) => own.map((row) => ({ set: name, ...row }))),
    ),
  )
  const task = { pool, instances, rows, bestOf: bestOf.flatMap(({ rows: own }) => own), run }
  for (const [index, encoder] of options.encoders.entries()) {
    world.progress({ type: 'stage-start', stage: 'design' })
    const startedAt = world.clock.now()
    const encoders = await world.encodersFor(encoder)
    const key = world.hash(
      JSON.stringify([
        world.version,
        encodersId(encoders),
        options.seed,
        run.train,
        run.labels,
        await fingerprints(store),
      ]),
    )
    const kept = await store.readText(`design-${index}.key`)
    if (kept === key && (await store.fingerprint(`design-${index}.bin`)) !== null) {
      world.progress({ type: 'stage-skip', stage: 'design', reason: 'unchanged, kept' })
      continue
    }
    const random = createRandom(options.seed).fork('design', index)
    await writeDesign({ ...task, encoders, index }, { store, world, random })
    await store.write(`design-${index}.key`, key)
    const seconds = (world.clock.now() - startedAt) / 1000
    world.progress({ type: 'stage-end', stage: 'design', seconds, counts: { encoder: index } })
  }
}

async function fingerprints(store: RunStore): Promise<unknown> {
  return Promise.all(
    ['pairs.jsonl', 'labels.jsonl', 'dataset.json', 'evaluation.jsonl', 'best-of.jsonl'].map(
      async (name) => (await store.fingerprint(name))?.sha256 ?? null,
    ),
  )
}

function checkedPool(pool: LabelledPool): LabelledPool {
  if (pool.ids.length > 0) return pool
  throw new HyperError(
    'data/no-rows',
    'study: got no row with both labels after the tie policy, expected some to train on',
  )
}

interface DesignTask {
  readonly pool: LabelledPool
  readonly instances: Awaited<ReturnType<typeof loadInstances>>
  readonly rows: readonly EvaluationSetRow[]
  readonly bestOf: readonly BestOfRow[]
  readonly run: RunOptions
  readonly encoders: readonly NamedEncoder[]
  readonly index: number
}

async function writeDesign(
  { pool, instances, rows, bestOf, run, encoders, index }: DesignTask,
  {
    store,
    world,
    random,
  }: { readonly store: RunStore; readonly world: StudyWorld; readonly random: Random },
): Promise<void> {
  const responses = new DistinctResponses()
  const pairs = {
    pool: responses.addPairs(
      Array.from(pool.instances, (at) => {
        const { prompt, completionA, completionB } = instances[at]!
        return [prompt, completionA, completionB]
      }),
    ),
    evaluation: responses.addPairs(
      rows.map(({ prompt, chosen, rejected }) => [prompt, chosen, rejected]),
    ),
  }
  const trained = responses.trained
  const single = Uint32Array.from(
    bestOf.flatMap(({ prompt, responses: own }) =>
      own.map(({ text }) => responses.add({ prompt, response: text })),
    ),
  )
  const blocks = await describeResponses(responses.items, encoders, {
    progress: world.progress,
    cancel: world.cancel,
    stage: 'design',
  })
  const head = (block: FeatureBlock, count: number): FeatureBlock => ({
    ...block,
    values: block.values.subarray(0, count * block.columns),
  })
  // The scale of a column is that of the responses that train, never of those that judge.
  const scaler = fitProbeScaler({ blocks: blocks.map((block) => head(block, trained)) })
  const training = differenceMatrix(scaler, blocks, pairs.pool)
  const evaluation = differenceMatrix(scaler, blocks, pairs.evaluation)
  const alone = scaleResponses(
    scaler,
    blocks.map((block) => ({ ...block, values: takeRows(block.values, block.columns, single) })),
  )
  const choose = (humans: boolean): Promise<ChosenL2> =>
    world.engine().then((engine) =>
      chooseL2(
        {
          x: training.x,
          rows: training.rows,
          columns: training.columns,
          labels: targetsOf(
            pool,
            rowBits(pool.ids.length, humans ? Uint32Array.from(pool.ids.keys()) : []),
            run.labels.target,
          ),
          folds: foldGroups(pool.groups, pool.groupCount, FOLDS, random.fork('folds')),
          rowWeights: disagreementWeights(pool, run.train.disagreementWeight),
        },
        engine,
      ),
    )
  const lm = await choose(false)
  const human = await choose(true)
  const design: Omit<StudyDesign, 'format'> = {
    encoder: encodersId(encoders),
    columns: training.columns,
    poolRows: training.rows,
    evaluationRows: evaluation.rows,
    bestOfRows: alone.rows,
    l2: run.train.l2 === 'auto' ? lm.l2 : run.train.l2,
    logLoss: { lm: lm.table, human: human.table },
  }
  await store.write(`design-${index}.bin`, joinFloats([training.x, evaluation.x, alone.x]))
  await store.write(`design-${index}.json`, writeJsonArtifact('study-design', design))
}

/** Distinct pairs of prompt and response; each is described once. */
class DistinctResponses {
  readonly items: PromptedResponse[] = []
  private readonly known = new Map<string, number>()
  private firstPairs: number | null = null

  /** Responses of the pairs that were added first. */
  get trained(): number {
    return this.firstPairs ?? this.items.length
  }

  add({ prompt, response }: PromptedResponse): number {
    const key = `${prompt.length}:${prompt}${response}`
    const found = this.known.get(key)
    if (found !== undefined) return found
    this.items.push({ prompt, response })
    this.known.set(key, this.items.length - 1)
    return this.items.length - 1
  }

  addPairs(pairs: readonly (readonly string[])[]): { first: Uint32Array; second: Uint32Array } {
    const places = {
      first: Uint32Array.from(pairs, ([prompt, first]) =>
        this.add({ prompt: prompt!, response: first! }),
      ),
      second: Uint32Array.from(pairs, ([prompt, , second]) =>
        this.add({ prompt: prompt!, response: second! }),
      ),
    }
    this.firstPairs ??= this.items.length
    return places
  }
}
