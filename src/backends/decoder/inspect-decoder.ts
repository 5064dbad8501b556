import { type ChatTemplate, createChatTemplate } from './chat-template.ts'
import { unsupported } from './errors.ts'
import { type LlamaShape, readLlamaShape } from './llama-shape.ts'
import { LONGEST_SEQUENCE } from './plan-batches.ts'
import { type GgufFile, readGguf } from './read-gguf.ts'
import { readVocabulary } from './vocabulary.ts'

/** Bytes of weights that one graph may hold: it is one protobuf message, which ends at 2 GB. */
const LARGEST_GRAPH = 2 ** 31 - 2 ** 26

/** A file that a decoder can be made of. */
export interface InspectedDecoder {
  readonly file: GgufFile
  readonly shape: LlamaShape
  readonly template: ChatTemplate
}

/**
 * Looks at all of a GGUF file that a decoder of so many layers needs, and returns what it is made of.
 *
 * @throws HyperError `config/decoder-damaged`, `config/decoder-unsupported`, `config/decoder-layers`
 */
export function inspectDecoder(bytes: Uint8Array, layers: number): InspectedDecoder {
  const file = readGguf(bytes)
  const template = createChatTemplate(readVocabulary(file))
  const shape = readLlamaShape(file, layers)
  const { width, heads, sharedHeads, headSize, inner, context } = shape
  const weights = layers * width * (2 * (heads + sharedHeads) * headSize + 3 * inner)
  if (4 * weights > LARGEST_GRAPH) {
    throw unsupported(`${weights} weights in ${layers} layers`, `${LARGEST_GRAPH / 4} at most`)
  }
  if (context >= LONGEST_SEQUENCE) return { file, shape, template }
  throw unsupported(`a context of ${context} tokens`, `${LONGEST_SEQUENCE} or more`)
}
