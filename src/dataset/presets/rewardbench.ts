import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { FieldReader, Fields } from '../field-reader.ts'
import { placeSides, singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { pickFacts } from './parts/pick-facts.ts'

const SIGNS = ['prompt', 'chosen', 'rejected', 'chosen_model', 'rejected_model', 'subset']

/** RewardBench: a suite of prompts with a chosen and a rejected completion, in 23 subsets. */
export const rewardbenchPreset: RowPreset = {
  id: 'rewardbench',
  title: 'RewardBench',
  hub: ['allenai/reward-bench'],
  documentation: 'https://huggingface.co/datasets/allenai/reward-bench',
  evidence: 'card',
  note: 'A suite: for evaluation, not for training. Gold labels that people checked (annotator gold). The id is the subset with its number; the side of the chosen one is drawn by it. The rows do not name the category of a subset. Read as a suite the columns are taken as they stand, without this preset.',
  licence: 'odc-by',
  columns: [
    { name: 'prompt', holds: 'prompt' },
    { name: 'chosen, rejected', holds: 'completions' },
    { name: 'chosen_model, rejected_model', holds: 'models' },
    { name: 'subset, id', holds: 'subset, with the number the id' },
  ],
  fits: (row) =>
    SIGNS.every((sign) => Object.hasOwn(row, sign)) &&
    ![row.chosen, row.rejected].some((side) => typeof side === 'object'),
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields): PreferenceInstance[] {
  const subset = reader.filledText(row, 'subset')
  const id = `${subset}-${reader.name(row, 'id')}`
  const facts = pickFacts(row, ['chosen_model', 'rejected_model'])
  const prompt = reader.filledText(row, 'prompt')
  const chosen = { text: reader.text(row, 'chosen'), model: facts.chosen_model ?? 'unknown' }
  const rejected = { text: reader.text(row, 'rejected'), model: facts.rejected_model ?? 'unknown' }
  const { a, b, verdict } = placeSides(id, chosen, rejected)
  return [
    {
      id,
      source: 'rewardbench',
      ...conversationFields(singleTurn(prompt, a.text, b.text)),
      human: [{ annotator: 'gold', verdict }],
      lm: [],
      meta: { subset, models: [a.model, b.model] },
    },
  ]
}
