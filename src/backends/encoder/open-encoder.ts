import type { Encoder } from '../../domain/index.ts'
import { type FolderOptions, inspectFolder } from './folder-files.ts'
import { findLightFolder, readLightFiles } from './light-files.ts'
import { LIGHT_DIMENSION, LIGHT_WINDOW } from './light-graph.ts'
import {
  createWorkerEncoder,
  MATCH_TOKENS,
  openPool,
  type WorkerOptions,
} from './worker-encoder.ts'

/** Which encoder to open. */
export type EncoderOptions =
  | ({ readonly kind: 'light' } & WorkerOptions)
  | ({ readonly kind: 'folder' } & FolderOptions & WorkerOptions)
  | { readonly kind: 'none' }

/**
 * Returns the encoder that the options name.
 *
 * @throws HyperError as `openLightEncoder` and `openFolderEncoder`
 */
export async function openEncoder(options: EncoderOptions): Promise<Encoder> {
  if (options.kind === 'light') return openLightEncoder(options)
  return options.kind === 'folder' ? openFolderEncoder(options) : noEncoder()
}

/**
 * Returns the embedded encoder: USE-lite, English, 512 dimensions, windows of 128 pieces. It stands in for a larger encoder: it does
 * not hear a negation or a change of roles.
 *
 * @throws HyperError `config/encoder-missing`, `config/encoder-checksum`
 */
export async function openLightEncoder(options: WorkerOptions = {}): Promise<Encoder> {
  await readLightFiles(findLightFolder())
  const id = `use-lite@1:windows${LIGHT_WINDOW}:match${options.matchTokens ?? MATCH_TOKENS}`
  return createWorkerEncoder(
    openPool({ kind: 'light' }, options),
    {
      id,
      dimension: LIGHT_DIMENSION,
    },
    options,
  )
}

/**
 * Returns the encoder of a Hugging Face model folder: `tokenizer.json` and `onnx/model.onnx` (or `model.onnx`, or `model_quantized.onnx`
 * in either place), `1_Pooling/config.json` honoured. Its id is a hash of model and tokenizer, so that the folder may move.
 *
 * @throws HyperError `config/encoder-folder`, `config/encoder-tokens`
 */
export async function openFolderEncoder(options: FolderOptions & WorkerOptions): Promise<Encoder> {
  const { spec, hash } = await inspectFolder(options)
  const workers = openPool(spec, options)
  try {
    const { values } = await workers.ask({ kind: 'describe' })
    const matched = options.matchTokens ?? MATCH_TOKENS
    const id = `onnx@${hash}:${spec.pooling}:windows${spec.maxTokens}:match${matched}`
    return createWorkerEncoder(workers, { id, dimension: values[0]! }, options)
  } catch (error) {
    await workers.close()
    throw error
  }
}

/** Returns the encoder for those who want none: vectors of length 0, scores unknown. */
export function noEncoder(): Encoder {
  return {
    id: 'none',
    dimension: 0,
    encode: async () => new Float32Array(0),
    matchTokens: async (pairs) => new Float32Array(pairs.length * 3).fill(Number.NaN),
    dispose: async () => {},
  }
}
