import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import { type FieldReader, type Fields, ownField } from '../field-reader.ts'
import { pairCompletions } from '../pair-completions.ts'
import type { GroupPreset, PairRules, PlacedFields } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { splitExtraIdTurns } from './parts/extra-id-turns.ts'

/**
 * Published weights of the five aspects, in hundredths, so that equal ratings are equal numbers (Wang et al. 2024, "HelpSteer2",
 * weights of the reward model of 70 billion parameters).
 */
const HUNDREDTHS = {
  helpfulness: 65,
  correctness: 80,
  coherence: 45,
  complexity: 55,
  verbosity: -40,
} as const

const ASPECTS = Object.entries(HUNDREDTHS)

/** HelpSteer2 and HelpSteer: one rated response a row; neighbouring rows of one prompt make pairs by their weighted rating. */
export const helpsteer2Preset: GroupPreset = {
  id: 'helpsteer2',
  title: 'HelpSteer and HelpSteer2, ratings of five aspects',
  hub: ['nvidia/HelpSteer2', 'nvidia/HelpSteer'],
  documentation: 'https://huggingface.co/datasets/nvidia/HelpSteer2',
  evidence: 'card',
  note: 'Rating: 0.65 helpfulness + 0.80 correctness + 0.45 coherence + 0.55 complexity - 0.40 verbosity, the published weights; the higher one wins, a lead below the margin is a tie. Ratings are means of three people or more, so the annotator is named gold. Turns of a prompt are split at lines such as <extra_id_1>Assistant. The file of disagreements, which holds lists of ratings, is not read.',
  licence: 'cc-by-4.0',
  columns: [
    { name: 'prompt', holds: 'prompt, several turns where it has marker lines' },
    { name: 'response', holds: 'completion' },
    {
      name: 'helpfulness, correctness, coherence, complexity, verbosity',
      holds: 'ratings from 0 to 4',
    },
  ],
  fits: (row) =>
    ['prompt', 'response'].every((sign) => Object.hasOwn(row, sign)) &&
    ASPECTS.every(([aspect]) => Object.hasOwn(row, aspect) && !Array.isArray(row[aspect])),
  keyOf: (row) => {
    const prompt = ownField(row, 'prompt')
    return typeof prompt === 'string' ? prompt : null
  },
  readTogether: readRated,
}

function readRated(rows: readonly PlacedFields[], rules: PairRules): PreferenceInstance[] {
  const rated = rows.map(({ row, reader, place }) => ({
    place,
    prompt: reader.filledText(row, 'prompt'),
    response: reader.text(row, 'response'),
    rating: readRating(reader, row),
  }))
  const first = rated[0]
  if (first === undefined || rows.some(({ reader }) => reader.problems.length > 0)) return []
  const prompt = splitExtraIdTurns(first.prompt)
  const margin = Math.round(rules.margin * 1e8) / 1e6
  const ratings = rated.map(({ rating }) => rating)
  return pairCompletions(ratings, { ...rules, margin }).map(({ a, b, preference }) => ({
    id: `${sourceOfFile(first.place.file)}-${first.place.line}-${a}-${b}`,
    source: 'helpsteer2',
    ...conversationFields({
      prompt,
      a: [{ role: 'assistant', content: rated[a]?.response ?? '' }],
      b: [{ role: 'assistant', content: rated[b]?.response ?? '' }],
    }),
    human: [{ annotator: 'gold', ...preference }],
    lm: [],
    meta: { ratings: [a, b].map((position) => (ratings[position] ?? Number.NaN) / 100) },
  }))
}

/** Returns the weighted rating in hundredths, NaN after a problem was noted. */
function readRating(reader: FieldReader, row: Fields): number {
  let sum = 0
  for (const [aspect, weight] of ASPECTS) {
    const score = reader.number(row, aspect)
    if (score < 0 || score > 4) reader.note('wrong-value', aspect, score, 'a number from 0 to 4')
    sum += weight * score
  }
  return Math.round(sum * 1e6) / 1e6
}
