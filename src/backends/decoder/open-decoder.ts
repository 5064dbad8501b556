import { availableParallelism } from 'node:os'
import type { ResponseEncoder } from '../../domain/index.ts'
import { createWorkerPool, type WorkerPool } from '../encoder/worker-pool.ts'
import { PROMPT_TOKENS, RESPONSE_TOKENS, TEMPLATE } from './chat-template.ts'
import { CHECK_TEXTS } from './check-texts.ts'
import { createDecoderEncoder } from './decoder-encoder.ts'
import { type DecoderPlaces, findDecoder, readDecoderFile } from './decoder-file.ts'
import type { DecoderPrecision } from './decoder-graph.ts'
import { inspectDecoder } from './decoder-model.ts'
import { LEAST_LIKENESS, standardisedLikeness } from './likeness.ts'
import type { DecoderRequest, DecoderSetup, DecoderValues } from './worker-protocol.ts'

/** Layers that are computed unless told. */
export const DECODER_LAYERS = 8

/** Which decoder to open, and how to run it. */
export interface DecoderOptions extends DecoderPlaces {
  /** Layers that are computed; the state after the last of them is the vector. Default 8. */
  readonly layers?: number
  /** Precision of the products. Default `int8`, two and a half times as fast; where it does not do on this machine, `float32` takes its place. */
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

type DecoderPool = WorkerPool<DecoderRequest, DecoderValues>

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
  const { width } = inspectDecoder(bytes, layers)
  const openPool = (precision: DecoderPrecision): DecoderPool => {
    const setup: DecoderSetup = { path: found.path, hash, use: { layers, precision } }
    return createWorkerPool(options.workers ?? availableParallelism(), {
      beside: import.meta.url,
      setup,
    })
  }
  const about = (precision: DecoderPrecision): { id: string; dimension: number } => ({
    id: `decoder@1:${hash.slice(0, 16)}:layers${layers}:${precision}:prompt${PROMPT_TOKENS}:response${RESPONSE_TOKENS}:${TEMPLATE}`,
    dimension: width,
  })
  if (options.precision === 'float32') {
    return createDecoderEncoder(openPool('float32'), about('float32'))
  }
  const rounded = openPool('int8')
  const plain = openPool('float32')
  const model = about('int8').id
  const likeness = await measureOnce(options.likeness, model, () => compare(plain, rounded, width))
  const good = likeness >= LEAST_LIKENESS
  await (good ? plain : rounded).close()
  if (!good) options.warn?.(fallbackMessage(likeness))
  return good
    ? createDecoderEncoder(rounded, about('int8'))
    : createDecoderEncoder(plain, about('float32'))
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
async function compare(plain: DecoderPool, rounded: DecoderPool, width: number): Promise<number> {
  try {
    const [reference, other] = await Promise.all(
      [plain, rounded].map((pool) => pool.ask({ kind: 'decode', items: CHECK_TEXTS })),
    )
    const likeness = standardisedLikeness(reference!.values, other!.values, width)
    return Number.isNaN(likeness) ? 0 : likeness
  } catch (error) {
    await Promise.all([plain.close(), rounded.close()])
    throw error
  }
}

function fallbackMessage(likeness: number): string {
  return `decoder: int8 is like float32 to ${likeness.toFixed(3)} on this machine, at least ${LEAST_LIKENESS} is wanted; float32 is used, about two and a half times slower`
}
