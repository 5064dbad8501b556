import { sha256Of } from '../files/sha256-of.ts'
import { getFloats, putFloats } from './cached-rows.ts'
import { openRecordCache } from './record-cache.ts'

/** A pair of texts, in order. */
export type TextPair = readonly [string, string]

/** Vectors and pair scores of one encoder, by content. */
export interface VectorCache {
  /** Tells whether there is a vector; one that turns out damaged when it is read is none from then on. */
  hasVector(text: string): boolean
  getVector(text: string): Float32Array | undefined
  putVector(text: string, vector: Float32Array): void
  /** Precision, recall and F1 of a pair. */
  getScores(pair: TextPair): Float32Array | undefined
  putScores(pair: TextPair, scores: Float32Array): void
  flush(): void
  close(): void
}

/** Where the vectors of an encoder lie. */
export interface VectorCacheOptions {
  /** Folder of all caches; runs share it. */
  readonly folder: string
  /** The whole id of the encoder: another version or option is another cache. */
  readonly encoderId: string
}

/** Opens the cache of an encoder. @throws HyperError as `openRecordCache` */
export function openVectorCache({ folder, encoderId }: VectorCacheOptions): VectorCache {
  const records = openRecordCache({ folder, name: cacheName('encoder', encoderId) })
  return {
    hasVector: (text) => records.has(`text:${text}`),
    getVector: (text) => getFloats(records, `text:${text}`),
    putVector: (text, vector) => putFloats(records, `text:${text}`, vector),
    getScores: (pair) => getFloats(records, `pair:${JSON.stringify(pair)}`),
    putScores: (pair, scores) => putFloats(records, `pair:${JSON.stringify(pair)}`, scores),
    flush: records.flush,
    close: records.close,
  }
}

/** Returns a folder name for an id: readable, and different for different ids. */
export function cacheName(kind: string, id: string): string {
  const readable = id.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60)
  return `${kind}-${readable}-${sha256Of(id).slice(0, 8)}`
}
