import type { Encoder, PromptedResponse, ResponseEncoder, WorkContext } from '../domain/index.ts'
import { describeSurfaces, type FeatureBlock, SURFACE_COUNT } from '../reward/index.ts'

/** An encoder of responses with the name of its block in the design of a probe. */
export interface NamedEncoder {
  /** `encoder` for a text encoder, `decoder` for hidden states of a decoder. */
  readonly name: string
  readonly encoder: ResponseEncoder
}

/** Returns a text encoder as one of responses: it reads the response alone, so that its vectors are those of the encoder. */
export function readResponseAlone(encoder: Encoder): ResponseEncoder {
  return {
    id: encoder.id,
    dimension: encoder.dimension,
    encodeResponses: (responses, context) =>
      encoder.encode(
        responses.map(({ response }) => response),
        context,
      ),
    dispose: () => encoder.dispose(),
  }
}

/** Returns what names the encoders of a design: their ids in order, `none` without any. */
export function encodersId(encoders: readonly NamedEncoder[]): string {
  return encoders.length === 0 ? 'none' : encoders.map(({ encoder }) => encoder.id).join(' + ')
}

/** Returns the blocks of features of responses: surface measures, then what every encoder says. */
export async function describeResponses(
  responses: readonly PromptedResponse[],
  encoders: readonly NamedEncoder[],
  context: WorkContext,
): Promise<FeatureBlock[]> {
  const blocks: FeatureBlock[] = [
    { name: 'surface', columns: SURFACE_COUNT, values: describeSurfaces(responses) },
  ]
  for (const { name, encoder } of encoders) {
    const values = await encoder.encodeResponses(responses, context)
    blocks.push({ name, columns: encoder.dimension, values })
  }
  return blocks
}
