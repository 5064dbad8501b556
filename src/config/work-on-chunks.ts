import { type Database, openDatabaseJournal, waitingClock } from '../backends/index.ts'
import { stopsPurchase } from '../collect/index.ts'
import type { AnswerJournal } from '../domain/index.ts'
import { canonicalJson, type Json, type Progress, type Random } from '../kit/index.ts'
import { type AnswerSource, buyFrom } from '../pipeline/index.ts'
import { type AnswerChunk, fromChunk } from './answer-chunk.ts'
import { openEndpointRecord } from './endpoint-record.ts'
import { openSource, readKeys } from './open-source.ts'

/** What a worker is made of. */
export interface ChunkWorkerOptions {
  readonly database: Database
  readonly leaseSeconds: number
  /** Keys are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly progress: Progress
  readonly random: Random
  /** Where it is kept what endpoints were found to take; null for nowhere. */
  readonly folder: string | null
}

/** Buys the answers of chunks. */
export interface ChunkWorker {
  /** Buys the answers of a chunk, those that the journal has left out. */
  handle(job: Json, context: { readonly signal: AbortSignal }): Promise<void>
  dispose(): Promise<void>
}

/** Chunks that a worker has in hand at the same time: the next one begins while the last calls of one end. */
export const CHUNKS_AT_A_TIME = 2

/**
 * Returns a worker. Endpoints and journals are opened once and kept for the chunks that follow.
 *
 * @throws HyperError from `handle`: `config/missing-key` before any call; `cap/reached`, `remote/refused`; `data/bad-chunk`
 */
export async function openChunkWorker(options: ChunkWorkerOptions): Promise<ChunkWorker> {
  const { database, leaseSeconds, random, progress } = options
  const record = await openEndpointRecord(options.folder)
  const sources = new Map<string, AnswerSource>()
  const journals = new Map<string, Promise<AnswerJournal>>()
  const journalOf = (name: string): Promise<AnswerJournal> => {
    const open = journals.get(name) ?? openDatabaseJournal({ database, name, leaseSeconds })
    journals.set(name, open)
    return open
  }
  const sourceOf = ({ setup, asker, attempts }: AnswerChunk): AnswerSource => {
    const id = canonicalJson([setup, attempts] as unknown as Json)
    const known = sources.get(id)
    if (known !== undefined) return known
    const warn = (message: string): void => progress({ type: 'warning', stage: 'judge', message })
    const prices = { option: setup.price, file: null, allowUnpriced: true, capUsd: null }
    const { env } = options
    const { source } = openSource(asker, setup, {
      ...{ prices, attempts, env, record, warn },
      random: random.fork('source', id),
    })
    sources.set(id, source)
    return source
  }
  return {
    handle: async (job, { signal }) => {
      const chunk = fromChunk(job)
      readKeys(chunk.setup, options.env)
      const journal = await journalOf(chunk.journal)
      await buyChunk(chunk, { source: sourceOf(chunk), journal, random, signal })
    },
    dispose: async () => {
      for (const { endpoint } of sources.values()) await endpoint.dispose()
      for (const journal of journals.values()) await (await journal).close()
      await record.save()
    },
  }
}

interface ChunkTools {
  readonly source: AnswerSource
  readonly journal: AnswerJournal
  readonly random: Random
  readonly signal: AbortSignal
}

async function buyChunk(
  { asks, retry }: AnswerChunk,
  { source, journal, random, signal }: ChunkTools,
): Promise<void> {
  const { limits } = source
  const concurrency = Math.max(1, Math.ceil(limits.concurrency / CHUNKS_AT_A_TIME))
  try {
    await buyFrom(
      { ...source, limits: { ...limits, concurrency } },
      asks.map(({ key, request }) => ({ identity: key, request })),
      {
        ...{ journal, random, clock: waitingClock, cancel: signal, progress: () => {} },
        retryFailed: retry !== null,
        // The key travels in place of the text that it was made of.
        hash: (key) => key,
        countTokens: () => 0,
        approve: async () => {},
      },
      { stage: 'judge', total: asks.length },
    )
  } catch (error) {
    // What stops all workers is told without what was bought of this one chunk.
    throw stopsPurchase(error) ? (error as Error).cause : error
  }
}
