import { z } from 'zod'
import { isBudget } from './budget-text.ts'
import { judgeSchema } from './judge-schema.ts'

const combine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('each') }),
  z.strictObject({
    kind: z.literal('panel'),
    id: z.string().min(1).default('panel'),
    rule: z.enum(['vote', 'mean-probability']).default('vote'),
    quorum: z.number().int().min(1).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('cascade'),
    id: z.string().min(1).default('cascade'),
    thresholds: z.array(z.number().min(0.5).max(1)).min(1),
  }),
])

/** The schema of `annotate` in `hyper.yaml`. */
export const annotateSchema: z.ZodObject = z.strictObject({
  judges: z
    .array(z.union([z.string().min(1), judgeSchema]))
    .min(1)
    .describe(
      'Judge files or folders, or judges as they stand in such a file; the first is asked first.',
    ),
  combine: combine
    .default({ kind: 'each' })
    .describe(
      'How several judges become one label: each for itself (the first is the primary one), a panel, or a cascade that asks the next judge below a calibrated confidence.',
    ),
  pilot: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine(isBudget, 'a share (25%) or a number of instances (500)')
    .default('500')
    .describe(
      'Instances that judges label before anything is learned: a share or a number of those that people labelled and no judge did.',
    ),
  strata: z
    .array(z.string().min(1))
    .default(['source'])
    .describe('Fields of "meta" (or "source") that the draw of the pilot keeps in proportion.'),
  complete: z
    .boolean()
    .default(true)
    .describe('Buy the labels that the plan gives to the judge and nobody has yet.'),
  cap: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe('Most money that the run may spend on answers, USD, pilot and plan together.'),
  prices: z
    .string()
    .nullable()
    .default(null)
    .describe("Price table beside the judges' own prices and the built-in ones."),
  allowUnpriced: z
    .boolean()
    .default(false)
    .describe('Buy from a model without a known price; no cap can be kept then.'),
  journal: z
    .string()
    .nullable()
    .default(null)
    .describe('Folder of the paid answers; null for a folder of the run.'),
})
