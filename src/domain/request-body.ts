import { HyperError, type Json, show } from '../kit/index.ts'
import type { LmRequest } from './language-model.ts'

/** Fields by which one endpoint or another limits the tokens of an answer; a body may name several. */
const LIMIT_FIELDS = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'max_new_tokens',
  'n_predict',
] as const

/** Fields that ask for several answers in one call, each of which is charged. */
const COPY_FIELDS = ['n', 'best_of'] as const

/**
 * Returns the body of a chat completion as an OpenAI-compatible endpoint reads it. The user's parameters come last and win; one that is null
 * takes its field out. `max_tokens` is left out where they name `max_completion_tokens`: vendors refuse a body with both.
 */
export function requestBody(request: LmRequest): Readonly<Record<string, Json>> {
  const { parameters } = request
  const body = { ...plainBody(request), ...parameters }
  if (typeof parameters.max_completion_tokens === 'number' && parameters.max_tokens === undefined) {
    delete body.max_tokens
  }
  return Object.fromEntries(Object.entries(body).filter(([field]) => parameters[field] !== null))
}

function plainBody(request: LmRequest): Record<string, Json> {
  const { model, messages, maxTokens, temperature, seed, topLogprobs, schema } = request
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    max_tokens: maxTokens,
    ...(temperature === null ? {} : { temperature }),
    ...(seed === null ? {} : { seed }),
    ...(topLogprobs > 0 ? { logprobs: true, top_logprobs: topLogprobs } : {}),
    ...(schema === null
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: { name: schema.name, strict: true, schema: schema.schema },
          },
        }),
  }
}

/**
 * Returns the tokens that all answers of one call can have together: the largest limit that the body names, times the answers it asks for.
 *
 * @throws HyperError `config/no-answer-limit` where the parameters take the limit away or write it as something else than a positive number
 */
export function answerLimit(request: LmRequest): number {
  const body = requestBody(request)
  const limits = LIMIT_FIELDS.flatMap((field) => readCount(body, field))
  if (limits.length === 0) {
    throw new HyperError(
      'config/no-answer-limit',
      'parameters: got no limit of the answer\'s tokens, expected "max_tokens" or "max_completion_tokens"',
      { hint: 'without a limit nobody can say what a call costs at most' },
    )
  }
  const copies = COPY_FIELDS.flatMap((field) => readCount(body, field))
  return Math.max(...limits) * Math.max(1, ...copies)
}

function readCount(body: Readonly<Record<string, Json>>, field: string): number[] {
  const value = body[field]
  if (value === undefined) return []
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return [Math.ceil(value)]
  throw new HyperError(
    'config/no-answer-limit',
    `parameters.${field}: got ${show(value)}, expected a positive number`,
    { details: { field, got: value } },
  )
}
