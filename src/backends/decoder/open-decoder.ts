import { availableParallelism } from 'node:os'
import type { ResponseEncoder } from '../../domain/index.ts'
import { createWorkerPool, type WorkerPool } from '../encoder/worker-pool.ts'
import { CHECK_TEXTS } from './check-texts.ts'
import { createDecoderEncoder } from './decoder-encoder.ts'
import { type DecoderPlaces, findDecoder, readDecoderFile } from './decoder-file.ts'
import type { DecoderPrecision } from './decoder-graph.ts'
import type { DecoderUse } from './decoder-model.ts'
import { LEAST_LIKENESS, standardisedLikeness } from './likeness.ts'
import { PROMPT_TOKENS, RESPONSE_TOKENS, TEMPLATE } from './read-limits.ts'
import type { DecoderRequest, DecoderSetup, DecoderValues } from './worker-protocol.ts'

/** Layers that are computed unless told. */
export const DECODER_LAYERS = 8

/** Which decoder to open, and how to run it. */
export interface DecoderOptions extends DecoderPlaces {
  /** Layers that are computed; the state after the last of them is the vector. Default 8. */
  readonly layers?: number
  /** Precision of the products. Default `int8`, about twice as fast; where it does not do on this machine, `float32` takes its place. */
  readonly precision?: DecoderPrecision
  /** Threads, one session each; the number of cores by default. Results do not depend on it. */
  readonly workers?: number
  /** Remembers how like `int8` was to `float32` on this machine, so that it is not measured at every opening. */
  readonly likeness?: LikenessMemory
  /** Hears that `float32` took the place of `int8`. */
  readonly warn?: (message: string) => void
}

/** Where measured likeness is kept. */
export interface LikenessMemory {
  /** Returns what was kept for a model; undefined for none. */
  get(model: string): number | undefined
  put(model: string, likeness: number): void
}

/**
 * Returns an encoder that reads a response after its prompt with the first layers of a small decoder: the mean of the hidden states over the tokens of the response. At
 * most 48 tokens of the prompt and 96 of the response are read. The id names the file by its hash, so that it may move, and the precision really used.
 *
 * @throws HyperError `config/decoder-missing`, `config/decoder-checksum`, `config/decoder-damaged`, `config/decoder-unsupported`, `config/decoder-layers`
 */
export async function openDecoderEncoder(options: DecoderOptions = {}): Promise<ResponseEncoder> {
  const layers = options.layers ?? DECODER_LAYERS
  const found = findDecoder(options)
  const { bytes, hash } = await readDecoderFile(found)
  const { inspectDecoder } = await import('./inspect-decoder.ts')
  const { width } = inspectDecoder(bytes, layers).shape
  const prepare = (precision: DecoderPrecision): Prepared => {
    const setup: DecoderSetup = { path: found.path, hash, use: { layers, precision } }
    const workers = options.workers ?? availableParallelism()
    return {
      pool: createWorkerPool(workers, { beside: import.meta.url, setup }),
      about: { id: nameDecoder(hash, setup.use), dimension: width },
    }
  }
  const plain = prepare('float32')
  if (options.precision === 'float32') return createDecoderEncoder(plain.pool, plain.about)
  const rounded = prepare('int8')
  const likeness = await measureOnce(options.likeness, rounded.about.id, () =>
    compare(plain, rounded),
  )
  const good = likeness >= LEAST_LIKENESS
  const [kept, dropped] = good ? [rounded, plain] : [plain, rounded]
  await dropped.pool.close()
  if (!good) options.warn?.(fallbackMessage(likeness))
  return createDecoderEncoder(kept.pool, kept.about)
}

/** Threads, none running yet, and what they make. */
interface Prepared {
  readonly pool: WorkerPool<DecoderRequest, DecoderValues>
  readonly about: { readonly id: string; readonly dimension: number }
}

function nameDecoder(hash: string, { layers, precision }: DecoderUse): string {
  const read = `prompt${PROMPT_TOKENS}:response${RESPONSE_TOKENS}:${TEMPLATE}`
  return `decoder@1:${hash.slice(0, 16)}:layers${layers}:${precision}:${read}`
}

async function measureOnce(
  memory: LikenessMemory | undefined,
  model: string,
  measure: () => Promise<number>,
): Promise<number> {
  const known = memory?.get(model)
  if (known !== undefined) return known
  const likeness = await measure()
  memory?.put(model, likeness)
  return likeness
}

// Products of 8 bits may run over on processors that add two of them in 16 bits; then the vectors are worthless, and silently so.
async function compare(plain: Prepared, rounded: Prepared): Promise<number> {
  const pools = [plain.pool, rounded.pool]
  try {
    const [reference, other] = await Promise.all(
      pools.map((pool) => pool.ask({ kind: 'decode', items: CHECK_TEXTS })),
    )
    const { dimension } = plain.about
    const likeness = standardisedLikeness(reference!.values, other!.values, dimension)
    return Number.isNaN(likeness) ? 0 : likeness
  } catch (error) {
    await Promise.all(pools.map((pool) => pool.close()))
    throw error
  }
}

function fallbackMessage(likeness: number): string {
  return `decoder: int8 is like float32 to ${likeness.toFixed(3)} on this machine, at least ${LEAST_LIKENESS} is wanted; float32 is used, which takes about twice as long`
}
