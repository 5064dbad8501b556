import { foldGroups } from '../dataset/index.ts'
import { type PromptedResponse, rowBits } from '../domain/index.ts'
import {
  type ChosenL2,
  chooseL2,
  differenceMatrix,
  disagreementWeights,
  type FeatureBlock,
  fitProbeScaler,
  type ProbeScaler,
  targetsOf,
} from '../reward/index.ts'
import { loadInstances, loadPool, loadRoutable, outsidePool } from './artifacts.ts'
import { checkPool } from './check-pool.ts'
import { endpointFacts } from './endpoint-facts.ts'
import { loadEvaluationRows } from './evaluation-rows.ts'
import { joinFloats, readFloats } from './floats.ts'
import { readJsonArtifact, writeJsonArtifact } from './json-lines.ts'
import type { RunOptions } from './options.ts'
import { describeResponses, encodersId } from './response-encoders.ts'
import type { Stage, StageContext } from './stage.ts'
import type { RunStore } from './store.ts'

/**
 * `design.json`: how responses became columns, and the penalty that all heads share. The columns themselves are in `design.bin`: rows of the pool,
 * evaluation rows, then the other instances that can be routed, each in the order of the data.
 */
export interface DesignArtifact {
  readonly format: 'hyper/design@1'
  /** Ids of the encoders behind the blocks, in order, ` + ` between them; `none` for surface measures alone. */
  readonly encoder: string
  readonly scaler: ProbeScaler
  readonly columns: number
  readonly poolRows: number
  readonly evaluationRows: number
  readonly otherRows: number
  readonly l2: number
  /** Held-out log loss per penalty; null when the config gives the penalty. */
  readonly l2Table: ChosenL2['table'] | null
  readonly l2AtEdge: boolean
}

/** Turns the responses of the pool, of the evaluation rows and of all else that can be routed into the columns that probe heads read. */
export const designStage: Stage = {
  name: 'design',
  inputs: ['pairs.jsonl', 'judged.jsonl', 'suite.jsonl', 'dataset.json', 'labels.jsonl'],
  outputs: ['design.json', 'design.bin'],
  options: ({ labels, features, train }) => ({
    labels,
    rows: 'pool, evaluation, other routable',
    encoder: probeEncoder({ features, train }),
    probe: train.trainer.kind === 'probe',
    l2: train.l2,
    weight: train.disagreementWeight,
  }),
  // What is inside the package is known by the version; files of the user's are known by the ids of what they hold.
  facts: async ({ options, world }) => {
    const { features, train } = options
    if (train.trainer.kind !== 'probe') return ''
    if (readsFiles(options)) return encodersId(await world.responseEncoders())
    return endpointFacts(train.encoder === 'same' ? features.encoder : train.encoder)
  },
  run: runDesign,
}

function probeEncoder({ features, train }: Pick<RunOptions, 'features' | 'train'>): string {
  return train.encoder === 'same' ? features.encoder.kind : train.encoder.kind
}

function readsFiles(options: RunOptions): boolean {
  return ['folder', 'decoder', 'light+decoder'].includes(probeEncoder(options))
}

const FOLDS = 5

