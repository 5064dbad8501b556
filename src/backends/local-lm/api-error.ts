/** What an OpenAI-compatible endpoint says beside a message. */
export interface ApiErrorFacts {
  /** HTTP status. */
  readonly status: number
  /** Machine-readable reason; null where the status says all. */
  readonly code?: string
  /** The field of the body that is at fault. */
  readonly param?: string
  /** Seconds to wait before the next try. */
  readonly retryAfter?: number
}

/** A request that is not answered, in the words of the protocol. */
export class ApiError extends Error {
  readonly facts: ApiErrorFacts

  constructor(message: string, facts: ApiErrorFacts) {
    super(message)
    this.name = 'ApiError'
    this.facts = facts
  }
}

/** Returns the body of an error as OpenAI clients read it. */
export function errorBody({ message, facts }: ApiError): object {
  return {
    error: {
      message,
      type: facts.status < 500 ? 'invalid_request_error' : 'server_error',
      param: facts.param ?? null,
      code: facts.code ?? null,
    },
  }
}
