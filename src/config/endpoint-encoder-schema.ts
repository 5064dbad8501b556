import { z } from 'zod'
import { VARIABLE_NAME } from './hide-keys.ts'

const rate = z.number().positive().nullable().default(null)

const isPlainAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}` === ''
}

/** A text encoder behind an embeddings endpoint, as `features.encoder` and `train.encoder` name it. */
export const endpointEncoder: z.ZodObject = z.strictObject({
  kind: z.literal('endpoint'),
  baseUrl: z
    .string()
    .refine(isPlainAddress, 'an address that begins with http:// or https://, without a password')
    .describe('Address up to and including the version; "/embeddings" is added.'),
  model: z.string().min(1).describe('Name of the model as the endpoint knows it.'),
  keyEnv: z
    .string()
    .regex(VARIABLE_NAME, 'the name of an environment variable, not a key')
    .nullable()
    .default(null)
    .describe('Name of the environment variable with the key; null for an endpoint without keys.'),
  dimension: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Length of the vectors that is asked for; null for the model's own."),
  price: z
    .strictObject({
      inputPerMillion: z.number().min(0).describe('USD for a million tokens.'),
    })
    .nullable()
    .default(null)
    .describe(
      'Price of the endpoint, looked up in the price table of "annotate" when null; an unknown price is refused.',
    ),
  cap: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'Most money that the run may spend on embeddings, USD, all encoders together (the smallest cap holds); beside "annotate" the cap there counts for all.',
    ),
  limits: z
    .strictObject({
      requestsPerMinute: rate.describe('Calls in a minute at most; null for no limit.'),
      tokensPerMinute: rate.describe('Tokens in a minute at most; null for no limit.'),
      concurrency: z.number().int().min(1).default(4).describe('Calls under way at once.'),
      textsPerCall: z.number().int().min(1).default(128).describe('Texts of one call at most.'),
      windowCharacters: z
        .number()
        .int()
        .min(2)
        .default(8000)
        .describe('Characters of a text that are read together; longer texts are read in windows.'),
    })
    .prefault({})
    .describe('How fast and how much at once.'),
})
