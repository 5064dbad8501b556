import type { AbortSignalLike, CallOutcome } from '../../domain/index.ts'
import { systemClock } from './clock.ts'
import { refuseConnection } from './connection-refusal.ts'
import { checkEndpoint, type EndpointOptions } from './endpoint-options.ts'
import { explainNoLease, explainStatus } from './explain-refusal.ts'
import { createKeyHider, createSafeLine } from './hide-secrets.ts'
import { createHttpTransport, type HttpResult } from './http-transport.ts'
import { createKeyRing, type KeyLease, type NoLease } from './key-ring.ts'
import { readLimitHeaders } from './limit-headers.ts'
import { readJsonAnswer } from './read-json-answer.ts'
import {
  judgeStatus,
  type RefusalBody,
  type RefusedOutcome,
  readRefusalBody,
} from './read-refusal.ts'
import { addressOf, headersOf, totalTokens, warnAboutPlainHttp } from './session-request.ts'
import { abortReason } from './watch-abort.ts'

/** One call of an endpoint. */
export interface SessionCall {
  /** Below the base URL, for example `/chat/completions`. */
  readonly path: string
  readonly body: unknown
  /** Tokens that the call is likely to use at most; what the pace counts until the answer tells. */
  readonly tokens: number
  /** Texts that must not turn up in a reason. */
  readonly texts: readonly string[]
}

/** How a call of a session ended. */
export type SessionOutcome =
  | { readonly kind: 'json'; readonly json: unknown }
  | (RefusedOutcome & {
      /** What the endpoint wrote beside its status; null where it wrote nothing. Not safe to print. */
      readonly body: RefusalBody | null
    })
  | Extract<CallOutcome, { kind: 'lost' }>

/** Keys, pace and connections of one endpoint; what chat and embedding endpoints are made of. */
export interface Session {
  /** Host with its port. */
  readonly host: string
  /** Makes a line safe to print. */
  readonly safe: (line: string, texts?: readonly string[]) => string
  /** Hides keys in the text of an answer. */
  readonly hide: (text: string) => string
  /** Sends a call as soon as the pace lets it. Rejects with the signal's reason only while nothing was sent. */
  post(call: SessionCall, signal: AbortSignalLike): Promise<SessionOutcome>
  dispose(): Promise<void>
}

/**
 * Returns the session of an endpoint.
 *
 * @throws HyperError as `checkEndpoint`
 */
