import { z } from 'zod'
import { endpointShape } from './judge-schema.ts'

const count = z.number().int().positive()

/** The schema of a tagger file. */
export const taggerSchema: z.ZodObject = z.strictObject({
  $schema: z.string().optional(),
  id: z
    .string()
    .regex(/^[\w.:+-]+$/, 'letters, digits, and . : + - _')
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
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullable()
    .default(0)
    .describe('Null leaves it to the endpoint.'),
  maxTokens: count.default(400).describe('Tokens of an answer at most, reasoning included.'),
  seed: z.number().int().min(0).nullable().default(null).describe('Seed sent to the endpoint.'),
  listLimit: count
    .nullable()
    .default(3)
    .describe('Entries of a list at most; null for endpoints whose schemas know no such limit.'),
  parameters: z
    .record(z.string(), z.json())
    .default({})
    .describe('Further fields of every request, as they are.'),
})

/** Returns the JSON Schema of a tagger file, for editors. */
export function taggerJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(taggerSchema, { io: 'input' }) as Record<string, unknown>
}
