import type { PromptedResponse, ResponseEncoder } from '../../domain/index.ts'
import { planTextChunks } from '../encoder/plan-chunks.ts'
import { distinctItems } from '../encoder/rows.ts'
import { cutRows, getFloats, joinRows, putFloats } from './cached-rows.ts'
import { fillMissing } from './fill-missing.ts'
import type { RecordCache } from './record-cache.ts'

/** Characters between two flushes: some ten seconds of work. */
const CHUNK_CHARACTERS = 250_000

/**
 * Returns an encoder of responses that asks the cache first and the encoder only for distinct responses to a prompt that it lacks. Keys hold the encoder's id, so that one
 * cache may serve several. The cache stays open on `dispose`.
 */
export function cachedResponses(encoder: ResponseEncoder, cache: RecordCache): ResponseEncoder {
  const { id, dimension } = encoder
  const keyOf = ({ prompt, response }: PromptedResponse): string =>
    JSON.stringify([id, prompt, response])
  return {
    id,
    dimension,
    encodeResponses: async (responses, context = {}) => {
      const [distinct, rowOf] = distinctItems(responses, keyOf)
      const vectors = await fillMissing<PromptedResponse, Float32Array>(
        {
          items: distinct,
          unit: 'responses',
          get: (item) => {
            const values = getFloats(cache, keyOf(item))
            return values?.length === dimension ? values : undefined
          },
          put: (item, vector) => putFloats(cache, keyOf(item), vector),
          flush: cache.flush,
          plan: (missing) =>
            planTextChunks(
              missing.map(({ prompt, response }) => prompt + response),
              CHUNK_CHARACTERS,
            ),
          compute: async (chunk, inner) =>
            cutRows(await encoder.encodeResponses(chunk, inner), chunk.length, dimension),
        },
        context,
      )
      return joinRows(
        Array.from(rowOf, (row) => vectors.get(distinct[row]!)!),
        dimension,
      )
    },
    dispose: () => encoder.dispose(),
  }
}
