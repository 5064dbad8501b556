import type { LmRequest } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import type { LmCapabilities } from './lm-capabilities.ts'

/** Body of a chat completion as it goes out. */
export type Body = Readonly<Record<string, Json>>

/**
 * Returns the body without what the model cannot do: fewer alternatives or no probabilities, no schema, no seed, no temperature, the limit of tokens
 * under its other name. What the user wrote in `parameters` stays as it is.
 */
export function adaptBody(body: Body, request: LmRequest, known: LmCapabilities): Body {
  const ours = (field: string): boolean => field in body && request.parameters[field] === undefined
  const adapted: Record<string, Json> = { ...body }
  if (known.seed === false && ours('seed')) delete adapted.seed
  if (known.temperature === false && ours('temperature')) delete adapted.temperature
  if (known.schema === false && ours('response_format')) delete adapted.response_format
  if (known.topLogprobs !== null && ours('top_logprobs')) {
    adapted.top_logprobs = Math.min(request.topLogprobs, known.topLogprobs)
    if (known.topLogprobs === 0) {
      delete adapted.top_logprobs
      if (ours('logprobs')) delete adapted.logprobs
    }
  }
  if (known.limitField === 'max_completion_tokens' && ours('max_tokens')) {
    adapted.max_completion_tokens = body.max_tokens!
    delete adapted.max_tokens
  }
  return adapted
}
