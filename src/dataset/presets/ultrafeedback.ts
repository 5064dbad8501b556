import { type Annotation, conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import { pairCompletions, rate } from '../pair-completions.ts'
import { singleTurn } from '../place-sides.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { readRating } from './parts/read-rating.ts'

const JUDGE = 'gpt-4'

/** Aspects of UltraFeedback and the words that they have here. */
const ASPECTS = {
  helpfulness: 'helpful',
  truthfulness: 'truthful',
  honesty: 'honest',
  instruction_following: 'instruction-following',
} as const

/** UltraFeedback: up to four completions of a prompt, each rated by GPT-4 overall and in four aspects. */
export const ultrafeedbackPreset: RowPreset = {
  id: 'ultrafeedback',
  title: 'UltraFeedback, four rated completions',
  hub: ['openbmb/UltraFeedback'],
  documentation: 'https://github.com/OpenBMB/UltraFeedback',
  evidence: 'code',
  note: 'The higher overall_score wins, a lead below the margin is a tie; each aspect in which both completions are rated gives an annotation of its own. Releases before December 2023 give 2,628 completions an overall_score of 10, of which many should have 1: take the corrected release. Each completion had a system prompt of its own, which is not read; critiques and rationales are not read either.',
  licence: 'mit',
  columns: [
    { name: 'instruction', holds: 'prompt' },
    { name: 'completions[].response', holds: 'completions' },
    { name: 'completions[].overall_score', holds: 'rating from 1 to 10 by GPT-4' },
    {
      name: 'completions[].annotations',
      holds:
        'rating from 1 to 5, or N/A, of helpfulness, honesty, truthfulness and instruction_following',
    },
    {
      name: 'completions[].model, completions[].principle',
      holds: 'models and what they were told',
    },
    { name: 'completions[].fine-grained_score', holds: 'mean of the aspects, kept in meta' },
    { name: 'source', holds: 'set of the prompt, kept in meta.origin' },
  ],
  fits: (row) =>
    ['instruction', 'models', 'completions'].every((sign) => Object.hasOwn(row, sign)) &&
    !Object.hasOwn(row, 'chosen'),
  read: readRow,
}

interface Rated {
  readonly response: string
  readonly overall: number
  readonly aspects: readonly (readonly [string, number])[]
  readonly facts: Readonly<Record<string, Json>>
}

function readRow(reader: FieldReader, row: Fields, context: PresetContext): PreferenceInstance[] {
  const prompt = reader.filledText(row, 'instruction')
  const rated = reader
    .list(row, 'completions')
    .map((entry, index) => readCompletion(reader, entry, `completions[${index}]`))
  if (reader.problems.length > 0) return []
  const { source: origin } = pickFacts(row, ['source'])
  const ratings = rated.map(({ overall }) => overall)
  const name = `${sourceOfFile(context.place.file)}-${context.place.line}`
  return pairCompletions(ratings, context.rules).flatMap(({ a, b, preference }) => {
    const [first, second] = [rated[a], rated[b]]
    if (first === undefined || second === undefined) return []
    return {
      id: `${name}-${a}-${b}`,
      source: 'ultrafeedback',
      ...conversationFields(singleTurn(prompt, first.response, second.response)),
      human: [],
      lm: [{ annotator: JUDGE, ...preference }, ...compareAspects(first, second)],
      meta: {
        ratings: [first.overall, second.overall],
        ...pairFacts(first, second),
        ...(origin === undefined ? {} : { origin }),
      },
    }
  })
}

function readCompletion(reader: FieldReader, entry: unknown, name: string): Rated {
  const fields = isFields(entry) ? entry : {}
  if (!isFields(entry)) reader.note('wrong-type', name, entry, 'an object with a response')
  const annotations = reader.object(fields, 'annotations', `${name}.annotations`)
  return {
    response: isFields(entry) ? reader.text(fields, 'response', `${name}.response`) : '',
    overall: readRating(reader, fields, 'overall_score', `${name}.overall_score`),
    aspects: Object.entries(ASPECTS).map(([key, aspect]) => {
      const judged = ownField(annotations, key)
      return [aspect, isFields(judged) ? ratingOf(ownField(judged, 'Rating')) : Number.NaN]
    }),
    facts: pickFacts(fields, ['model', 'principle', 'fine-grained_score']),
  }
}

/** Ratings of aspects are digits as text; "N/A" and other words say that the aspect does not apply. */
function ratingOf(value: unknown): number {
  const text = typeof value === 'string' ? value.trim() : String(value ?? '')
  return text === '' ? Number.NaN : Number(text)
}

function compareAspects(first: Rated, second: Rated): Annotation[] {
  return first.aspects.flatMap(([aspect, rating], index) => {
    const lead = rating - (second.aspects[index]?.[1] ?? Number.NaN)
    return Number.isNaN(lead) ? [] : [{ annotator: JUDGE, aspect, ...rate(lead, 0) }]
  })
}

function pairFacts(first: Rated, second: Rated): Record<string, Json> {
  const facts: Record<string, Json> = {}
  for (const [key, name] of [
    ['model', 'models'],
    ['principle', 'principles'],
    ['fine-grained_score', 'fine_grained'],
  ] as const) {
    const [a, b] = [first.facts[key], second.facts[key]]
    if (a !== undefined && b !== undefined) facts[name] = [a, b]
  }
  return facts
}
