import type { LmRequest } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type LmCapabilities, LOGPROB_STEPS } from './lm-capabilities.ts'
import type { RefusalBody } from './read-refusal.ts'

type Body = Readonly<Record<string, Json>>

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

/** One thing that a model turned out not to do. */
export interface Lesson {
  readonly capabilities: LmCapabilities
  /** What goes on without it, for people. */
  readonly note: string
}

const REFUSES =
  /unsupported|not (be )?(supported|allowed|permitted|accept)|does not (support|accept)|unknown|unrecogni[sz]ed|extra (inputs|fields|forbidden)|extra_forbidden|unexpected|invalid|cannot find field|greater than|less than or equal|above|at most|must be|maximum/i
const TOO_LONG =
  /context[ _](length|window)|context_length_exceeded|prompt is too long|too many (input )?tokens/i

/**
 * Tells what a refusal with 400, 403 or 422 teaches about a body that was sent: the one field of ours that it names, so that the call can be tried again
 * without it; null where it teaches nothing. A context that is too long names fields as well and teaches nothing.
 */
export function learnFrom(
  refusal: RefusalBody,
  body: Body,
  request: LmRequest,
  known: LmCapabilities,
): Lesson | null {
  const said = `${refusal.param} ${refusal.code} ${refusal.message.slice(0, 1_000)}`
  if (TOO_LONG.test(said) || !REFUSES.test(said)) return null
  const named = (field: string): boolean =>
    field in body &&
    request.parameters[field] === undefined &&
    new RegExp(`(^|[^a-z_])${field}([^a-z_]|$)`, 'i').test(
      refusal.param === '' ? said : refusal.param,
    )
  const lesson = (change: Partial<LmCapabilities>, note: string): Lesson => ({
    capabilities: { ...known, ...change },
    note,
  })
  if (named('max_tokens')) {
    return /max_completion_tokens/.test(said)
      ? lesson({ limitField: 'max_completion_tokens' }, 'takes max_completion_tokens')
      : null
  }
  if (named('seed')) return lesson({ seed: false }, 'takes no seed')
  if (named('temperature')) return lesson({ temperature: false }, 'takes no temperature')
  if (named('response_format') || /json_schema|structured output/i.test(said)) {
    return 'response_format' in body && request.parameters.response_format === undefined
      ? lesson({ schema: false }, 'takes no JSON schema')
      : null
  }
  return learnLogprobs(said, body, request) ?? null

  function learnLogprobs(text: string, sent: Body, asked: LmRequest): Lesson | null {
    const now = sent.top_logprobs
    if (typeof now !== 'number' || asked.parameters.top_logprobs !== undefined) return null
    if (!/log_?prob/i.test(text)) return null
    const tooMany = /top_?logprobs|greater than|at most|maximum|less than|must be/i.test(text)
    const next = tooMany ? (LOGPROB_STEPS.find((step) => step < now) ?? 0) : 0
    return lesson(
      { topLogprobs: next },
      next === 0 ? 'gives no token probabilities' : `gives ${next} alternatives to a token`,
    )
  }
}
