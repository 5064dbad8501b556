import type { LmRequest } from '../../domain/index.ts'
import type { Body } from './adapt-body.ts'
import { type LmCapabilities, LOGPROB_STEPS } from './lm-capabilities.ts'
import type { RefusalBody } from './read-refusal.ts'

/** One thing that a model turned out not to do. */
export interface Lesson {
  readonly change: Partial<LmCapabilities>
  /** What it does instead, for people: goes on after the model's name. */
  readonly note: string
}

const REFUSES =
  /unsupported|not (be )?(supported|allowed|permitted|accept)|does not (support|accept)|unknown|unrecogni[sz]ed|extra (inputs|fields|forbidden)|extra_forbidden|unexpected|invalid|cannot find field|greater than|less than or equal|above|at most|must be|maximum/i
const TOO_LONG =
  /context[ _](length|window)|context_length_exceeded|prompt is too long|too many (input )?tokens/i

/** A field of the body with what a refusal of it teaches. */
interface Field {
  readonly name: string
  /** Words by which it is meant without being named. */
  readonly alias?: RegExp
  readonly teach: (said: string, body: Body) => Lesson | null
}

const FIELDS: readonly Field[] = [
  {
    name: 'max_tokens',
    teach: (said) =>
      /max_completion_tokens/.test(said)
        ? {
            change: { limitField: 'max_completion_tokens' },
            note: 'takes the limit of an answer as max_completion_tokens',
          }
        : null,
  },
  { name: 'seed', teach: () => ({ change: { seed: false }, note: 'takes no seed' }) },
  {
    name: 'temperature',
    teach: () => ({ change: { temperature: false }, note: 'takes no temperature' }),
  },
  {
    name: 'response_format',
    alias: /json_schema|structured output/i,
    teach: () => ({ change: { schema: false }, note: 'takes no JSON schema' }),
  },
  { name: 'top_logprobs', alias: /log_?prob/i, teach: teachLogprobs },
]

/**
 * Tells what a refusal with 400, 403 or 422 teaches about a body that was sent: the one field of ours that it names, so that the call can be tried again
 * without it; null where it teaches nothing. A context that is too long names fields as well and teaches nothing.
 */
export function learnFrom(refusal: RefusalBody, body: Body, request: LmRequest): Lesson | null {
  const said = `${refusal.param} ${refusal.code} ${refusal.message.slice(0, 1_000)}`
  if (TOO_LONG.test(said) || !REFUSES.test(said)) return null
  const place = refusal.param === '' ? said : refusal.param
  const field = FIELDS.find(
    ({ name, alias }) =>
      name in body &&
      request.parameters[name] === undefined &&
      (new RegExp(`(^|[^a-z_])${name}([^a-z_]|$)`, 'i').test(place) || alias?.test(said)),
  )
  return field?.teach(said, body) ?? null
}

function teachLogprobs(said: string, body: Body): Lesson | null {
  const now = body.top_logprobs
  if (typeof now !== 'number') return null
  const tooMany = /top_?logprobs|greater than|at most|maximum|less than|must be/i.test(said)
  const next = tooMany ? (LOGPROB_STEPS.find((step) => step < now) ?? 0) : 0
  return {
    change: { topLogprobs: next },
    note: next === 0 ? 'gives no token probabilities' : `gives ${next} alternatives beside a token`,
  }
}
