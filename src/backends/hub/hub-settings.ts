import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { HyperError } from '../../kit/index.ts'

/** Variables of the environment; always handed over, never read from the process. */
export type HubEnv = Readonly<Record<string, string | undefined>>

/** Where the hub is and how it is reached. */
export interface HubSettings {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string
  /** The token and the variable that it came from. */
  readonly token: { readonly name: string; readonly value: string } | null
  /** Folder of downloaded files, absolute. */
  readonly cacheFolder: string
  /** Nothing is asked for over the network; the cache alone is read. */
  readonly offline: boolean
  readonly proxies: HubProxies
}

/** Proxies as undici takes them. `http` serves https too where `https` is null. */
export interface HubProxies {
  readonly http: string | null
  readonly https: string | null
  /** Hosts that are reached directly, separated by commas; `*` for all. */
  readonly none: string
}

const DEFAULT_ENDPOINT = 'https://huggingface.co'

/**
 * Reads `HF_ENDPOINT`, `HF_TOKEN` (or `HUGGING_FACE_HUB_TOKEN`), `HF_HUB_OFFLINE`, `HYPER_HUB_CACHE` (else `$XDG_CACHE_HOME/hyper-router/hub`, else
 * `~/.cache/hyper-router/hub`) and `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` (small letters win). An empty variable is one that is not set.
 *
 * @throws HyperError `config/bad-hub-endpoint`, `config/bad-hub-token`, `config/bad-proxy`; none of them shows a secret
 */
export function readHubSettings(env: HubEnv, cwd: string): HubSettings {
  return {
    endpoint: readEndpoint(env),
    token: readToken(env),
    cacheFolder: resolve(cwd, readCacheFolder(env)),
    offline: /^(1|true|yes|on)$/i.test(read(env, 'HF_HUB_OFFLINE') ?? ''),
    proxies: {
      http: readProxy(env, 'http_proxy'),
      https: readProxy(env, 'https_proxy'),
      none: read(env, 'no_proxy') ?? read(env, 'NO_PROXY') ?? '',
    },
  }
}

function read(env: HubEnv, name: string): string | null {
  const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined
  return value === undefined || value === '' ? null : value
}

function readEndpoint(env: HubEnv): string {
  const text = read(env, 'HF_ENDPOINT') ?? DEFAULT_ENDPOINT
  const url = URL.canParse(text) ? new URL(text) : null
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.username === ''
  if (!plain || url.search !== '' || url.hash !== '') {
    throw new HyperError(
      'config/bad-hub-endpoint',
      'HF_ENDPOINT: got another text, expected an http(s) address without user, ? and #',
      { hint: `for example ${DEFAULT_ENDPOINT}` },
    )
  }
  return url.href.replace(/\/+$/, '')
}

function readToken(env: HubEnv): HubSettings['token'] {
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const value = read(env, name)
    if (value === null) continue
    if (/^[\x21-\x7e]+$/.test(value)) return { name, value }
    throw new HyperError(
      'config/bad-hub-token',
      `${name}: got a value with spaces or other characters, expected a token`,
      { hint: 'copy it again from the page of your access tokens' },
    )
  }
  return null
}

function readCacheFolder(env: HubEnv): string {
  const own = read(env, 'HYPER_HUB_CACHE')
  if (own !== null) return own
  const caches = read(env, 'XDG_CACHE_HOME')
  const home = read(env, 'HOME') ?? read(env, 'USERPROFILE') ?? homedir()
  return join(caches ?? join(home, '.cache'), 'hyper-router', 'hub')
}

function readProxy(env: HubEnv, name: string): string | null {
  const text = read(env, name) ?? read(env, name.toUpperCase())
  if (text === null) return null
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new HyperError(
    'config/bad-proxy',
    `${name.toUpperCase()}: got another text, expected the address of an http(s) proxy`,
    { hint: 'for example http://proxy.example:3128' },
  )
}
