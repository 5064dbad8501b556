import { type Annotation, conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import type { FieldReader, Fields } from '../field-reader.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { hasChosenMessages, judgeLead, readChosenRejected } from './parts/read-chosen-rejected.ts'
import { readRating } from './parts/read-rating.ts'

const TULU_2: readonly string[] = ['chosen', 'rejected', 'source']
const TULU_3: readonly string[] = ['chosen', 'id', 'prompt', 'rejected', 'source']
const FURTHER: ReadonlySet<string> = new Set([
  'chosen_rating',
  'rejected_rating',
  'chosen_model',
  'rejected_model',
])

/** Sets that people labelled, by the beginning of their name without signs. */
const BY_PEOPLE =
  /^(hh|anthropichh|shp|stackexchange|helpsteer|chatbotarena|alpacafarmhuman|prm800k)/

/** The mixtures of Tulu 2.5 and Tulu 3: pairs of many sets in one form. */
export const tuluPreferencePreset: RowPreset = {
  id: 'tulu-preference',
  title: 'Tulu preference mixtures',
  hub: [
    'allenai/tulu-2.5-preference-data',
    'allenai/llama-3.1-tulu-3-8b-preference-mixture',
    'allenai/llama-3.1-tulu-3-70b-preference-mixture',
  ],
  documentation: 'https://huggingface.co/datasets/allenai/llama-3.1-tulu-3-8b-preference-mixture',
  evidence: 'card',
  note: 'Told by exactly these columns. Tulu 2.5 (no prompt and no id): sets that people labelled, known by their name in source, are human, all others are by gpt-4. Tulu 3: all labels are by gpt-4o. Where both ratings stand in a row, equal ratings and a lead below the margin are a tie. The side of the chosen one is drawn by the id. The parts have licences of their own.',
  licence: 'odc-by',
  columns: [
    { name: 'chosen, rejected', holds: 'whole conversations as lists of messages' },
    { name: 'source', holds: 'set of the pair, kept in meta.origin' },
    { name: 'prompt', holds: 'the question again, read from chosen and rejected (Tulu 3)' },
    { name: 'id', holds: 'kept in meta.item (Tulu 3)' },
    { name: 'chosen_rating, rejected_rating', holds: 'ratings, in some mixtures' },
    { name: 'chosen_model, rejected_model', holds: 'models, in some mixtures' },
  ],
  fits: (row) => {
    const keys = Object.keys(row)
      .filter((key) => !FURTHER.has(key))
      .sort()
    return (
      hasChosenMessages(row) &&
      typeof row.source === 'string' &&
      [TULU_2, TULU_3].some((known) => known.join() === keys.join())
    )
  },
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields, context: PresetContext): PreferenceInstance[] {
  const id = `${sourceOfFile(context.place.file)}-${context.place.line}`
  const origin = reader.filledText(row, 'source')
  const chosen = readRating(reader, row, 'chosen_rating')
  const rejected = readRating(reader, row, 'rejected_rating')
  const placed = readChosenRejected(reader, row, id)
  if (placed === null) return []
  const verdict = judgeLead(placed.verdict, chosen - rejected, context.rules.margin)
  const order = <T>(one: T, other: T): T[] => (placed.verdict === 'a' ? [one, other] : [other, one])
  const facts = pickFacts(row, ['id', 'chosen_model', 'rejected_model'])
  const meta: Record<string, Json> = { origin }
  if (facts.id !== undefined) meta.item = facts.id
  if (facts.chosen_model !== undefined && facts.rejected_model !== undefined)
    meta.models = order(facts.chosen_model, facts.rejected_model)
  if (!Number.isNaN(chosen - rejected)) meta.ratings = order(chosen, rejected)
  const isTulu3 = Object.hasOwn(row, 'prompt')
  const byPeople = !isTulu3 && BY_PEOPLE.test(origin.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const annotator = byPeople ? 'h1' : isTulu3 ? 'gpt-4o' : 'gpt-4'
  const label: Annotation[] = [{ annotator, verdict }]
  return [
    {
      id,
      source: 'tulu-preference',
      ...conversationFields(placed.conversation),
      human: byPeople ? label : [],
      lm: byPeople ? [] : label,
      meta,
    },
  ]
}
