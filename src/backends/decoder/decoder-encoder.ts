import type { PromptedResponse, ResponseEncoder } from '../../domain/index.ts'
import { mapBounded } from '../../kit/index.ts'
import { planTextChunks } from '../encoder/plan-chunks.ts'
import { countProgress, distinctItems, pickRows, spreadRows } from '../encoder/rows.ts'
import type { WorkerPool } from '../encoder/worker-pool.ts'
import { PROMPT_TOKENS, RESPONSE_TOKENS } from './read-limits.ts'
import type { DecoderRequest, DecoderValues } from './worker-protocol.ts'

/** Characters of one chunk, counting only about what is read: some 8,000 tokens. */
const CHUNK_CHARACTERS = 32_768
/** Characters of a token, for a guess at the work. */
const CHARACTERS_A_TOKEN = 5

/**
 * Returns an encoder whose work is done by the threads of a pool. Every distinct response to a prompt is read once a call; chunks do not depend on the number of
 * threads.
 */
export function createDecoderEncoder(
  pool: WorkerPool<DecoderRequest, DecoderValues>,
  about: { readonly id: string; readonly dimension: number },
): ResponseEncoder {
  const { dimension } = about
  return {
    ...about,
    encodeResponses: async (responses, context = {}) => {
      const [distinct, rowOf] = distinctItems(responses, ({ prompt, response }) =>
        JSON.stringify([prompt, response]),
      )
      const vectors = new Float32Array(distinct.length * dimension)
      const report = countProgress(context, { total: distinct.length, unit: 'responses' })
      await mapBounded(
        planTextChunks(distinct.map(partRead), CHUNK_CHARACTERS),
        pool.size + 1,
        async (chunk) => {
          const items = chunk.map((index) => distinct[index]!)
          const { values } = await pool.ask({ kind: 'decode', items })
          spreadRows(values, chunk, { into: vectors, width: dimension })
          report(chunk.length)
        },
        context.cancel,
      )
      return pickRows(vectors, rowOf, dimension)
    },
    dispose: () => pool.close(),
  }
}

function partRead({ prompt, response }: PromptedResponse): string {
  return (
    prompt.slice(0, PROMPT_TOKENS * CHARACTERS_A_TOKEN) +
    response.slice(0, RESPONSE_TOKENS * CHARACTERS_A_TOKEN)
  )
}
