import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type HubOptions,
  openHubFiles,
  openRows,
  parseHubId,
  writeParquet,
} from '../../../src/backends/index.ts'
import { isHyperError, type ProgressEvent } from '../../../src/kit/index.ts'
import { type HubServer, startHub } from './hub-server.ts'

/** What a test sits in: a hub, a folder, and options that reach both without waiting. */
export interface Seat {
  readonly hub: HubServer
  readonly folder: string
  readonly events: ProgressEvent[]
  /** Waits that were asked for, in milliseconds. */
  readonly waits: number[]
  /** Options with more variables of the environment. */
  options(env?: Record<string, string>): HubOptions
  close(): Promise<void>
}

export async function takeSeat(): Promise<Seat> {
  const hub = await startHub()
  const folder = await mkdtemp(join(tmpdir(), 'hyper-hub-'))
  const events: ProgressEvent[] = []
  const waits: number[] = []
  const clock = {
    now: () => Date.now(),
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds)
    },
  }
  return {
    hub,
    folder,
    events,
    waits,
    options: (env = {}) => ({
      env: { HF_ENDPOINT: hub.endpoint, HYPER_HUB_CACHE: join(folder, 'cache'), ...env },
      clock,
      progress: (event) => events.push(event),
    }),
    close: async () => {
      await hub.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Returns the bytes of a small real Parquet file with so many pairs. */
export async function makeParquet(folder: string, rows: number, word = 'row'): Promise<Buffer> {
  const path = join(folder, `made-${word}-${rows}.parquet`)
  await writeParquet(
    path,
    Array.from({ length: rows }, (_, index) => ({
      id: `${word}-${index}`,
      source: 'made up',
      prompt: `Name a colour that goes with the number ${index}.`,
      response_a: `Green, since ${index} is calm.`,
      response_b: `Red, as ${index} was last year.`,
      human: [{ annotator: 'one', verdict: 'a' }],
      lm: [],
      meta: { index },
    })),
  )
  return readFile(path)
}

/** Opens ids given as texts. */
export function open(ids: readonly string[], options: HubOptions): ReturnType<typeof openHubFiles> {
  return openHubFiles(ids.map(parseHubId), options)
}

/** Returns the ids of all rows of files. */
export async function readIds(files: readonly { readonly path: string }[]): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const row of openRows(files.map(({ path }) => path))) {
    if ('problem' in row) throw new Error(JSON.stringify(row))
    ids.push((row.value as { readonly id: unknown }).id)
  }
  return ids
}

/** Returns everything that an error would show: message, hint, details, causes. */
export async function failureOf(work: Promise<unknown>): Promise<{
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly all: string
}> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isHyperError(error)) throw new Error(`no HyperError: ${String(error)}`, { cause: error })
  const all = [
    error.message,
    error.hint,
    JSON.stringify(error.details),
    String(error.cause),
    error.stack,
  ]
  return { code: error.code, message: error.message, hint: error.hint ?? '', all: all.join('\n') }
}
