import { z } from 'zod'
import { PRESETS } from '../dataset/index.ts'

const share = z.number().min(0).max(1)

/** The schema of `data` in `hyper.yaml`. */
export const dataSchema: z.ZodObject = z.strictObject({
  files: z
    .array(z.string())
    .min(1)
    .describe('Files, folders or globs with preference pairs; "-" is standard input.'),
  preset: z
    .enum(['auto', 'map', ...PRESETS.map(({ id }) => id)])
    .default('auto')
    .describe('Shape of the rows; docs/reference/formats.md has them all.'),
  map: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe('Column map for the preset "map".'),
  onBadRow: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('Stop at bad rows (listing up to 20), or leave them out and count them.'),
  pairs: z
    .enum(['all', 'adjacent', 'best-worst'])
    .default('best-worst')
    .describe('Which pairs are made of three or more completions of one prompt.'),
  margin: z
    .number()
    .min(0)
    .default(0)
    .describe('Least lead of a rating that is a preference; a smaller one is a tie.'),
  labels: z
    .array(z.string())
    .default([])
    .describe('Files with labels alone, joined to the pairs by id or by their texts.'),
  merge: z
    .enum(['id', 'content'])
    .nullable()
    .default(null)
    .describe('Join rows of one pair, by id or by their texts in either order.'),
  limit: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Read at most so many instances.'),
})

/** The schema of `suite` in `hyper.yaml`. */
export const suiteSchema: z.ZodObject = z.strictObject({
  files: z
    .array(z.string())
    .default([])
    .describe('Evaluation files of chosen and rejected answers with subset and category.'),
  preset: z
    .enum(['auto', ...PRESETS.map(({ id }) => id)])
    .default('auto')
    .describe(
      'Shape of the suite: its own columns or those of a known data set; told by the columns.',
    ),
  weights: z
    .enum(['rows', 'published'])
    .default('rows')
    .describe(
      'Weights of subsets inside a category: rows present, or the published RewardBench constants.',
    ),
  overlap: z
    .enum(['exclude', 'keep', 'fail'])
    .default('exclude')
    .describe('What happens to training rows whose prompt stands in a suite.'),
  humanPairs: share
    .default(0.2)
    .describe(
      'Share of the prompt groups held out so that their human labels form a suite of their own.',
    ),
  judgeShare: share
    .default(0.5)
    .describe(
      "Share of each suite's prompt groups on which routed mixes are judged; the PPM never sees it.",
    ),
})