async function runDesign(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random, spend } = context
  const pool = checkPool(await loadPool(world.store, options))
  const { rows } = await loadEvaluationRows(world.store, options)
  if (options.train.trainer.kind !== 'probe') {
    await world.store.write(
      'design.json',
      writeJsonArtifact('design', {
        encoder: 'none',
        columns: 0,
        poolRows: 0,
        evaluationRows: 0,
        otherRows: 0,
      }),
    )
    await world.store.write('design.bin', new Uint8Array(0))
    return {}
  }
  const instances = await loadInstances(world.store)
  const responses = new ResponseIndex()
  const pairsOf = (sides: readonly { prompt: string; first: string; second: string }[]) => ({
    first: Uint32Array.from(sides, (side) => responses.add(side.prompt, side.first)),
    second: Uint32Array.from(sides, (side) => responses.add(side.prompt, side.second)),
  })
  const pairsAt = (indices: Uint32Array) =>
    pairsOf(
      Array.from(indices, (index) => {
        const { prompt, completionA, completionB } = instances[index]!
        return { prompt, first: completionA, second: completionB }
      }),
    )
  const poolPairs = pairsAt(pool.instances)
  const trainingResponses = responses.size
  const evaluationPairs = pairsOf(
    rows.map(({ prompt, chosen, rejected }) => ({ prompt, first: chosen, second: rejected })),
  )
  const otherPairs = pairsAt(outsidePool(await loadRoutable(world.store), pool))
  const encoders = await world.responseEncoders()
  const startedAt = world.clock.now()
  const blocks = await describeResponses(responses.items, encoders, {
    progress: world.progress,
    cancel: world.cancel,
    stage: 'design',
    spend: (work) => spend({ ...work, rows: null, device: 'endpoint' }),
  })
  spend({
    what: 'responses described',
    count: responses.size,
    rows: null,
    seconds: (world.clock.now() - startedAt) / 1000,
    device: 'cpu',
    costUsd: null,
  })
  const scaler = fitProbeScaler({ blocks: blocks.map((block) => headOf(block, trainingResponses)) })
  const training = differenceMatrix(scaler, blocks, poolPairs)
  const evaluation = differenceMatrix(scaler, blocks, evaluationPairs)
  const others = differenceMatrix(scaler, blocks, otherPairs)
  const chosen =
    options.train.l2 === 'auto'
      ? await chooseL2(
          {
            x: training.x,
            rows: training.rows,
            columns: training.columns,
            labels: targetsOf(pool, rowBits(pool.ids.length, []), options.labels.target),
            folds: foldGroups(pool.groups, pool.groupCount, FOLDS, random.fork('folds')),
            rowWeights: disagreementWeights(pool, options.train.disagreementWeight),
          },
          await world.engine(),
        )
      : null
  const artifact: Omit<DesignArtifact, 'format'> = {
    encoder: encodersId(encoders),
    scaler,
    columns: training.columns,
    poolRows: training.rows,
    evaluationRows: evaluation.rows,
    otherRows: others.rows,
    l2: chosen?.l2 ?? (options.train.l2 as number),
    l2Table: chosen?.table ?? null,
    l2AtEdge: chosen?.atEdge ?? false,
  }
  await world.store.write('design.json', writeJsonArtifact('design', artifact))
  await world.store.write('design.bin', joinFloats([training.x, evaluation.x, others.x]))
  return { responses: responses.size, columns: training.columns, 'pool rows': training.rows }
}

/** Distinct pairs of prompt and response; each is described once. */
class ResponseIndex {
  readonly items: PromptedResponse[] = []
  private readonly known = new Map<string, number>()

  get size(): number {
    return this.items.length
  }

  add(prompt: string, response: string): number {
    const key = `${prompt.length}:${prompt}${response}`
    const found = this.known.get(key)
    if (found !== undefined) return found
    const index = this.items.length
    this.items.push({ prompt, response })
    this.known.set(key, index)
    return index
  }
}

const headOf = (block: FeatureBlock, rows: number): FeatureBlock => ({
  ...block,
  values: block.values.subarray(0, rows * block.columns),
})

/** The columns of a run's design. */
export interface DesignColumns {
  readonly facts: DesignArtifact
  /** Completion A minus completion B, (pool rows x columns). */
  readonly pool: Float32Array
  /** Chosen minus rejected, (evaluation rows x columns). */
  readonly evaluation: Float32Array
  /** Completion A minus completion B, (other routable instances x columns). */
  readonly others: Float32Array
}

/** Returns the columns of a run's design; without rows and columns under an external trainer. */
export async function loadDesign(store: RunStore): Promise<DesignColumns> {
  const facts = await readJsonArtifact<DesignArtifact>(store, 'design.json', 'design')
  const values = readFloats((await store.readBytes('design.bin')) ?? new Uint8Array(0))
  const { columns, poolRows, evaluationRows } = facts
  const poolEnd = poolRows * columns
  const evaluationEnd = poolEnd + evaluationRows * columns
  return {
    facts,
    pool: values.subarray(0, poolEnd),
    evaluation: values.subarray(poolEnd, evaluationEnd),
    others: values.subarray(evaluationEnd),
  }
}
