import type { EmbeddingEndpoint, VectorCache } from '../backends/index.ts'
import type { LmEndpoint, LmReply, LmRequest } from '../domain/index.ts'

/** What a keeping endpoint is made of. */
export interface KeepingOptions {
  readonly id: string
  /** Connects; called at the first call, and not before. */
  readonly open: () => EmbeddingEndpoint
  /** Takes the vectors of texts. */
  readonly vectors: VectorCache
  /** Returns what is wrong with a vector; null where it can be used. */
  readonly problemOf: (vector: Float32Array) => string | null
  /** Is told when the endpoint gives what would be as useless the next time. */
  readonly onUseless: (reason: string) => void
}

/**
 * Returns an embeddings endpoint as one that answers questions: a question's messages are the texts of one call, its answer is empty, and the vectors lie in
 * their cache, flushed, before it is given. So an answer that the journal counts has its vectors, whenever the process is killed.
 */
export function keepingEndpoint(options: KeepingOptions): LmEndpoint {
  const { id, open, vectors: cache, problemOf, onUseless } = options
  let opened: EmbeddingEndpoint | undefined
  return {
    id,
    call: async (request, signal) => {
      opened ??= open()
      const texts = request.messages.map(({ content }) => content)
      const outcome = await opened.embed(texts, signal)
      if (outcome.kind !== 'vectors') {
        if (outcome.kind === 'lost' && !outcome.again) onUseless(outcome.reason)
        return outcome
      }
      const { vectors, usage, model } = outcome
      const reason = vectors.map(problemOf).find((problem) => problem !== null) ?? null
      if (reason !== null) {
        onUseless(reason)
        return { kind: 'lost', reason, again: false }
      }
      texts.forEach((text, row) => {
        cache.putVector(text, vectors[row]!)
      })
      cache.flush()
      return { kind: 'reply', reply: emptyReply(usage, model) }
    },
    dispose: async () => opened?.dispose(),
  }
}

function emptyReply(usage: LmReply['usage'], model: string | null): LmReply {
  return { text: '', finish: 'stop', tokens: null, usage, model }
}

/** Returns the question that one call for embeddings is to a shop: a message for each text, and an answer that is never charged. */
export function embeddingRequest(model: string, texts: readonly string[]): LmRequest {
  return {
    model,
    messages: texts.map((content) => ({ role: 'user', content })),
    // No limit can be 0; what an answer's token costs is 0.
    maxTokens: 1,
    temperature: null,
    seed: null,
    topLogprobs: 0,
    schema: null,
    parameters: {},
  }
}
