import type { RequestInit, Response } from 'undici'
import { HyperError, isHyperError } from '../../kit/index.ts'
import { createSafeLine } from '../llm/hide-secrets.ts'
import { HubFailure, readBreak, readRefusal } from './hub-failure.ts'
import type { HubSettings } from './hub-settings.ts'

/** The clock that waiting and figures go by. */
export interface HubClock {
  now(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** What calls are made with. */
export interface HubFetchOptions {
  readonly settings: HubSettings
  readonly clock: HubClock
  readonly signal: AbortSignal
  /** Told of each wait of some length. */
  readonly warn: (message: string) => void
}

/** Calls an address; the answer has a good status, every other end is thrown: HubFailure, or the reason of the signal. */
export type HubFetch = (address: string | URL, init?: RequestInit) => Promise<Response>

/** Calls for one answer, the first one included. */
const ATTEMPTS = 5
/** Longest wait that the other side may ask for. */
const LONGEST_WAIT_SECONDS = 300
/** Waits from this on are told. */
const TOLD_WAIT_SECONDS = 5
const MOST_REDIRECTS = 8

/**
 * Returns the way in which everything here calls. The token goes to the origin of the hub and to no other, whatever a redirect or a page of a listing
 * names, and is not handed to any library; redirects are followed one by one. Busy and broken answers are asked again, waiting 1, 2, 4, 8 seconds or
 * what `Retry-After` says; a POST only where the answer says that it was not worked on (429, 503). Proxies are those of the settings.
 */
export function createHubFetch({ settings, clock, signal, warn }: HubFetchOptions): HubFetch {
  const dispatcher = createDispatcher(settings)
  const secrets = settings.token === null ? [] : [settings.token]
  const safe = createSafeLine([...secrets, ...proxySecrets(settings)])
  const hub = new URL(settings.endpoint).origin

  const callOnce = async (address: URL, init: RequestInit): Promise<Response> => {
    const undici = await import('undici')
    let url = address
    let sent = init
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const headers = new undici.Headers(sent.headers)
      headers.set('user-agent', 'hyper-router')
      // What the library writes there for the hub is a placeholder; other hosts may have keys of their own.
      if (url.origin === hub) {
        headers.delete('authorization')
        if (settings.token !== null) headers.set('authorization', `Bearer ${settings.token.value}`)
      }
      const answer = await undici.fetch(url, {
        ...sent,
        headers,
        redirect: 'manual',
        dispatcher: await dispatcher(),
      })
      const place = answer.headers.get('location')
      if (answer.status < 300 || answer.status === 304) return answer
      if (answer.status >= 400 || place === null)
        throw await readRefusal(answer, url.host, clock.now(), safe)
      await answer.body?.cancel()
      const next = new URL(place, url)
      if (!isSafeStep(url, next))
        throw failure(url.host, 'it redirects from https to an address without')
      sent = redirected(sent, answer.status, url.origin !== next.origin)
      url = next
    }
    throw failure(url.host, `it redirects more than ${MOST_REDIRECTS} times`)
  }

  return async (address, init = {}) => {
    const url = new URL(address)
    if (settings.offline) throw offline(url.host)
    const signals = [signal, ...(init.signal ? [init.signal] : [])]
    const sent: RequestInit = { ...init, signal: AbortSignal.any(signals) }
    for (let attempt = 1; ; attempt++) {
      let met: HubFailure
      try {
        return await callOnce(url, sent)
      } catch (error) {
        sent.signal?.throwIfAborted()
        if (isHyperError(error)) throw error
        met = error instanceof HubFailure ? error : readBreak(error, url.host, safe)
      }
      const wait = waitBefore(attempt, met, init.method ?? 'GET')
      if (wait === null) throw met
      if (wait >= TOLD_WAIT_SECONDS)
        warn(
          `${met.facts.host} is asked again in ${Math.ceil(wait)} s: ${met.facts.said || met.facts.status}`,
        )
      await clock.sleep(wait * 1_000, signal)
      signal.throwIfAborted()
    }
  }
}

/** Returns the seconds to wait before a call is repeated, null where it is not. */
function waitBefore(attempt: number, { facts }: HubFailure, method: string): number | null {
  if (attempt >= ATTEMPTS || !mayMend(facts, /^(GET|HEAD|PUT)$/i.test(method))) return null
  const wait = facts.waitSeconds ?? 2 ** (attempt - 1)
  return wait > LONGEST_WAIT_SECONDS ? null : wait
}

const HOPELESS =
  /^(ENOTFOUND|ECONNREFUSED|EPROTO|PROXY_.*|ERR_.*|CERT_.*|SELF_.*|UNABLE_.*|DEPTH_.*|REDIRECT)$/

function mayMend({ status, code }: HubFailure['facts'], repeatable: boolean): boolean {
  if (status === 429 || status === 503) return true
  if (!repeatable) return false
  return status === null ? !HOPELESS.test(code) : status >= 500 || status === 408
}

function isSafeStep(from: URL, to: URL): boolean {
  return to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')
}

/** Returns what the next call of a redirect sends: as browsers do, 303 and old POSTs become GET; a stranger gets no credentials. */
function redirected(init: RequestInit, status: number, toStranger: boolean): RequestInit {
  const method = (init.method ?? 'GET').toUpperCase()
  const asGet = status === 303 || (method === 'POST' && status < 303)
  const { body, ...rest } = init
  const kept: RequestInit = asGet ? { ...rest, method: 'GET' } : init
  if (!toStranger) return kept
  const headers = Object.entries(plainHeaders(init)).filter(
    ([name]) => !/^(authorization|cookie)$/i.test(name),
  )
  return { ...kept, headers: Object.fromEntries(headers) }
}

function plainHeaders({ headers }: RequestInit): Record<string, string> {
  if (headers === undefined || headers === null) return {}
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [String(name), String(value)]))
}

function failure(host: string, said: string): HubFailure {
  return new HubFailure({ status: null, code: 'REDIRECT', host, said, waitSeconds: null })
}

function offline(host: string): HyperError {
  return new HyperError(
    'remote/offline',
    `${host}: got HF_HUB_OFFLINE=1, expected leave to use the network`,
    { hint: 'unset HF_HUB_OFFLINE' },
  )
}

function proxySecrets({ proxies }: HubSettings): { name: string; value: string }[] {
  return [proxies.http, proxies.https]
    .map((proxy) => (proxy === null ? '' : new URL(proxy).password))
    .filter((value) => value !== '')
    .map((value) => ({ name: 'proxy', value }))
}

/** Returns the way out, opened at the first call. Its options are all given, so that nothing is read from the environment of the process. */
function createDispatcher({ proxies }: HubSettings): () => Promise<import('undici').Dispatcher> {
  let opened: Promise<import('undici').Dispatcher> | undefined
  return () => {
    opened ??= import('undici').then(
      ({ EnvHttpProxyAgent }) =>
        new EnvHttpProxyAgent({
          httpProxy: proxies.http ?? '',
          httpsProxy: proxies.https ?? '',
          noProxy: proxies.none,
          connectTimeout: 20_000,
          headersTimeout: 300_000,
          bodyTimeout: 60_000,
        }),
    )
    return opened
  }
}
