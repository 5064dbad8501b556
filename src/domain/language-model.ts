import type { Json } from '../kit/index.ts'

/** One message of a question. */
export interface LmMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** A JSON Schema that the answer must fit. */
export interface AnswerSchema {
  /** Letters, digits, dash and underscore. */
  readonly name: string
  readonly schema: Readonly<Record<string, Json>>
}

/** One question to a language model. Equal requests are the same question: the content key is taken over all fields. */
export interface LmRequest {
  readonly model: string
  readonly messages: readonly LmMessage[]
  /** Tokens of the answer at most, reasoning included. */
  readonly maxTokens: number
  /** Null leaves it to the endpoint. */
  readonly temperature: number | null
  /** Null sends none. */
  readonly seed: number | null
  /** Alternatives wanted beside each token of the answer; 0 asks for no probabilities. */
  readonly topLogprobs: number
  /** Null for free text. */
  readonly schema: AnswerSchema | null
  /** Further fields of the body, as the user wrote them; they win over those above. */
  readonly parameters: Readonly<Record<string, Json>>
}

/** A token with its natural logarithm of probability. */
export interface TokenChoice {
  readonly token: string
  readonly logprob: number
}

/** A token of an answer with the alternatives at its place, most probable first; the token itself may stand among them. */
export interface AnswerToken extends TokenChoice {
  readonly alternatives: readonly TokenChoice[]
}

/** Tokens that an answer was charged for. */
export interface LmUsage {
  /** All tokens of the question, those read from a cache included. */
  readonly inputTokens: number
  /** Those of them that the endpoint read from its cache. */
  readonly cachedInputTokens: number
  /** Tokens of the answer, reasoning included. */
  readonly outputTokens: number
}

/** What a language model answered. */
export interface LmReply {
  readonly text: string
  /** Why it ended: by itself, at the token limit, by a filter of the endpoint, or otherwise. */
  readonly finish: 'stop' | 'length' | 'filter' | 'other'
  /** Tokens of the answer with their probabilities; null where the endpoint gave none. */
  readonly tokens: readonly AnswerToken[] | null
  /** Null where the endpoint did not say. */
  readonly usage: LmUsage | null
  /** The model as the endpoint names it; null where it does not. */
  readonly model: string | null
}

/** How one call ended. */
export type CallOutcome =
  | { readonly kind: 'reply'; readonly reply: LmReply }
  | {
      /** The endpoint, or the way to it, said no before anything could be charged. */
      readonly kind: 'refused'
      /** HTTP status; null where no answer came (connection refused, no such host, bad certificate). */
      readonly status: number | null
      /** One line without a secret. */
      readonly reason: string
      /** Whether the same call may be tried again. */
      readonly again: boolean
      /** Milliseconds that the endpoint asked to wait; null where it did not. */
      readonly waitMs: number | null
      /** What the refusal is about: this call alone, or every call (bad key, unknown model, no credit left). */
      readonly about: 'call' | 'all'
    }
  | {
      /** The call went out and no usable answer came back: it may have been charged. */
      readonly kind: 'lost'
      readonly reason: string
      readonly again: boolean
    }

/** An endpoint that answers questions. It paces its calls by itself and never throws but when it is cancelled. */
export interface LmEndpoint {
  /** Stable name for people, without a secret: model and host. */
  readonly id: string
  call(request: LmRequest, signal: AbortSignalLike): Promise<CallOutcome>
  dispose(): Promise<void>
}

/** The part of an `AbortSignal` that rooms without a DOM may know. */
export interface AbortSignalLike {
  readonly aborted: boolean
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** USD for a million tokens of one model. */
export interface TokenPrice {
  readonly inputPerMillion: number
  /** Null: tokens from a cache cost what others cost. */
  readonly cachedInputPerMillion: number | null
  readonly outputPerMillion: number
  /** Share taken off when requests go in as a batch file; 0.5 is half price. */
  readonly batchDiscount: number
}
