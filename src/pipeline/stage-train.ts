import { drawMixes, fromMixRow, type MixRow } from '../candidates/index.ts'
import { type CandidateMix, type FeatureMatrix, selectRows } from '../domain/index.ts'
import { controlTargets, labelTables, mixLabels } from '../reward/index.ts'
import { loadInstances, loadMatrix } from './artifacts.ts'
import { joinFloats, readFloats } from './floats.ts'
import { readJsonArtifact, readLines, writeJsonArtifact } from './json-lines.ts'
import type { Stage, StageContext } from './stage.ts'
import type { RunStore } from './store.ts'
import type { HeadRequest, TrainedHeads } from './trained-heads.ts'
import { openTrainer } from './trainer.ts'

/** One trained model in `heads.json`. */
export interface HeadFacts {
  /** Mix id, `random-25-03` for the random baseline, or `control:NAME`. */
  readonly name: string
  readonly seed: number
  readonly humans: number
}

/** `heads.json`: the trained models in the order of `heads.bin` (margins on the evaluation rows, then scales, then probe weights). */
export interface HeadsArtifact {
  readonly format: 'hyper/heads@1'
  readonly trainer: string
  readonly heads: readonly HeadFacts[]
  readonly evaluationRows: number
  /** Columns of the probe weights; 0 for other trainers. */
  readonly columns: number
  readonly poolRows: number
}

/** Trains a reward model on every candidate mix, on the random baseline and on the controls. */
export const trainStage: Stage = {
  name: 'train',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'mixes.jsonl',
    'labels.jsonl',
    'dataset.json',
    'design.json',
    'design.bin',
    'suite.jsonl',
  ],
  outputs: ['heads.json', 'heads.bin'],
  options: ({ labels, train, candidates }) => ({
    labels,
    train,
    baselineMixes: candidates.baselineMixes,
  }),
  run: runTrain,
}

async function runTrain(context: StageContext): Promise<Record<string, number>> {
  const { options, world } = context
  const trainer = await openTrainer(context)
  const matrix = selectRows(await loadMatrix(world.store), trainer.pool.instances)
  const mixes = await loadMixes(world.store)
  const tables = labelTables(trainer.pool, options.labels.target)
  const ofMix = (mix: CandidateMix): Omit<HeadRequest, 'seed'> => ({
    name: mix.id,
    humans: mix.humans,
    rows: mix.rows,
    labels: () => mixLabels(tables, mix.rows),
  })
  const once: Omit<HeadRequest, 'seed'>[] = [
    ...mixes.map(ofMix),
    ...baselineMixes(matrix, context).map(ofMix),
    ...(await controls(context, trainer.pool)),
  ]
  const requests = once.flatMap((request) =>
    seedsOf(options.train.seeds).map((seed): HeadRequest => ({ ...request, seed })),
  )
  const heads = await trainer.train(requests, 'mixes')
  await writeHeads(world.store, requests, heads, {
    trainer: trainer.id,
    poolRows: trainer.pool.ids.length,
  })
  return { models: requests.length, 'rows each': trainer.pool.ids.length }
}

const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed)

/** Shares of the random baseline; its corners are the single sources. */
export const BASELINE_SHARES: readonly number[] = [0.25, 0.5, 0.75]

/** Returns uniform random mixes of one size, named `random-NAME-INDEX`; they depend on the seed, the size and the index alone. */
export function drawRandomMixes(
  matrix: FeatureMatrix,
  humans: number,
  count: number,
  context: StageContext,
  name: string,
): CandidateMix[] {
  const budgets = new Uint32Array(count).fill(humans)
  return drawMixes(
    matrix,
    { sampler: 'uniform', budgets },
    context.random.fork('random-baseline', humans),
  ).map((mix, index) => ({ ...mix, id: `random-${name}-${String(index).padStart(2, '0')}` }))
}

function baselineMixes(matrix: FeatureMatrix, context: StageContext): CandidateMix[] {
  const { baselineMixes: count } = context.options.candidates
  return BASELINE_SHARES.flatMap((share) =>
    drawRandomMixes(
      matrix,
      Math.round(share * matrix.ids.length),
      count,
      context,
      String(Math.round(100 * share)),
    ),
  )
}

/** Draws of the controls with chance in them; one for dear trainers. */
const CONTROL_DRAWS = 10

/** Returns whether a head is a draw of a control: `control:random-labels`, `control:random-labels-1`, ... */
export function isDrawOf(head: string, control: 'random-labels' | 'flipped-20'): boolean {
  return head === `control:${control}` || new RegExp(`^control:${control}-\\d+$`).test(head)
}

async function controls(
  { options, world, random }: StageContext,
  pool: Parameters<typeof controlTargets>[0],
): Promise<Omit<HeadRequest, 'seed'>[]> {
  const instances = await loadInstances(world.store)
  const longer = Float64Array.from(
    pool.instances,
    (index) => instances[index]!.completionA.length - instances[index]!.completionB.length,
  )
  const draws = options.train.trainer.kind === 'probe' ? CONTROL_DRAWS : 1
  return Array.from({ length: draws }, (_, draw) =>
    controlTargets(pool, { mode: options.labels.target, longer }, random.fork('controls', draw))
      .filter(({ name }) => draw === 0 || name === 'random-labels' || name === 'flipped-20')
      .map(({ name, labels }) => ({
        name: `control:${name}${draw === 0 ? '' : `-${draw}`}`,
        humans: name === 'all-lm' ? 0 : pool.ids.length,
        rows: null,
        labels: () => labels,
      })),
  ).flat()
}

/** Writes trained models as `heads.json` and `heads.bin`, or under another name. */
export async function writeHeads(
  store: RunStore,
  requests: readonly HeadRequest[],
  heads: TrainedHeads,
  facts: { readonly trainer: string; readonly poolRows: number; readonly name?: string },
): Promise<void> {
  const name = facts.name ?? 'heads'
  const artifact: Omit<HeadsArtifact, 'format'> = {
    trainer: facts.trainer,
    heads: requests.map(({ name: head, seed, humans }) => ({ name: head, seed, humans })),
    evaluationRows: heads.margins.length / requests.length,
    columns: heads.weights === null ? 0 : heads.weights.length / requests.length,
    poolRows: facts.poolRows,
  }
  await store.write(
    `${name}.bin`,
    joinFloats([
      heads.margins,
      new Float32Array(heads.scales),
      heads.weights ?? new Float32Array(0),
    ]),
  )
  await store.write(`${name}.json`, writeJsonArtifact('heads', artifact))
}

/** Returns trained models read back. */
export async function loadHeads(
  store: RunStore,
  name = 'heads',
): Promise<{ facts: HeadsArtifact; heads: TrainedHeads }> {
  const facts = await readJsonArtifact<HeadsArtifact>(store, `${name}.json`, 'heads')
  const values = readFloats((await store.readBytes(`${name}.bin`)) ?? new Uint8Array(0))
  const count = facts.heads.length
  const scalesAt = count * facts.evaluationRows
  return {
    facts,
    heads: {
      margins: values.slice(0, scalesAt),
      scales: Float64Array.from(values.subarray(scalesAt, scalesAt + count)),
      weights: facts.columns === 0 ? null : values.slice(scalesAt + count),
    },
  }
}

/** Returns the candidate mixes of a run. */
export async function loadMixes(store: RunStore): Promise<CandidateMix[]> {
  const rows = await readLines<MixRow>(store, 'mixes.jsonl', 'mixes')
  return rows.map(fromMixRow)
}
