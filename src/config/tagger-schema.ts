import { z } from 'zod'
import { askerId, count, endpointShape, questionShape } from './judge-schema.ts'

/** The schema of a tagger file. */
export const taggerSchema: z.ZodObject = z.strictObject({
  $schema: z.string().optional(),
  id: askerId
    .refine((id) => id !== 'local', 'another name: "local" is the tagger that needs no model')
    .describe('Name of the tagger in plans and tables.'),
  ...endpointShape,
  prompt: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Prompt file with {{prompt}} and, if wanted, {{dimensions}}; the built-in one when null.',
    ),
  temperature: questionShape.temperature,
  maxTokens: count.default(400).describe('Tokens of an answer at most, reasoning included.'),
  seed: questionShape.seed,
  listLimit: count
    .nullable()
    .default(3)
    .describe('Entries of a list at most; null for endpoints whose schemas know no such limit.'),
  parameters: questionShape.parameters,
})
