import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { hasChosenRejected, judgeLead, readChosenRejected } from './parts/read-chosen-rejected.ts'
import { readRating } from './parts/read-rating.ts'

const KNOWN: ReadonlySet<string> = new Set([
  'id',
  'source',
  'prompt',
  'chosen',
  'rejected',
  'messages',
  'score_chosen',
  'score_rejected',
])

/** Any row with a chosen and a rejected completion, as trainers of reward models and DPO read them. */
export const preferencesPreset: RowPreset = {
  id: 'preferences',
  title: 'Chosen and rejected, any data',
  hub: ['CarperAI/openai_summarize_comparisons'],
  documentation: 'https://huggingface.co/docs/trl/dataset_formats',
  evidence: 'code',
  note: 'Tried last. The rows do not say who chose: the label is read as one by people (annotator h1), as with a column map; give a map with preferredBy: lm where a judge chose. The side of the chosen one is drawn by the id. Texts need a prompt; lists of messages may hold it, and what both share up to their first different answer is the prompt. Where both scores stand in a row, equal scores and a lead below the margin are a tie; margin is kept in meta. Other fields that hold a text, a number or a boolean are kept in meta.',
  licence: null,
  columns: [
    { name: 'chosen, rejected', holds: 'texts, or lists of messages' },
    { name: 'prompt', holds: 'text or list of messages; absent where the lists hold it' },
    { name: 'score_chosen, score_rejected', holds: 'ratings' },
    { name: 'margin', holds: 'kept in meta' },
    { name: 'id, source', holds: 'id and data set, where given' },
  ],
  fits: hasChosenRejected,
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields, context: PresetContext): PreferenceInstance[] {
  const file = sourceOfFile(context.place.file)
  const given = (key: string): string | null =>
    isMissing(ownField(row, key)) ? null : reader.name(row, key)
  const id = given('id') ?? `${file}-${context.place.line}`
  const source = given('source') ?? file
  const chosen = readRating(reader, row, 'score_chosen')
  const rejected = readRating(reader, row, 'score_rejected')
  const placed = readChosenRejected(reader, row, id)
  if (placed === null) return []
  const verdict = judgeLead(placed.verdict, chosen - rejected, context.rules.margin)
  const meta: Record<string, Json> = pickFacts(
    row,
    Object.keys(row).filter((key) => !KNOWN.has(key)),
  )
  if (!Number.isNaN(chosen - rejected))
    meta.ratings = placed.verdict === 'a' ? [chosen, rejected] : [rejected, chosen]
  return [
    {
      id,
      source,
      ...conversationFields(placed.conversation),
      human: [{ annotator: 'h1', verdict }],
      lm: [],
      meta,
    },
  ]
}
