import { z } from 'zod'
import type { LmMessage } from '../../domain/index.ts'
import { ApiError } from './api-error.ts'

/** What an answer is held to: a JSON Schema, any JSON object, or a grammar in GBNF. */
export type Constraint =
  | { readonly kind: 'schema'; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly kind: 'json' }
  | { readonly kind: 'grammar'; readonly grammar: string }

/** A question as the model takes it. */
export interface ChatQuestion {
  readonly model: string
  readonly messages: readonly LmMessage[]
  /** Tokens of the answer at most; null for as many as there is room for. */
  readonly maxTokens: number | null
  /** 0, the value when none was sent, takes the most probable token. */
  readonly temperature: number
  readonly topP: number
  /** Null draws anew each time. */
  readonly seed: number | null
  /** Alternatives beside each token; null where no probabilities were asked for. */
  readonly topLogprobs: number | null
  /** Texts that end the answer; they are cut off. */
  readonly stop: readonly string[]
  readonly constraint: Constraint | null
}

const part = z.object({ type: z.literal('text'), text: z.string() })
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part).min(1)]),
})
const whole = z.number().int()
const only = <T extends string | number | boolean>(value: T, what: string) =>
  z.literal(value, { error: () => `this endpoint has ${what}` }).nullish()

const body = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  max_tokens: whole.min(1).nullish(),
  max_completion_tokens: whole.min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: whole.nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: whole.min(0).max(20).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  n: only(1, 'one choice per call'),
  stream: only(false, 'no streams'),
  tools: z.array(z.never('this endpoint has no tools')).nullish(),
  grammar: z.string().min(1).max(50_000).nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .nullish(),
})

/**
 * Reads the body of a chat completion. Fields that are not known here are left alone.
 *
 * @throws ApiError 400 that names the field
 */
export function parseChatRequest(value: unknown): ChatQuestion {
  const { success, data, error } = body.safeParse(value)
  if (!success) throw refuse(error.issues[0]!)
  if (data.top_logprobs != null && data.logprobs !== true)
    throw new ApiError('top_logprobs: got a number, expected "logprobs": true beside it', {
      status: 400,
      param: 'top_logprobs',
    })
  return {
    model: data.model,
    messages: data.messages.map(({ role, content }) => ({
      role: role === 'developer' ? 'system' : role,
      content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
    })),
    maxTokens: data.max_completion_tokens ?? data.max_tokens ?? null,
    temperature: data.temperature ?? 0,
    topP: data.top_p ?? 1,
    seed: data.seed ?? null,
    topLogprobs: data.logprobs === true ? (data.top_logprobs ?? 0) : null,
    stop: typeof data.stop === 'string' ? [data.stop] : (data.stop ?? []),
    constraint: constraintOf(data),
  }
}

function constraintOf(data: z.infer<typeof body>): Constraint | null {
  const format = data.response_format?.type
  if (data.grammar != null) {
    if (format === undefined || format === 'text') return { kind: 'grammar', grammar: data.grammar }
    throw new ApiError('grammar: got a response_format beside it, expected one of the two', {
      status: 400,
      param: 'grammar',
    })
  }
  if (data.response_format?.type === 'json_schema')
    return { kind: 'schema', schema: data.response_format.json_schema.schema }
  return format === 'json_object' ? { kind: 'json' } : null
}

function refuse({ path, message: words }: z.core.$ZodIssue): ApiError {
  const param = path.join('.')
  return new ApiError(param === '' ? words : `${param}: ${words}`, {
    status: 400,
    ...(param === '' ? {} : { param }),
  })
}