export function openSession(options: EndpointOptions): Session {
  const { url, limits } = checkEndpoint(options)
  const { keys, warn, random, clock = systemClock } = options
  const headerValues = Object.values(options.headers ?? {})
  const safe = createSafeLine(keys, headerValues)
  const hide = createKeyHider(keys, headerValues)
  const ring = createKeyRing(keys, limits, clock, random)
  const transport = createHttpTransport(
    limits,
    clock,
    options.ca === undefined ? {} : { ca: options.ca },
  )
  let answeredAt: number | null = null
  warnAboutPlainHttp(url, options)

  const post = async (call: SessionCall, signal: AbortSignalLike): Promise<SessionOutcome> => {
    const body = Buffer.from(JSON.stringify(call.body))
    for (;;) {
      signal.throwIfAborted()
      const lease = await ring.acquire(call.tokens, signal)
      if ('none' in lease) return refuseLease(lease)
      const target = addressOf(url, call.path)
      const headers = headersOf(options, lease.holder.key, body.length)
      const result = signal.aborted
        ? CANCELLED
        : await transport.post({ url: target, headers, body }, signal)
      if (result.kind === 'unreached' && signal.aborted) {
        ring.release(lease, 0)
        throw abortReason(signal)
      }
      const outcome = read(result, { lease, call })
      ring.release(lease, usedOf(outcome))
      if (outcome !== 'next-key') return outcome
    }
  }

  interface Sent {
    readonly lease: KeyLease
    readonly call: SessionCall
  }

  /** Reads a result; `next-key` where the key was refused and another can be tried, which costs nothing. */
  const read = (result: HttpResult, sent: Sent): SessionOutcome | 'next-key' => {
    if (result.kind === 'lost') return { ...result, reason: safe(result.reason) }
    if (result.kind === 'unreached') return unreached(result)
    answeredAt = clock.now()
    sent.lease.holder.pace.note(readLimitHeaders(result.headers, clock.now()), clock.now())
    return result.status >= 200 && result.status < 300
      ? readSuccess(result, sent)
      : readFailure(result, sent)
  }

  const unreached = (failure: Extract<HttpResult, { kind: 'unreached' }>): SessionOutcome => {
    const gone = answeredAt === null || clock.now() - answeredAt > limits.longestWaitSeconds * 1_000
    const refusal = refuseConnection(failure, { host: url.host, gone })
    return { ...refusal, reason: safe(refusal.reason), body: null }
  }

  const readSuccess = (
    { body, headers }: Extract<HttpResult, { kind: 'answer' }>,
    { lease }: Sent,
  ): SessionOutcome => {
    lease.holder.pace.succeed()
    const answer = readJsonAnswer(body, headers, limits.maxResponseBytes)
    if ('json' in answer) return { kind: 'json', json: answer.json }
    return { kind: 'lost', reason: safe(answer.problem), again: answer.again }
  }

  const readFailure = (
    result: Extract<HttpResult, { kind: 'answer' }>,
    { lease, call }: Sent,
  ): SessionOutcome | 'next-key' => {
    const body = readRefusalBody(new TextDecoder().decode(result.body))
    const { status, headers } = result
    const reason = safe(
      `HTTP ${status}: ${explainStatus(status, body, headers.location)}`,
      call.texts,
    )
    const verdict = judgeStatus(status, body)
    if (verdict.kind === 'lost') return { kind: 'lost', reason, again: true }
    const refused = { kind: 'refused', status, reason, waitMs: null, body } as const
    if (verdict.kind === 'throttled') return { ...refused, ...slowDown(result, lease) }
    if (verdict.about !== 'key') {
      return { ...refused, about: verdict.about, again: verdict.again }
    }
    retire(lease, reason)
    return ring.usable() > 0 ? 'next-key' : { ...refused, about: 'all', again: false }
  }

  const slowDown = (
    { headers }: Extract<HttpResult, { kind: 'answer' }>,
    { holder, ticket }: KeyLease,
  ): Pick<RefusedOutcome, 'about' | 'again' | 'waitMs'> => {
    const asked = readLimitHeaders(headers, clock.now()).retryMs
    holder.pace.throttle(ticket, asked, clock.now())
    const freeMs = ring.msUntilFree()
    const late = freeMs > limits.longestWaitSeconds * 1_000
    const waitMs = asked === null ? null : Math.ceil(Math.min(Math.max(asked, 0), freeMs))
    return { about: late ? 'all' : 'call', again: !late, waitMs }
  }

  const retire = ({ holder }: KeyLease, reason: string): void => {
    if (!ring.retire(holder) || holder.key === null) return
    warn(`the key in ${holder.key.name} is not used any more: ${reason}`)
  }

  const refuseLease = (lease: NoLease): SessionOutcome => {
    const about = lease.none === 'too-large' ? 'call' : 'all'
    const waitMs = lease.none === 'late' ? Math.ceil(lease.waitMs) : null
    const reason = explainNoLease(lease, url.host)
    return { kind: 'refused', status: null, reason, again: false, waitMs, about, body: null }
  }

  return {
    host: url.host,
    safe,
    hide,
    post,
    dispose: async () => {
      ring.close()
      transport.dispose()
    },
  }
}

const CANCELLED: HttpResult = { kind: 'unreached', code: '', reason: 'cancelled' }

function usedOf(outcome: SessionOutcome | 'next-key'): number | null {
  if (outcome === 'next-key' || outcome.kind === 'refused') return 0
  return outcome.kind === 'json' ? totalTokens(outcome.json) : null
}
