/**
 * A small decoder as an encoder: prompts with their responses come in, vectors for a proxy reward model go out, from the first layers of a llama-type GGUF
 * file that is read, unpacked and turned into a graph here. Refuses the network, other kinds of models, damaged files, and any dependence of a vector on
 * the responses beside it or on the number of workers. Texts are never read as control tokens.
 */
export {
  DEFAULT_DECODER,
  type DecoderFile,
  type DecoderPlaces,
  type FoundDecoder,
  findDecoder,
  readDecoderFile,
} from './decoder-file.ts'
export type { DecoderPrecision } from './decoder-graph.ts'
export {
  DECODER_LAYERS,
  type DecoderOptions,
  type LikenessMemory,
  openDecoderEncoder,
} from './open-decoder.ts'
