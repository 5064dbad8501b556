import type { TagDimension } from '../tag-types.ts'

/** What is asked in a dimension, and what its options mean where their names do not say it. */
export interface DimensionMeaning {
  readonly question: string
  /** By option id. */
  readonly options: Readonly<Record<string, string>>
}

/** Meanings of the dimensions, after the taxonomy of the paper's prompt analyser. */
export const DIMENSION_MEANINGS: Readonly<Record<TagDimension, DimensionMeaning>> = {
  subject: {
    question: 'the fields whose knowledge a good answer needs; Others only where no field fits',
    options: {},
  },
  language: {
    question: 'the natural languages that the request is written in or asks for',
    options: {},
  },
  expertise: {
    question: 'who could answer it well',
    options: {
      general: 'anybody, without having studied the field',
      basic: 'somebody who took about one college course in the field',
      expert: 'somebody with a degree in the field',
    },
  },
  openness: {
    question: 'how many different answers would be right',
    options: {
      no: 'one exact answer, the same words or figures each time',
      low: 'one answer that may be worded in several ways',
      moderate: 'several different answers that are all correct, such as advice or explanations',
      high: 'free form, such as stories, opinions or brainstorming',
    },
  },
  safety: {
    question: 'the harm that a full answer could do',
    options: {
      safe: 'none',
      low: 'minor discomfort, or harm to a few people',
      moderate: 'harm to a broader audience, such as a group of people',
      high: 'severe harm that would concern almost everyone',
    },
  },
  intents: {
    question: 'how many goals it has and how hard they are',
    options: {
      simple: 'one goal',
      moderate: 'several goals, none of them hard',
      complex: 'several goals that are hard to reach together',
    },
  },
  material: {
    question:
      'whether it brings material to work on, such as a passage, a table, code, a list or an example',
    options: { present: 'it brings material' },
  },
  format: {
    question:
      'whether it says what the answer must look like: its length, its style, its structure, words to use or to avoid',
    options: { present: 'it does' },
  },
}
