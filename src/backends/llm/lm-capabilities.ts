/** What a model behind an endpoint can do; null where it was not tried. Plain JSON, so that it can be kept. */
export interface LmCapabilities {
  /** The most alternatives it gives beside a token; 0 where it gives no probabilities. */
  readonly topLogprobs: number | null
  /** Whether it takes a JSON Schema for its answer. */
  readonly schema: boolean | null
  readonly seed: boolean | null
  readonly temperature: boolean | null
  /** The name under which it takes the limit of the answer's tokens. */
  readonly limitField: 'max_tokens' | 'max_completion_tokens' | null
}

/** Nothing was tried: everything is asked for as the request has it. */
export const UNKNOWN_CAPABILITIES: LmCapabilities = {
  topLogprobs: null,
  schema: null,
  seed: null,
  temperature: null,
  limitField: null,
}

/** Numbers of alternatives that endpoints are known to stop at, largest first. */
export const LOGPROB_STEPS: readonly number[] = [20, 10, 5, 1, 0]
