import type { Encoder, WorkContext } from '../../domain/index.ts'
import { type PrototypeVector, TAG_PROTOTYPES } from '../../features/index.ts'

/** Returns the prototype sentences of the local tagger as an encoder sees them. */
export async function encodePrototypes(
  encoder: Encoder,
  context: WorkContext,
): Promise<PrototypeVector[]> {
  const { dimension } = encoder
  const texts = TAG_PROTOTYPES.map(({ text }) => text)
  const vectors = await encoder.encode(texts, context)
  return TAG_PROTOTYPES.map((prototype, index) => ({
    ...prototype,
    vector: vectors.subarray(index * dimension, (index + 1) * dimension),
  }))
}
