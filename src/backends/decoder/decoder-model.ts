import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { PromptedResponse } from '../../domain/index.ts'
import { openSession } from '../encoder/session.ts'
import { writeOnnxModel } from '../onnx/model.ts'
import type { TokenSequence } from './chat-template.ts'
import { buildDecoderGraph, type DecoderPrecision, STEP } from './decoder-graph.ts'
import { dequantise, PACKINGS } from './dequantise.ts'
import { damaged } from './errors.ts'
import { inspectDecoder } from './inspect-decoder.ts'
import { readLayers } from './layer-weights.ts'
import { EMBEDDING, tensorOf } from './llama-shape.ts'
import { LONGEST_SEQUENCE, planBatches, type SequenceBatch } from './plan-batches.ts'
import type { GgufFile } from './read-gguf.ts'

const STEP_TENSOR = new Tensor('float32', Float32Array.of(STEP), [])

/** A decoder that is ready to read. */
export interface DecoderModel {
  /** Length of a vector. */
  readonly dimension: number
  /**
   * Returns the mean state over the tokens of every response, row-major (items x dimension); zero where a response has no token. A row depends
   * on its own item alone.
   */
  readonly encode: (items: readonly PromptedResponse[]) => Promise<Float32Array<ArrayBuffer>>
  readonly dispose: () => Promise<void>
}

/** What of a decoder is used, and how. */
export interface DecoderUse {
  /** Layers that are computed. */
  readonly layers: number
  readonly precision: DecoderPrecision
}

/** Returns the model of the bytes of a GGUF file. @throws HyperError as `inspectDecoder` */
export async function openDecoderModel(bytes: Uint8Array, use: DecoderUse): Promise<DecoderModel> {
  const { file, shape, template } = inspectDecoder(bytes, use.layers)
  const { width } = shape
  const vectors = openVectors(file, width)
  const graph = buildDecoderGraph({
    shape,
    layers: readLayers(file, use.layers),
    precision: use.precision,
    positions: LONGEST_SEQUENCE,
  })
  const session = await openSession(writeOnnxModel(graph))
  return {
    dimension: width,
    encode: async (items) => {
      const found = items.map(template)
      const rows = found.flatMap((sequence, row) => (sequence === null ? [] : [{ sequence, row }]))
      const result = new Float32Array(items.length * width)
      for (const batch of planBatches(rows.map(({ sequence }) => sequence.ids.length))) {
        const sequences = batch.sequences.map((index) => rows[index]!.sequence)
        const states = await runBatch(session, vectors, { sequences, batch })
        batch.sequences.forEach((index, place) => {
          const state = states.subarray(place * width, (place + 1) * width)
          result.set(state, rows[index]!.row * width)
        })
      }
      return result
    },
    dispose: () => session.release(),
  }
}

interface TokenVectors {
  readonly width: number
  readonly of: (token: number) => Float32Array
}

// The table stays packed, outside of the graph: a row is unpacked when its token turns up.
function openVectors(file: GgufFile, width: number): TokenVectors {
  const { type, bytes } = tensorOf(file, EMBEDDING)
  const packing = PACKINGS[type]!
  const size = (width / packing.block) * packing.bytes
  // A copy, so that the rest of the file can go.
  const table = bytes.slice()
  return {
    width,
    of: (token) => dequantise(packing, table.subarray(token * size, (token + 1) * size)),
  }
}

async function runBatch(
  session: InferenceSession,
  vectors: TokenVectors,
  {
    sequences,
    batch: { tokens },
  }: { readonly sequences: readonly TokenSequence[]; readonly batch: SequenceBatch },
): Promise<Float32Array> {
  const { width } = vectors
  const count = sequences.length
  const x = new Float32Array(count * tokens * width)
  const at = BigInt64Array.from({ length: count * tokens }, (_, index) => BigInt(index % tokens))
  const pool = new Float32Array(count * tokens)
  sequences.forEach(({ ids, from }, row) => {
    ids.forEach((id, place) => {
      x.set(vectors.of(id), (row * tokens + place) * width)
    })
    pool.fill(1 / (ids.length - from), row * tokens + from, row * tokens + ids.length)
  })
  const feeds = {
    x: new Tensor('float32', x, [count, tokens, width]),
    at: new Tensor('int64', at, [count, tokens]),
    pool: new Tensor('float32', pool, [count, 1, tokens]),
    ...(session.inputNames.includes('step') ? { step: STEP_TENSOR } : {}),
  }
  const { states } = await session.run(feeds, ['states'])
  const values = states!.data as Float32Array
  if (values.every(Number.isFinite)) return values
  throw damaged('weights that give states which are not finite', 'a sound model')
}
