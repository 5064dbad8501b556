import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import type { FieldReader, Fields } from '../field-reader.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { hasChosenMessages, judgeLead, readChosenRejected } from './parts/read-chosen-rejected.ts'
import { readRating } from './parts/read-rating.ts'

/** Names of the columns of the rating, which differ between the two binarizations. */
const H4 = { chosen: 'score_chosen', rejected: 'score_rejected' } as const
const ARGILLA = { chosen: 'chosen-rating', rejected: 'rejected-rating' } as const

const has = (row: Fields, keys: readonly string[]): boolean =>
  keys.every((key) => Object.hasOwn(row, key))
const isH4 = (row: Fields): boolean => has(row, ['prompt_id', 'messages', ...Object.values(H4)])
const isArgilla = (row: Fields): boolean =>
  has(row, ['chosen-model', 'rejected-model', ...Object.values(ARGILLA)])

/** UltraFeedback with one chosen and one rejected completion a prompt, as the teams of Zephyr and of Argilla made it. */
export const ultrafeedbackBinarizedPreset: RowPreset = {
  id: 'ultrafeedback-binarized',
  title: 'UltraFeedback, binarized',
  hub: [
    'HuggingFaceH4/ultrafeedback_binarized',
    'argilla/ultrafeedback-binarized-preferences-cleaned',
  ],
  documentation: 'https://huggingface.co/datasets/HuggingFaceH4/ultrafeedback_binarized',
  evidence: 'card',
  note: 'Chosen is the completion with the highest rating by GPT-4 (overall score, at Argilla the mean of the aspects), rejected one of the others; equal ratings, and a lead below the margin, are a tie. The side of the chosen one is drawn by the id. Several rows can have one prompt_id, so it is the group, not the id. The splits for generation and fine-tuning hold the same pairs.',
  licence: 'mit',
  columns: [
    { name: 'prompt', holds: 'the question again, read from chosen and rejected' },
    { name: 'chosen, rejected', holds: 'whole conversations as lists of messages' },
    { name: 'score_chosen, score_rejected', holds: 'ratings (HuggingFaceH4)' },
    { name: 'chosen-rating, rejected-rating', holds: 'ratings (Argilla)' },
    { name: 'chosen-model, rejected-model', holds: 'models (Argilla)' },
    { name: 'prompt_id', holds: 'group' },
    { name: 'source', holds: 'set of the prompt, kept in meta.origin' },
  ],
  fits: (row) => hasChosenMessages(row) && (isH4(row) || isArgilla(row)),
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields, context: PresetContext): PreferenceInstance[] {
  const { place, rules } = context
  const id = `${sourceOfFile(place.file)}-${place.line}`
  const keys = Object.hasOwn(row, ARGILLA.chosen) ? ARGILLA : H4
  const chosen = readRating(reader, row, keys.chosen)
  const rejected = readRating(reader, row, keys.rejected)
  const placed = readChosenRejected(reader, row, id)
  if (placed === null) return []
  const verdict = judgeLead(placed.verdict, chosen - rejected, rules.margin)
  const facts = pickFacts(row, ['source', 'prompt_id', 'chosen-model', 'rejected-model'])
  const order = <T>(one: T, other: T): T[] => (placed.verdict === 'a' ? [one, other] : [other, one])
  const meta: Record<string, Json> = {}
  const [model, otherModel] = [facts['chosen-model'], facts['rejected-model']]
  if (model !== undefined && otherModel !== undefined) meta.models = order(model, otherModel)
  if (!Number.isNaN(chosen - rejected)) meta.ratings = order(chosen, rejected)
  if (facts.source !== undefined) meta.origin = facts.source
  if (facts.prompt_id !== undefined) meta.group = String(facts.prompt_id)
  return [
    {
      id,
      source: 'ultrafeedback-binarized',
      ...conversationFields(placed.conversation),
      human: [],
      lm: [{ annotator: 'gpt-4', verdict }],
      meta,
    },
  ]
}
