import type { Encoder } from '../../domain/index.ts'
import { planPairChunks, planTextChunks } from '../encoder/plan-chunks.ts'
import { cutRows, joinRows } from './cached-rows.ts'
import { fillMissing } from './fill-missing.ts'
import type { TextPair, VectorCache } from './vector-cache.ts'

/** Characters between two flushes: some ten seconds of work. */
const CHUNK_CHARACTERS = 500_000

/**
 * Returns an encoder that asks the cache first and the encoder only for distinct texts and pairs that it lacks; a second run encodes
 * nothing. The cache stays open on `dispose`: it belongs to whoever opened it.
 */
export function cachedEncoder(encoder: Encoder, cache: VectorCache): Encoder {
  const { id, dimension } = encoder
  if (dimension === 0) return encoder
  return {
    id,
    dimension,
    encode: async (texts, context = {}) => {
      const vectors = await fillMissing<string, Float32Array>(
        {
          items: [...new Set(texts)],
          unit: 'texts',
          get: (text) => ofLength(cache.getVector(text), dimension),
          put: cache.putVector,
          flush: cache.flush,
          plan: (missing) => planTextChunks(missing, CHUNK_CHARACTERS),
          compute: async (chunk, inner) =>
            cutRows(await encoder.encode(chunk, inner), chunk.length, dimension),
        },
        context,
      )
      return joinRows(
        texts.map((text) => vectors.get(text)!),
        dimension,
      )
    },
    matchTokens: async (pairs, context = {}) => {
      const distinct = new Map(pairs.map((pair) => [JSON.stringify(pair), pair]))
      const scores = await fillMissing<TextPair, Float32Array>(
        {
          items: [...distinct.values()],
          unit: 'pairs',
          get: (pair) => ofLength(cache.getScores(pair), 3),
          put: cache.putScores,
          flush: cache.flush,
          plan: (missing) => planPairChunks(missing, CHUNK_CHARACTERS),
          compute: async (chunk, inner) =>
            cutRows(await encoder.matchTokens(chunk, inner), chunk.length, 3),
        },
        context,
      )
      return joinRows(
        pairs.map((pair) => scores.get(distinct.get(JSON.stringify(pair))!)!),
        3,
      )
    },
    dispose: () => encoder.dispose(),
  }
}

function ofLength(values: Float32Array | undefined, length: number): Float32Array | undefined {
  return values?.length === length ? values : undefined
}
