import { HyperError, type Random } from '../../kit/index.ts'
import type { TimerClock } from './clock.ts'
import type { LmCapabilities } from './lm-capabilities.ts'

/** A key with the name of the environment variable that it came from. Only the name is ever printed. */
export interface EndpointKey {
  readonly name: string
  readonly value: string
}

/** How fast, how long and how much. */
export interface EndpointLimits {
  /** Calls in any minute for each key; null for no limit. */
  readonly requestsPerMinute: number | null
  /** Tokens of questions and answers in any minute for each key; null for no limit. */
  readonly tokensPerMinute: number | null
  /** Calls in flight at most, all keys together; fewer while the endpoint is throttling. */
  readonly concurrency: number
  /** From sending a call until the last byte of its answer. */
  readonly deadlineSeconds: number
  /** Size of an answer at most. */
  readonly maxResponseBytes: number
  /** A longer wait (a quota of a day) stops all calls instead. */
  readonly longestWaitSeconds: number
}

/** Eight calls at once, two minutes each, answers of 8 MiB, waits of up to ten minutes, no limit per minute. */
export const DEFAULT_ENDPOINT_LIMITS: EndpointLimits = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  concurrency: 8,
  deadlineSeconds: 120,
  maxResponseBytes: 8 * 1024 * 1024,
  longestWaitSeconds: 600,
}

/** An OpenAI-compatible endpoint and how to call it. */
export interface EndpointOptions {
  /** Up to and including the version, for example `https://api.openai.com/v1`; a query is kept. */
  readonly baseUrl: string
  readonly model: string
  /** May be empty: a local server wants none. Several share the calls. */
  readonly keys: readonly EndpointKey[]
  /** What is left out is as in `DEFAULT_ENDPOINT_LIMITS`. */
  readonly limits?: Partial<EndpointLimits>
  /** Further headers of each call; their values are never printed. */
  readonly headers?: Readonly<Record<string, string>>
  /** Header that carries the key as it is; `Authorization: Bearer KEY` unless told. */
  readonly keyHeader?: string
  /** Receives sentences for people, each once. */
  readonly warn: (message: string) => void
  /** The machine's unless told. */
  readonly clock?: TimerClock
  /** Certificate authority in PEM that is trusted beside the known ones. */
  readonly ca?: string
  /** Jitter is drawn from it. */
  readonly random: Random
}

/** An endpoint of a language model. */
export interface LmEndpointOptions extends EndpointOptions {
  /** What is known of the model; nothing unless told. */
  readonly capabilities?: LmCapabilities
}

/**
 * Returns the address of an endpoint, checked together with its keys and limits.
 *
 * @throws HyperError `config/bad-endpoint` for an address that is none, or that carries a password; for a limit out of range; for a key or header that
 * cannot be sent. None of the messages holds a key.
 */
export function checkEndpoint(options: EndpointOptions): { url: URL; limits: EndpointLimits } {
  const limits = { ...DEFAULT_ENDPOINT_LIMITS, ...options.limits }
  checkLimits(limits)
  for (const key of options.keys) checkKey(key)
  for (const [name, value] of Object.entries(options.headers ?? {})) checkHeader(name, value)
  return { url: parseUrl(options.baseUrl), limits }
}

function parseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw bad('baseUrl', 'something else', 'an address that begins with http:// or https://')
  }
  if (url.username !== '' || url.password !== '') {
    throw bad('baseUrl', 'a name or password in it', 'an address alone, the key in its variable')
  }
  return url
}

function checkLimits(limits: EndpointLimits): void {
  for (const [name, value] of Object.entries(limits) as [keyof EndpointLimits, number | null][]) {
    const optional = name === 'requestsPerMinute' || name === 'tokensPerMinute'
    if (value === null && optional) continue
    const least = name === 'longestWaitSeconds' ? 0 : Number.MIN_VALUE
    if (!(typeof value === 'number' && value >= least && Number.isFinite(value))) {
      throw bad(`limits.${name}`, String(value), 'a number above 0')
    }
  }
  for (const name of ['requestsPerMinute', 'concurrency'] as const) {
    if (limits[name] !== null && limits[name] < 1) {
      throw bad(`limits.${name}`, String(limits[name]), 'at least 1')
    }
  }
}

function checkKey({ name, value }: EndpointKey): void {
  if (/^[\x21-\x7e]+$/.test(value)) return
  const got = value === '' ? 'nothing' : 'a value with spaces or other characters'
  throw bad(`key ${name}`, got, 'visible ASCII characters without spaces')
}

function checkHeader(name: string, value: string): void {
  if (/^[A-Za-z0-9-]+$/.test(name) && /^[\x20-\x7e]*$/.test(value)) return
  throw bad(`header ${JSON.stringify(name)}`, 'what cannot be sent', 'a name and visible ASCII')
}

function bad(what: string, got: string, expected: string): HyperError {
  return new HyperError('config/bad-endpoint', `${what}: got ${got}, expected ${expected}`)
}
