/**
 * Encoders: texts and pairs of texts come in, unit vectors and raw BERTScore figures go out, from a model on this machine run by
 * worker threads, or from a function that asks an endpoint (which has no figures for pairs). Refuses to reach the network by itself, weights
 * whose checksum differs, and any dependence of a result on the number of workers or on the texts beside it.
 */
export { cutCharacters } from './cut-characters.ts'
export {
  type EmbedTexts,
  type EndpointEncoderOptions,
  openEndpointEncoder,
  planEmbeddingCalls,
} from './endpoint-encoder.ts'
export { type FolderOptions, inspectFolder } from './folder-files.ts'
export type { Pooling } from './folder-spec.ts'
export {
  type EncoderOptions,
  noEncoder,
  openEncoder,
  openFolderEncoder,
  openLightEncoder,
} from './open-encoder.ts'
export { planPairChunks, planTextChunks } from './plan-chunks.ts'
export { createUnigramTokenizer, type Piece, type UnigramTokenizer } from './unigram-tokenizer.ts'
export type { WorkerOptions } from './worker-encoder.ts'
