import type { MatrixEngine, WorkContext } from '../domain/index.ts'
import { noProgress } from '../kit/index.ts'
import { openProbeSolver, type ProbeDesign, type ProbeSolver } from './fit-probes.ts'
import { joinLabels } from './label-chunk.ts'
import { marginScale } from './margin-scale.ts'
import type { ProbeFits, ProbeOptions } from './probe-problem.ts'
import type { HeadLabels } from './targets.ts'

/** Rows on which every trained head is read: a suite (chosen minus rejected), held-out pairs, single responses. */
export interface EvaluationMatrix {
  readonly name: string
  /** Row-major (rows x columns of the design), scaled by the same scaler. */
  readonly x: Float32Array
  readonly rows: number
}

/** Many heads on one design. */
export interface MixTraining {
  readonly design: ProbeDesign
  /** Heads in all. */
  readonly count: number
  /** Returns the labels of a head; asked once per head, in order. */
  readonly labelsAt: (index: number) => HeadLabels
  /** Weights common to all heads; 1 unless given. Shape (rows). */
  readonly rowWeights?: Float32Array
  readonly l2: number
  readonly evaluations: readonly EvaluationMatrix[]
  readonly options?: ProbeOptions
  /** Heads fitted together; part of what the bytes depend on, so fix it per run. */
  readonly chunkSize?: number
  /** Chunks before this one were written by an earlier run. */
  readonly firstChunk?: number
}

/** What one chunk gave. */
export interface TrainedChunk {
  readonly index: number
  readonly chunks: number
  /** Index of the first head of the chunk. */
  readonly from: number
  readonly fits: ProbeFits
  /** Standard deviation of the margins on the training rows; shape (heads of the chunk). */
  readonly scale: Float64Array
  /** Per evaluation matrix, margins row-major (heads of the chunk x its rows). */
  readonly margins: ReadonlyMap<string, Float32Array>
}

/** Heads fitted together unless told: large enough for full speed, small enough to lose little when a run is killed. */
export const CHUNK_SIZE = 100

/** Returns how many chunks the heads of a training make. */
export function countChunks(count: number, chunkSize: number = CHUNK_SIZE): number {
  return Math.ceil(count / chunkSize)
}

/**
 * Trains and reads heads chunk by chunk; `onChunk` is awaited before the next chunk starts, so that each can be written first.
 * A chunk depends on the design, its own labels and `chunkSize` alone: runs that resume at any chunk give the same bytes.
 */
export async function trainMixes(
  training: MixTraining,
  engine: MatrixEngine,
  onChunk: (chunk: TrainedChunk) => Promise<void> | void,
  context: WorkContext = {},
): Promise<void> {
  const chunkSize = training.chunkSize ?? CHUNK_SIZE
  const chunks = countChunks(training.count, chunkSize)
  const first = training.firstChunk ?? 0
  if (first >= chunks) return
  const readers = await prepareReaders(training, engine)
  const solver = await openProbeSolver(boundedDesign(training), engine)
  try {
    for (let index = first; index < chunks; index++) {
      context.cancel?.throwIfAborted()
      await onChunk(await trainChunk(training, { solver, readers, index, chunks, chunkSize }))
      const progress = context.progress ?? noProgress
      progress({
        type: 'stage-advance',
        stage: context.stage ?? 'train',
        done: Math.min((index + 1) * chunkSize, training.count),
        total: training.count,
        unit: 'models',
      })
    }
  } finally {
    await solver.dispose()
    for (const reader of readers) await reader.dispose()
  }
}

function boundedDesign(training: MixTraining): ProbeDesign {
  const { design, rowWeights } = training
  return rowWeights === undefined ? design : { ...design, rowBound: rowWeights }
}

interface Reader {
  readonly name: string
  read(weights: Float32Array, heads: number): Promise<Float32Array>
  dispose(): Promise<void>
}

async function prepareReaders(training: MixTraining, engine: MatrixEngine): Promise<Reader[]> {
  const readers: Reader[] = []
  for (const { name, x, rows } of training.evaluations) {
    if (rows === 0) {
      readers.push({ name, read: async () => new Float32Array(0), dispose: async () => {} })
      continue
    }
    const matrix = await engine.prepare(x, rows, training.design.columns)
    readers.push({
      name,
      read: (weights, heads) => matrix.timesTransposed(weights, heads),
      dispose: () => matrix.dispose(),
    })
  }
  return readers
}

interface ChunkWork {
  readonly solver: ProbeSolver
  readonly readers: readonly Reader[]
  readonly index: number
  readonly chunks: number
  readonly chunkSize: number
}

async function trainChunk(training: MixTraining, work: ChunkWork): Promise<TrainedChunk> {
  const from = work.index * work.chunkSize
  const heads = Math.min(work.chunkSize, training.count - from)
  const labels = Array.from({ length: heads }, (_, index) => training.labelsAt(from + index))
  const { l2, rowWeights } = training
  const chunk = joinLabels(labels, { l2, ...(rowWeights && { rowWeights }) })
  const fits = await work.solver.fit(chunk, training.options)
  const scale = marginScale(
    await work.solver.margins(fits.weights, heads),
    heads,
    training.design.rows,
  )
  const weights = new Float32Array(fits.weights)
  const margins = new Map<string, Float32Array>()
  for (const reader of work.readers) margins.set(reader.name, await reader.read(weights, heads))
  return { index: work.index, chunks: work.chunks, from, fits, scale, margins }
}
