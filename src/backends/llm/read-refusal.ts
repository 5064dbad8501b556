import type { CallOutcome } from '../../domain/index.ts'

/** What an endpoint wrote beside a status that is no success. */
export interface RefusalBody {
  /** Its message, or the beginning of whatever it wrote; not yet safe to print. */
  readonly message: string
  /** Code, type and parameter as it names them, in lower case; empty where it does not. */
  readonly code: string
  readonly param: string
}

/** Whom a refusal concerns: this call, the key it went out with, or every call. */
export type RefusalAbout = 'call' | 'key' | 'all'

/** How a status is to be taken. */
export type Refusal =
  | { readonly kind: 'refused'; readonly about: RefusalAbout; readonly again: boolean }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'lost' }

/** A refusal as the engine gets it. */
export type RefusedOutcome = Extract<CallOutcome, { kind: 'refused' }>

type Fields = Readonly<Record<string, unknown>>

/** Reads the body beside a refusal in the shapes of OpenAI, Anthropic, vLLM, FastAPI and plain text. */
export function readRefusalBody(body: string): RefusalBody {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return { message: body.replace(/<[^>]*>/g, ' '), code: '', param: '' }
  }
  // Some gateways wrap the error in a list.
  const fields = asFields(Array.isArray(parsed) ? parsed[0] : parsed)
  const error = asFields(fields.error)
  const said = [error.message, fields.error, fields.message, fields.detail, error, fields]
  const message = said.find((each) => typeof each === 'string' && each !== '')
  return {
    message: String(message ?? JSON.stringify(fields.detail ?? fields.error ?? parsed)),
    code: wordsOf(error.code, error.type, error.status, fields.code, fields.type),
    param: wordsOf(error.param, fields.param),
  }
}

// Words by which vendors say that a key or its account is the matter, whatever the status.
const QUOTA =
  /insufficient_quota|billing_hard_limit|billing_not_active|insufficient_(balance|funds)/
const CREDIT = /credit balance|insufficient (credit|balance|funds|quota)|billing|payment required/i
const BAD_KEY =
  /(invalid|incorrect|expired|missing|no).{0,24}api[ _-]?key|api[ _-]?key.{0,24}(not valid|invalid|expired)/i
const NO_MODEL = /model_not_found|model_not_exist|unknown_model/
const NO_MODEL_TEXT =
  /\bmodel\b.{0,120}(does not exist|not found|is not (available|supported)|do(es)? not have access)|no such model|unknown model/i
const MODERATION = /moderation|flagged|content[ _](policy|filter|management)|safety/i

/**
 * Tells how a status that is no success is to be taken.
 *
 * - 301 and the other redirects are never followed (the key would travel); every call would meet them.
 * - 401, 403, 402 and a used-up quota concern the key; a 403 of a content filter, or for token probabilities, the call alone.
 * - 404, 405, 407, 410 and an unknown model concern every call.
 * - 429, 503 and 529 ask to slow down.
 * - 504 and 524 are lost: the model behind the gateway may have finished, and charged.
 * - 408, 409, 425 and other 5xx may be tried again; all else (400, 413, 422, a context that is too long) is about the call and final.
 */
export function judgeStatus(status: number, body: RefusalBody): Refusal {
  const refused = (about: RefusalAbout, again = false): Refusal => ({
    kind: 'refused',
    about,
    again,
  })
  if (status < 400) return refused('all')
  if (status === 504 || status === 524) return { kind: 'lost' }
  if (QUOTA.test(body.code)) return refused('key')
  if (status === 429 || status === 503 || status === 529) return { kind: 'throttled' }
  if (NO_MODEL.test(body.code)) return refused('all')
  if (status === 403 && MODERATION.test(`${body.code} ${body.message}`)) return refused('call')
  if (status === 403 && /log_?probs/i.test(body.message)) return refused('call')
  if (status === 401 || status === 402 || status === 403) return refused('key')
  if ([404, 405, 407, 410].includes(status)) return refused('all')
  if (status >= 500 || [408, 409, 425].includes(status)) return refused('call', true)
  if (status === 400 && BAD_KEY.test(body.message)) return refused('key')
  if (status === 400 && CREDIT.test(body.message)) return refused('key')
  if (status === 400 && NO_MODEL_TEXT.test(body.message)) return refused('all')
  return refused('call')
}

function asFields(value: unknown): Fields {
  return value !== null && typeof value === 'object' ? (value as Fields) : {}
}

function wordsOf(...values: readonly unknown[]): string {
  return values
    .filter((value) => typeof value === 'string')
    .join(' ')
    .toLowerCase()
}
