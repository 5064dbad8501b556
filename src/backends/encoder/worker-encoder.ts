import { availableParallelism } from 'node:os'
import type { Encoder, WorkContext } from '../../domain/index.ts'
import { mapBounded } from '../../kit/index.ts'
import type { ModelSpec } from './model-spec.ts'
import { planPairChunks, planTextChunks } from './plan-chunks.ts'
import { countProgress, distinctItems, pickRows, spreadRows } from './rows.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'
import type { WorkerRequest, WorkerSetup, WorkerValues } from './worker-protocol.ts'

/** Characters that a worker gets at once: about two seconds of work. */
const CHUNK_CHARACTERS = 65_536
/** Below this a chunk is not worth a message. */
const SMALLEST_CHUNK = 8_192
/** Bytes of token vectors that each worker holds between blocks of pairs. */
const HELD_BYTES = 96 * 2 ** 20

/** What every encoder that runs a model can be told. */
export interface WorkerOptions {
  /** Threads; the number of cores by default. Results do not depend on it. */
  readonly workers?: number
  /** Tokens per text that `matchTokens` reads; the rest is left out. Default 512. */
  readonly matchTokens?: number
}

/** Tokens per text that `matchTokens` reads unless told otherwise. */
export const MATCH_TOKENS = 512

/** The threads of an encoder. */
export type EncoderPool = WorkerPool<WorkerRequest, WorkerValues>

/** Returns the threads of an encoder; none runs yet. */
export function openPool(model: ModelSpec, options: WorkerOptions): EncoderPool {
  const limits = { tokensPerText: options.matchTokens ?? MATCH_TOKENS, bytes: HELD_BYTES }
  const setup: WorkerSetup = { model, limits }
  return createWorkerPool(options.workers ?? availableParallelism(), {
    beside: import.meta.url,
    setup,
  })
}

/** Returns an encoder whose work is cut into chunks and done by the threads of a pool. Equal texts are read once a call. */
export function createWorkerEncoder(
  pool: EncoderPool,
  about: { readonly id: string; readonly dimension: number },
  options: WorkerOptions,
): Encoder {
  const { dimension } = about
  return {
    ...about,
    encode: async (texts, context = {}) => {
      const [distinct, rowOf] = distinctItems(texts, (text) => text)
      const vectors = new Float32Array(distinct.length * dimension)
      const chunks = planTextChunks(distinct, chunkSize(distinct, pool.size))
      const report = countProgress(context, { total: distinct.length, unit: 'texts' })
      await mapBounded(
        chunks,
        pool.size + 1,
        async (chunk) => {
          const asked = chunk.map((index) => distinct[index]!)
          const { values } = await pool.ask({ kind: 'encode', texts: asked })
          spreadRows(values, chunk, { into: vectors, width: dimension })
          report(chunk.length)
        },
        context.cancel,
      )
      return pickRows(vectors, rowOf, dimension)
    },
    matchTokens: async (pairs, context = {}) => {
      const scores = new Float32Array(pairs.length * 3)
      let anyCut = false
      const characters = chunkSize(pairs.flat(), pool.size)
      const report = countProgress(context, { total: pairs.length, unit: 'pairs' })
      await mapBounded(
        planPairChunks(pairs, characters),
        pool.size + 1,
        async (chunk) => {
          const asked = chunk.map((index) => pairs[index]!)
          const { values, cut } = await pool.ask({ kind: 'match', pairs: asked })
          anyCut ||= cut
          spreadRows(values, chunk, { into: scores, width: 3 })
          report(chunk.length)
        },
        context.cancel,
      )
      if (anyCut) warnAboutCut(context, options.matchTokens ?? MATCH_TOKENS)
      return scores
    },
    dispose: () => pool.close(),
  }
}

function warnAboutCut({ progress, stage = 'encode' }: WorkContext, tokens: number): void {
  const message = `texts of more than ${tokens} tokens are compared token by token on their first ${tokens} only`
  progress?.({ type: 'warning', stage, message })
}

function chunkSize(texts: readonly string[], workers: number): number {
  const total = texts.reduce((sum, text) => sum + text.length, 0)
  return Math.max(SMALLEST_CHUNK, Math.min(CHUNK_CHARACTERS, Math.ceil(total / (4 * workers))))
}
