import { noProgress, type Progress } from '../../kit/index.ts'
import { waitingClock } from '../clock/index.ts'
import { createHubFetch, type HubClock, type HubFetch } from './hub-fetch.ts'
import { type HubEnv, type HubSettings, readHubSettings } from './hub-settings.ts'

/** What a hub is opened with. */
export interface HubOptions {
  /** The variables that `readHubSettings` reads. */
  readonly env: HubEnv
  /** Receives downloads and uploads in bytes, and warnings. */
  readonly progress?: Progress
  readonly signal?: AbortSignal
  /** Folder that a relative `HYPER_HUB_CACHE` starts from; default the working folder. */
  readonly cwd?: string
  readonly clock?: HubClock
}

/** A hub that can be asked. Holds nothing that must be closed: idle connections do not keep the process. */
export interface Hub {
  readonly settings: HubSettings
  /** Host and port, for messages. */
  readonly host: string
  readonly fetch: HubFetch
  /** The same for the library, which sees no token. */
  readonly libraryFetch: typeof globalThis.fetch
  readonly clock: HubClock
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Returns the hub that the environment names. Nothing is asked yet.
 *
 * @throws HyperError `config/bad-hub-endpoint`, `config/bad-hub-token`, `config/bad-proxy`
 */
export function openHub(options: HubOptions): Hub {
  const { env, progress = noProgress, clock = waitingClock } = options
  const settings = readHubSettings(env, options.cwd ?? process.cwd())
  const signal = options.signal ?? new AbortController().signal
  const warn = (message: string): void => progress({ type: 'warning', stage: 'hub', message })
  const fetch = createHubFetch({ settings, clock, signal, warn })
  return {
    settings,
    host: new URL(settings.endpoint).host,
    fetch,
    libraryFetch: fetch as unknown as typeof globalThis.fetch,
    clock,
    progress,
    signal,
  }
}
