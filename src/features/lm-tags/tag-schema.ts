import type { AnswerSchema } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { TAG_DIMENSIONS } from '../tag-catalogue.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { dimensionWords, tagKey, UNKNOWN_WORD } from './option-words.ts'

/**
 * Returns the JSON Schema of the whole taxonomy: every dimension required, no other key, words from the catalogue or `unknown`. Only types,
 * enumerations and lists, which every constrained decoder knows. `listLimit` is the `maxItems` of lists; null leaves it out.
 */
export function tagSchema(listLimit: number | null): AnswerSchema {
  return {
    name: 'prompt_tags',
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        TAG_DIMENSIONS.map((dimension) => [tagKey(dimension), valueSchema(dimension, listLimit)]),
      ),
      required: TAG_DIMENSIONS.map(tagKey),
      additionalProperties: false,
    },
  }
}

function valueSchema(dimension: TagDimensionEntry, listLimit: number | null): Json {
  const words: Json = { type: 'string', enum: [...dimensionWords(dimension), UNKNOWN_WORD] }
  if (dimension.kind !== 'list') return words
  return { type: 'array', items: words, ...(listLimit === null ? {} : { maxItems: listLimit }) }
}
