import {
  type AbortSignalLike,
  type CallOutcome,
  errorText,
  isCompletionProblem,
  type LmEndpoint,
  type LmRequest,
  parseCompletion,
  requestBody,
} from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { adaptBody } from './adapt-body.ts'
import type { LmEndpointOptions } from './endpoint-options.ts'
import { hideInReply } from './hide-in-reply.ts'
import { type Lesson, learnFrom } from './learn-capability.ts'
import { type LmCapabilities, UNKNOWN_CAPABILITIES } from './lm-capabilities.ts'
import { openSession, type Session, type SessionOutcome } from './open-session.ts'

/** An endpoint over HTTP that also tells what it has found out about its model. */
export interface HttpLmEndpoint extends LmEndpoint {
  /** What is known of the model by now. */
  capabilities(): LmCapabilities
  /** Goes by what was found out elsewhere. */
  adopt(capabilities: LmCapabilities): void
}

/**
 * Returns the endpoint of an OpenAI-compatible server: keys, pace, limits and outcomes as `openSession`. A parameter that the server says it does not know is left out
 * from then on, with one warning; the refused call is sent again without it, which costs nothing. An answer that came in whole but is no completion is
 * `lost`: it may have been charged, and is not to be asked for again, for it would come back in the same shape; only an error in the place of a completion
 * (gateways answer so when the model behind them failed) may be tried again.
 *
 * @throws HyperError `config/bad-endpoint`
 */
export function openLmEndpoint(options: LmEndpointOptions): HttpLmEndpoint {
  const session = openSession(options)
  let known = options.capabilities ?? UNKNOWN_CAPABILITIES

  // Of several lessons about one thing (20 alternatives, 10, 5) the last one holds.
  const learn = (lessons: readonly Lesson[]): void => {
    const change = togetherOf(lessons)
    const held = lessons.filter((lesson) =>
      Object.entries(lesson.change).every(([field, value]) => {
        const name = field as keyof LmCapabilities
        return change[name] === value && known[name] !== value
      }),
    )
    known = { ...known, ...change }
    for (const { note } of held) {
      options.warn(`${options.model} at ${session.host} ${note}; calls go on with that`)
    }
  }

  const send = (
    body: Readonly<Record<string, Json>>,
    request: LmRequest,
    signal: AbortSignalLike,
  ): Promise<SessionOutcome> =>
    session.post(
      {
        path: '/chat/completions',
        body,
        tokens: likelyTokens(request),
        texts: textsOf(request),
      },
      signal,
    )

  const call = async (request: LmRequest, signal: AbortSignalLike): Promise<CallOutcome> => {
    const plain = requestBody(request)
    const lessons: Lesson[] = []
    for (;;) {
      const body = adaptBody(plain, request, { ...known, ...togetherOf(lessons) })
      const outcome = await send(body, request, signal)
      const lesson = lessonOf(outcome, body, request)
      // Each lesson takes something away, so that this ends.
      if (lesson !== null) {
        lessons.push(lesson)
        continue
      }
      if (outcome.kind === 'json') learn(lessons)
      return finish(outcome, {
        safe: (line) => session.safe(line, textsOf(request)),
        hide: session.hide,
      })
    }
  }

  return {
    id: `${options.model}@${session.host}`,
    capabilities: () => known,
    adopt: (capabilities) => {
      known = capabilities
    },
    call,
    dispose: session.dispose,
  }
}

function togetherOf(lessons: readonly Lesson[]): Partial<LmCapabilities> {
  return Object.assign({}, ...lessons.map((lesson) => lesson.change))
}

function lessonOf(
  outcome: SessionOutcome,
  body: Readonly<Record<string, Json>>,
  request: LmRequest,
): Lesson | null {
  if (outcome.kind !== 'refused' || outcome.body === null || outcome.about !== 'call') return null
  if (![400, 403, 422].includes(outcome.status ?? 0)) return null
  return learnFrom(outcome.body, body, request)
}

function finish(
  outcome: SessionOutcome,
  { safe, hide }: Pick<Session, 'safe' | 'hide'>,
): CallOutcome {
  if (outcome.kind === 'lost') return outcome
  if (outcome.kind === 'refused') {
    const { body: _, ...refused } = outcome
    return refused
  }
  const reply = parseCompletion(outcome.json)
  if (!isCompletionProblem(reply)) return { kind: 'reply', reply: hideInReply(reply, hide) }
  return { kind: 'lost', reason: safe(reply.problem), again: errorText(outcome.json) !== null }
}

function textsOf(request: LmRequest): string[] {
  return request.messages.map(({ content }) => content)
}

/** Returns the tokens that a call is likely to use at most: one for three bytes of its texts (English has more), and all of its answer's limit. */
export function likelyTokens(request: LmRequest): number {
  const bytes = request.messages.reduce(
    (total, { content }) => total + Buffer.byteLength(content),
    0,
  )
  return Math.ceil(bytes / 3) + 8 * request.messages.length + request.maxTokens
}
