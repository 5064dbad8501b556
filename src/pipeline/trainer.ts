import type { LabelledPool } from '../domain/index.ts'
import {
  CHUNK_SIZE,
  countChunks,
  disagreementWeights,
  priceSeconds,
  trainMixes,
} from '../reward/index.ts'
import { loadPool } from './artifacts.ts'
import { trainByCommand } from './command-trainer.ts'
import { type EvaluationRows, loadEvaluationRows } from './evaluation-rows.ts'
import { joinFloats, readFloats } from './floats.ts'
import { shortWord } from './short-paths.ts'
import { type StageContext, WORK_FOLDER } from './stage.ts'
import { type DesignArtifact, loadDesign } from './stage-design.ts'
import type { HeadRequest, TrainedHeads } from './trained-heads.ts'

/** What trains reward models on mixes of one pool. */
export interface MixTrainer {
  readonly id: string
  readonly pool: LabelledPool
  readonly evaluation: EvaluationRows
  /** Trains the requests; `name` tells the checkpoints of several calls in one stage apart. */
  train(requests: readonly HeadRequest[], name: string): Promise<TrainedHeads>
}

/** Returns the trainer of the config, with its pool and evaluation rows loaded. */
export async function openTrainer(context: StageContext): Promise<MixTrainer> {
  const { options, world } = context
  const pool = await loadPool(world.store, options)
  const evaluation = await loadEvaluationRows(world.store, options)
  const { trainer } = options.train
  if (trainer.kind === 'command') {
    return {
      id: `command:${shortWord(trainer.command[0]!)}`,
      pool,
      evaluation,
      train: (requests) => trainByCommand({ requests, pool, evaluation }, context),
    }
  }
  return {
    id: 'probe',
    pool,
    evaluation,
    train: (requests, name) => trainProbes(requests, name, { pool, context }),
  }
}

async function trainProbes(
  requests: readonly HeadRequest[],
  name: string,
  { pool, context }: { readonly pool: LabelledPool; readonly context: StageContext },
): Promise<TrainedHeads> {
  const { options, world, spend } = context
  const { facts: design, pool: x, evaluation } = await loadDesign(world.store)
  const { stage } = context
  const checkpoints = new Checkpoints(context, `${WORK_FOLDER}/${stage}/${name}`, design)
  const chunks = countChunks(requests.length)
  const done = await checkpoints.countDone(chunks)
  const startedAt = world.clock.now()
  const engine = await world.engine()
  await trainMixes(
    {
      design: { x, rows: design.poolRows, columns: design.columns },
      count: requests.length,
      labelsAt: (index) => requests[index]!.labels(),
      rowWeights: disagreementWeights(pool, options.train.disagreementWeight),
      l2: design.l2,
      evaluations: [{ name: 'evaluation', x: evaluation, rows: design.evaluationRows }],
      firstChunk: done,
    },
    engine,
    async (chunk) => {
      await checkpoints.write(chunk.index, {
        margins: chunk.margins.get('evaluation')!,
        scales: chunk.scale,
        weights: new Float32Array(chunk.fits.weights),
      })
    },
    { progress: world.progress, cancel: world.cancel, stage },
  )
  const seconds = (world.clock.now() - startedAt) / 1000
  spend({
    what: 'probe heads',
    count: requests.length - Math.min(requests.length, done * CHUNK_SIZE),
    rows: design.poolRows,
    seconds,
    device: engine.id,
    costUsd: priceSeconds(seconds, options.prices.machineHour),
  })
  return checkpoints.readAll(requests.length, chunks)
}

interface ChunkValues {
  readonly margins: Float32Array
  readonly scales: Float64Array
  readonly weights: Float32Array
}

/** Chunks of trained heads on disk: one file each, whole or not there. */
class Checkpoints {
  private readonly context: StageContext
  private readonly folder: string
  private readonly design: DesignArtifact

  constructor(context: StageContext, folder: string, design: DesignArtifact) {
    this.context = context
    this.folder = folder
    this.design = design
  }

  private file(index: number): string {
    return `${this.folder}/chunk-${String(index).padStart(5, '0')}.bin`
  }

  async countDone(chunks: number): Promise<number> {
    for (let index = 0; index < chunks; index++) {
      if ((await this.context.world.store.fingerprint(this.file(index))) === null) return index
    }
    return chunks
  }

  async write(index: number, { margins, scales, weights }: ChunkValues): Promise<void> {
    await this.context.world.store.write(
      this.file(index),
      joinFloats([margins, new Float32Array(scales), weights]),
    )
  }

  async readAll(count: number, chunks: number): Promise<TrainedHeads> {
    const { evaluationRows, columns } = this.design
    const margins = new Float32Array(count * evaluationRows)
    const scales = new Float64Array(count)
    const weights = new Float32Array(count * columns)
    for (let index = 0; index < chunks; index++) {
      const from = index * CHUNK_SIZE
      const heads = Math.min(CHUNK_SIZE, count - from)
      const values = readFloats(
        (await this.context.world.store.readBytes(this.file(index))) ?? new Uint8Array(0),
      )
      const scalesAt = heads * evaluationRows
      margins.set(values.subarray(0, scalesAt), from * evaluationRows)
      scales.set(values.subarray(scalesAt, scalesAt + heads), from)
      weights.set(
        values.subarray(scalesAt + heads, scalesAt + heads + heads * columns),
        from * columns,
      )
    }
    return { margins, scales, weights }
  }
}
