import type { LmRequest } from '../domain/index.ts'
import { HyperError, type Json, show } from '../kit/index.ts'
import type { EndpointSetup } from './judge-setup.ts'

/** Questions that one worker buys together, with all that it needs but the keys: it reads those from its own environment. */
export interface AnswerChunk {
  readonly format: typeof CHUNK_FORMAT
  /** Name of the journal in the database. */
  readonly journal: string
  /** Who asks, for messages. */
  readonly asker: string
  /** With the price that the plan was made with. */
  readonly setup: EndpointSetup
  /** Calls for one question at most. */
  readonly attempts: number
  /** A word of its own where questions are asked again that failed before; null else. */
  readonly retry: string | null
  readonly asks: readonly { readonly key: string; readonly request: LmRequest }[]
}

const CHUNK_FORMAT = 'hyper/answer-chunk@1'

/** Questions of a chunk, and bytes of their requests, at most: what a worker that dies leaves to others is little. */
const LARGEST = { asks: 50, bytes: 1 << 20 }

/** Everything of a chunk but its questions. */
export type ChunkHead = Omit<AnswerChunk, 'format' | 'asks'>

/**
 * Returns a chunk.
 *
 * @throws HyperError `config/bad-endpoint` for an address with a name or a password in it: chunks lie in a database
 */
export function toChunk(head: ChunkHead, asks: AnswerChunk['asks']): Json {
  const url = new URL(head.setup.baseUrl)
  if (url.username !== '' || url.password !== '') {
    throw new HyperError(
      'config/bad-endpoint',
      `baseUrl of ${show(head.asker)}: got a name or password in it, expected an address alone, the key in its variable`,
    )
  }
  const chunk: AnswerChunk = { format: CHUNK_FORMAT, ...head, asks }
  return chunk as unknown as Json
}

/** Returns what a job holds as a chunk. @throws HyperError `data/bad-chunk` for one of another version */
export function fromChunk(job: Json): AnswerChunk {
  const chunk = job as unknown as AnswerChunk
  if (chunk?.format === CHUNK_FORMAT) return chunk
  throw new HyperError(
    'data/bad-chunk',
    `chunk: got format ${show((job as { format?: unknown } | null)?.format)}, expected ${CHUNK_FORMAT}`,
    { hint: 'let all workers have the same version' },
  )
}

/** Gathers questions into chunks; where one ends depends on the questions alone, so that equal ones make equal chunks. */
export interface ChunkCutter<T> {
  /** Takes a question, and returns the chunk that it filled. */
  add(item: T, bytes: number): T[] | null
  /** Returns what is left. */
  rest(): T[]
}

/** Returns an empty gatherer. */
export function createChunkCutter<T>(): ChunkCutter<T> {
  let items: T[] = []
  let size = 0
  const rest = (): T[] => {
    const full = items
    items = []
    size = 0
    return full
  }
  return {
    add: (item, bytes) => {
      items.push(item)
      size += bytes
      return items.length >= LARGEST.asks || size >= LARGEST.bytes ? rest() : null
    },
    rest,
  }
}
