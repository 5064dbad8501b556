import { z } from 'zod'
import { parseRouter } from '../route/index.ts'
import { configSchema, probeEncoder } from './schema.ts'

const share = z.number().min(0).max(1)

const isRouter = (name: string): boolean => {
  try {
    return parseRouter(name) !== 'auto'
  } catch {
    return false
  }
}

const routerName = z
  .string()
  .refine(isRouter, 'the name of a router, as "hyper route --router" takes it')

const ppm = z.enum([
  'bayes',
  'budget-only',
  'ridge',
  'quadratic',
  'gp',
  'boosting',
  'linear-ols',
  'quadratic-ols',
])
const sampler = z.enum(['direction', 'whole-tag', 'uniform', 'tilted', 'sequential'])

const contender = z.union([
  routerName,
  z.strictObject({
    router: routerName,
    name: z.string().min(1).optional().describe('What tables call it; the router unless given.'),
    ppm: ppm.optional().describe('Performance prediction model that it looks at.'),
    sampler: sampler.optional().describe('Sampler of the mixes that the model is fitted on.'),
    certainty: z
      .number()
      .min(0)
      .optional()
      .describe('Certainty (t) above which an influence counts.'),
    targets: z
      .array(z.string())
      .optional()
      .describe('Suites that influence aims at together: main, human, or another one.'),
  }),
])

const pilot = z.strictObject({
  share: share.default(0.2).describe('Share of the prompt groups that fits the routers.'),
  rows: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('Rows of the pilot with both labels at most; null for all.'),
  rest: z
    .enum(['none', 'lm', 'human', 'either'])
    .default('none')
    .describe('Which label the other rows of the pilot carry.'),
})

const world = z.strictObject({
  name: z.string().min(1).optional(),
  preset: z
    .enum(['paper', 'no-signal', 'judge-better', 'human-better', 'noisy-human', 'drift'])
    .default('paper'),
  worlds: z.number().int().min(1).default(20),
  instances: z.number().int().min(100).default(7531),
  surface: z.enum(['linear', 'pairwise', 'saturating']).nullable().default(null),
  routers: z.array(z.string()).nullable().default(null),
  budgets: z.array(share).nullable().default(null),
})

const vary = z.strictObject({
  pilot: z.array(share).default([]).describe('Other shares of the pilot.'),
  pilotRows: z.array(z.number().int().min(1)).default([]).describe('Other numbers of rows.'),
  rest: z
    .array(z.enum(['none', 'lm', 'human', 'either']))
    .default([])
    .describe('Other labels of the rest of the pilot.'),
  arrangement: z
    .array(z.enum(['nested', 'doubly-labelled']))
    .default([])
    .describe('Other arrangements of the rows that fit and the rows that are routed.'),
  mixes: z.array(z.number().int().min(10)).default([]).describe('Other numbers of trained mixes.'),
  noise: z.array(z.number().min(0)).default([]).describe('Other run noise of worlds, points.'),
  encoder: z.array(probeEncoder).default([]).describe('Other encoders of the probe.'),
})

const study = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'a name of lower-case letters, digits and hyphens'),
  title: z.string().default(''),
  measure: z
    .enum(['reward', 'label-quality', 'gain'])
    .describe('Score of a reward model, utility of the labels, or score of a simulated world.'),
  arrangement: z
    .enum(['nested', 'doubly-labelled', 'transfer'])
    .default('nested')
    .describe('Which rows fit a router and which are routed.'),
  splits: z.number().int().min(1).max(1000).default(20),
  resamples: z.number().int().min(20).max(2000).default(200),
  pilot: pilot.prefault({}),
  routers: z.array(contender).min(1),
  budgets: z.array(share).min(1).default([0.25, 0.5, 0.75]),
  bySource: z.boolean().default(false).describe('Report every data set beside the pool of all.'),
  leastHumanLabels: z.number().int().min(2).default(2),
  worlds: z.array(world).default([]),
  humanPairs: share.default(0.3).describe('Share of the prompt groups held out as human pairs.'),
  otherSuites: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        files: z.array(z.string()).min(1),
        limit: z.number().int().positive().nullable().default(null),
      }),
    )
    .default([])
    .describe('Suites that mixes are judged on and never aimed at.'),
  bestOf: z
    .array(z.strictObject({ name: z.string().min(1), files: z.array(z.string()).min(1) }))
    .default([]),
  checkRows: z
    .number()
    .int()
    .min(20)
    .default(200)
    .describe(
      'Rows with both labels, or trained mixes, on which a predictor that was carried to another data set is checked.',
    ),
  randomMixes: z.number().int().min(2).default(20),
  influenceTargets: z
    .array(z.string())
    .default(['main'])
    .describe('Suites that influence aims at: main, human, or the name of another suite.'),
  vary: vary.prefault({}).describe('Settings that depart from the main one in one thing each.'),
  main: z
    .strictObject({
      set: z.string().default('all'),
      router: z.string(),
      against: z.enum(['random', 'all-human', 'all-lm', 'better-single']).default('random'),
      budget: z.union([share, z.literal('area')]),
      target: z.string().nullable().default(null),
      score: z.enum(['soft', 'accuracy']).nullable().default(null),
    })
    .describe('The one comparison that is fixed beforehand.'),
})

/** The schema of a study's config: the keys of `hyper.yaml` and the section `study`. */
export const studySchema: z.ZodObject = configSchema.safeExtend({
  data: configSchema.shape.data!.optional(),
  study: study.describe('What is compared, and how.'),
})

/** Returns the JSON Schema (draft 2020-12) of a study's config, for editors. */
export function studyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(studySchema, { io: 'input' }) as Record<string, unknown>
}
