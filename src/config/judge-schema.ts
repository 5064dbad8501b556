import { z } from 'zod'
import { VARIABLE_NAME } from './hide-keys.ts'
import { tokenPriceSchema } from './price-table.ts'

/** A whole number from 1. */
export const count: z.ZodNumber = z.number().int().positive()

/** How fast an endpoint may be asked. */
const endpointLimits: z.ZodType = z.strictObject({
  requestsPerMinute: count
    .nullable()
    .default(null)
    .describe('Calls a minute and key; what the endpoint says of itself is kept as well.'),
  tokensPerMinute: count.nullable().default(null).describe('Tokens a minute and key.'),
  concurrency: count.max(512).default(8).describe('Calls in flight at most.'),
  deadlineSeconds: z.number().positive().default(120).describe('Longest wait for one answer.'),
  attempts: count.default(5).describe('Calls for one question at most; 1 never tries again.'),
  longestWaitSeconds: z
    .number()
    .positive()
    .default(900)
    .describe('A quota that asks for a longer wait ends the work, to be resumed.'),
})

/** Name of an environment variable. */
const variable = z.string().regex(VARIABLE_NAME, 'a name of an environment variable')

/** Where an endpoint is, and how it is asked. */
export const endpointShape: Readonly<
  Record<'model' | 'baseUrl' | 'keyEnv' | 'price' | 'limits', z.ZodType>
> = {
  model: z.string().min(1).describe('Name of the model as the endpoint knows it.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .describe('Address of an OpenAI-compatible endpoint, up to and including "/v1".'),
  keyEnv: z
    .union([variable, z.array(variable).min(1)])
    .nullable()
    .default(null)
    .describe(
      'Environment variable that holds the key, or several for fail-over; null sends none.',
    ),
  price: tokenPriceSchema
    .nullable()
    .default(null)
    .describe('USD for a million tokens; looked up in the price table when null.'),
  limits: endpointLimits.prefault({}).describe('How fast it may be asked.'),
}

/** What is asked of a model alike, whatever it is asked. */
export const questionShape: Readonly<Record<'temperature' | 'seed' | 'parameters', z.ZodType>> = {
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullable()
    .default(0)
    .describe('Null leaves it to the endpoint.'),
  seed: z.number().int().min(0).nullable().default(null).describe('Seed sent to the endpoint.'),
  parameters: z
    .record(z.string(), z.json())
    .default({})
    .describe('Further fields of every request, as they are.'),
}

/** Names of judges and taggers. */
export const askerId: z.ZodString = z
  .string()
  .regex(/^[\w.:+-]+$/, 'letters, digits, and . : + - _')

/** The schema of a judge file and of an entry under `annotate.judges`. */
export const judgeSchema: z.ZodObject = z.strictObject({
  $schema: z.string().optional(),
  id: askerId.describe('Name of the judge in annotations, plans and tables.'),
  ...endpointShape,
  mode: z
    .enum(['letter', 'five-step', 'aspects', 'scores', 'reason-then-verdict'])
    .default('letter')
    .describe(
      'How it answers: one letter, five steps from clearly A to clearly B, aspects in the MultiPref manner, a score for each answer alone, or reasons before a verdict.',
    ),
  prompt: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Prompt file with {{prompt}}, {{a}} and {{b}}; the built-in one of the mode when null.',
    ),
  guidelines: z
    .string()
    .nullable()
    .default(null)
    .describe('File with guidelines that are put into the prompt.'),
  orders: z
    .enum(['both', 'random', 'stored'])
    .default('both')
    .describe(
      'Whether it sees both orders, one drawn by the texts of the pair, or the stored one.',
    ),
  samples: count
    .max(64)
    .default(1)
    .describe('Answers for each order; their agreement is a signal.'),
  temperature: questionShape.temperature,
  maxTokens: count.nullable().default(null).describe('Tokens of an answer; by mode when null.'),
  seed: questionShape.seed,
  probabilities: z
    .boolean()
    .default(true)
    .describe('Read token probabilities where the mode and the endpoint give them.'),
  reasons: z.boolean().default(false).describe('Ask for reasons and keep them.'),
  family: z
    .string()
    .nullable()
    .default(null)
    .describe('Family of the model (gpt, claude, llama ...); read off its name when null.'),
  parameters: questionShape.parameters,
})
