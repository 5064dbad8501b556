import { type AbortSignalLike, type CallOutcome, errorText } from '../../domain/index.ts'
import type { EndpointOptions } from './endpoint-options.ts'
import { openSession } from './open-session.ts'
import { type ParsedEmbeddings, parseEmbeddings } from './parse-embeddings.ts'

/** How a call for embeddings ended; refused and lost as for a question. */
export type EmbeddingOutcome =
  | ({ readonly kind: 'vectors' } & ParsedEmbeddings)
  | Exclude<CallOutcome, { kind: 'reply' }>

/** An endpoint of an encoder. It paces its calls by itself and never throws but when it is cancelled. */
export interface EmbeddingEndpoint {
  /** Model and host, without a secret. */
  readonly id: string
  /** Embeds texts in one call: one vector per text, in their order, all of one length. */
  embed(texts: readonly string[], signal: AbortSignalLike): Promise<EmbeddingOutcome>
  dispose(): Promise<void>
}

/** An OpenAI-compatible endpoint of an encoder. */
export interface EmbeddingEndpointOptions extends EndpointOptions {
  /** Length of the vectors that is asked for; the model's own unless told. */
  readonly dimensions?: number
}

/**
 * Returns the endpoint behind `BASE/embeddings`: keys, pace, limits and outcomes as for questions. Vectors that are too few, of different lengths, or hold what is no number
 * are `lost`: they may have been charged and would come back the same.
 *
 * @throws HyperError `config/bad-endpoint`
 */
export function openEmbeddingEndpoint(options: EmbeddingEndpointOptions): EmbeddingEndpoint {
  const session = openSession(options)
  const { model, dimensions } = options
  return {
    id: `${model}@${session.host}`,
    embed: async (texts, signal) => {
      const outcome = await session.post(
        {
          path: '/embeddings',
          body: {
            model,
            input: texts,
            encoding_format: 'float',
            ...(dimensions === undefined ? {} : { dimensions }),
          },
          tokens: likelyTokens(texts),
          texts,
        },
        signal,
      )
      if (outcome.kind === 'lost') return outcome
      if (outcome.kind === 'refused') {
        const { body: _, ...refused } = outcome
        return refused
      }
      const parsed = parseEmbeddings(outcome.json, texts.length)
      if (!('problem' in parsed)) return { kind: 'vectors', ...parsed }
      const reason = session.safe(parsed.problem, texts)
      return { kind: 'lost', reason, again: errorText(outcome.json) !== null }
    },
    dispose: session.dispose,
  }
}

function likelyTokens(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + Math.ceil(Buffer.byteLength(text) / 3) + 2, 0)
}
