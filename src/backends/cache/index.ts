/**
 * Content-addressed caches on disk, shared by runs and by processes: bytes come in under a key and come out again, now or in a later
 * run. Refuses nothing but a folder it cannot write; damaged records count as absent. Nothing here decides a result, it only saves
 * computing it twice.
 */
export { cachedAnalyser } from './cached-analyser.ts'
export { cachedEncoder } from './cached-encoder.ts'
export { cachedResponses } from './cached-responses.ts'
export { openRecordCache, type RecordCache, type RecordCacheOptions } from './record-cache.ts'
export {
  cacheName,
  openVectorCache,
  type TextPair,
  type VectorCache,
  type VectorCacheOptions,
} from './vector-cache.ts'
