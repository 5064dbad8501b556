import type { OutgoingHttpHeaders } from 'node:http'
import type { EndpointKey, EndpointOptions } from './endpoint-options.ts'

/** Returns the address of a path below the base URL; a query of the base URL stays. */
export function addressOf(base: URL, path: string): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`
  return url
}

/** Returns the headers of one call. Compressed answers are not asked for: their size could not be bounded while they come in. */
export function headersOf(
  options: EndpointOptions,
  key: EndpointKey | null,
  bodyBytes: number,
): OutgoingHttpHeaders {
  const { keyHeader } = options
  const secret =
    key === null
      ? {}
      : keyHeader === undefined
        ? { authorization: `Bearer ${key.value}` }
        : { [keyHeader.toLowerCase()]: key.value }
  return {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'hyper-router',
    ...Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    ...secret,
    'content-type': 'application/json',
    'content-length': bodyBytes,
  }
}

/** Warns where a key would travel in the clear to another machine. */
export function warnAboutPlainHttp(url: URL, options: EndpointOptions): void {
  const near = /^(localhost|127\.|\[::1\])/.test(url.hostname)
  if (url.protocol !== 'http:' || near || options.keys.length === 0) return
  options.warn(`${url.host} is called over http://: the key travels where others can read it`)
}

/** Returns the tokens that an answer says were used, question and answer together; null where it does not say. */
export function totalTokens(json: unknown): number | null {
  const usage = json !== null && typeof json === 'object' && 'usage' in json ? json.usage : null
  if (usage === null || typeof usage !== 'object') return null
  const { total_tokens, prompt_tokens, completion_tokens } = usage as Record<string, unknown>
  const parts = [prompt_tokens, completion_tokens].filter((part) => typeof part === 'number')
  const total = typeof total_tokens === 'number' ? total_tokens : sum(parts)
  return total !== null && Number.isFinite(total) && total >= 0 ? total : null
}

function sum(parts: readonly number[]): number | null {
  return parts.length === 0 ? null : parts.reduce((total, part) => total + part, 0)
}
