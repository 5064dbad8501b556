import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import { pairCompletions } from '../pair-completions.ts'
import { singleTurn } from '../place-sides.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { readWinner } from './parts/arena-battle.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { readRating } from './parts/read-rating.ts'

const COMMON = ['prompt', 'response_1', 'response_2']
const FACTS = [
  'language',
  'is_code',
  'is_refusal',
  'hard_prompt',
  'easy_prompt',
  'if_prompt',
  'math_prompt',
]

const CORRECTNESS = /PPE-(MMLU-Pro|MATH|GPQA|IFEval|MBPP-Plus)/i

/** PPE: a suite of battles that people decided, and one of answers of a model that are right or wrong. */
export const ppePreset: RowPreset = {
  id: 'ppe',
  title: 'Preference Proxy Evaluations',
  hub: [
    'lmarena-ai/PPE-Human-Preference-V1',
    'lmarena-ai/PPE-MMLU-Pro-Best-of-K',
    'lmarena-ai/PPE-MATH-Best-of-K',
    'lmarena-ai/PPE-GPQA-Best-of-K',
    'lmarena-ai/PPE-IFEval-Best-of-K',
    'lmarena-ai/PPE-MBPP-Plus-Best-of-K',
  ],
  documentation: 'https://github.com/lmarena/PPE',
  evidence: 'card',
  note: 'A suite: for evaluation, not for training. Human preference: one vote a battle (annotator h1); both bad is a tie. Best of K: 32 answers of one model with a score each (right or wrong); pairs are made by the rules for ratings, not by sampled_conflict_pairs, and as no person gave the scores, the annotator checker stands among the judges; where all scores are equal the pair is a tie. The name of the folder or file tells the set (MMLU-Pro, MATH, GPQA, IFEval, MBPP-Plus), which is the subset and part of the id. Prompts are CC-BY-4.0, answers under the terms of their models.',
  licence: 'other',
  columns: [
    { name: 'prompt', holds: 'prompt' },
    { name: 'response_1, response_2, ...', holds: 'completions' },
    { name: 'winner', holds: 'model_a (response 1), model_b or tie' },
    { name: 'scores', holds: 'one score a response (Best of K)' },
    { name: 'question_id', holds: 'id of a battle; group of answers' },
    { name: 'model_a, model_b, model_name', holds: 'models' },
    { name: 'conv_metadata.turns', holds: 'turns of the battle' },
    { name: FACTS.join(', '), holds: 'further facts' },
  ],
  fits: (row) =>
    COMMON.every((sign) => Object.hasOwn(row, sign)) &&
    (Object.hasOwn(row, 'winner') || Array.isArray(row.scores)) &&
    !Object.hasOwn(row, 'preference_strength'),
  read: (reader, row, context) =>
    Object.hasOwn(row, 'winner') ? readVote(reader, row) : readAnswers(reader, row, context),
}

function readVote(reader: FieldReader, row: Fields): PreferenceInstance[] {
  const prompt = reader.filledText(row, 'prompt')
  const [a, b] = [reader.text(row, 'response_1'), reader.text(row, 'response_2')]
  const { model_a: first, model_b: second } = pickFacts(row, ['model_a', 'model_b'])
  const counts = ownField(row, 'conv_metadata')
  return [
    {
      id: reader.name(row, 'question_id'),
      source: 'ppe',
      ...conversationFields(singleTurn(prompt, a, b)),
      human: readWinner(reader, row, 'h1'),
      lm: [],
      meta: {
        subset: 'human-preference',
        ...(first === undefined || second === undefined ? {} : { models: [first, second] }),
        ...pickFacts(row, FACTS),
        ...(isFields(counts) ? pickFacts(counts, ['turns']) : {}),
      },
    },
  ]
}

function readAnswers(
  reader: FieldReader,
  row: Fields,
  { place, rules }: PresetContext,
): PreferenceInstance[] {
  const prompt = reader.filledText(row, 'prompt')
  const scores = reader
    .list(row, 'scores')
    .map((score, index) => readRating(reader, { scores: score }, 'scores', `scores[${index}]`))
  const answers = scores.map((_, index) => reader.text(row, `response_${index + 1}`))
  if (reader.problems.length > 0) return []
  const set = CORRECTNESS.exec(place.file)?.[1]?.toLowerCase()
  const name = `${set === undefined ? sourceOfFile(place.file) : `ppe-${set}`}-${place.line}`
  const { model_name: model, question_id: question } = pickFacts(row, ['model_name', 'question_id'])
  const facts: Record<string, Json> = {
    ...(set === undefined ? {} : { subset: set }),
    ...(model === undefined ? {} : { models: [model, model] }),
    ...(question === undefined ? {} : { group: `${set ?? 'ppe'}/${question}` }),
  }
  return pairCompletions(scores, rules).map(({ a, b, preference }) => ({
    id: `${name}-${a}-${b}`,
    source: 'ppe',
    ...conversationFields(singleTurn(prompt, answers[a] ?? '', answers[b] ?? '')),
    human: [],
    lm: [{ annotator: 'checker', ...preference }],
    meta: facts,
  }))
}
