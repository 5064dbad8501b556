import { type Annotation, conversationFields } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import { PREFERENCE_WORDS, parsePreference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { splitExtraIdTurns } from './parts/extra-id-turns.ts'

/** Descriptive dimensions of the prompt, under the names under which tags in `meta` are looked for. */
const TAGS = [
  'subject_of_expertise',
  'expertise_level',
  'languages',
  'open_endedness',
  'safety_concern',
  'complexity_of_intents',
  'type_of_in_context_material',
  'format_constraints',
]

const MEASURES = [
  'bertscore',
  'bertscore_length',
  'cosine_sim',
  'entity_sim',
  'len_longer',
  'len_shorter',
  'prompt_len',
  'rouge',
  'token_len_diff',
]

/** What is read, and what says a text or a label a second time. */
const KNOWN: ReadonlySet<string> = new Set([
  ...[
    'id',
    'comparison_id',
    'text',
    'prompt',
    'response_a',
    'response_b',
    'completion_a',
    'completion_b',
  ],
  ...['completions', 'pref_human', 'pref_gpt4', 'model_a', 'model_b', 'source'],
  ...['prompt_id', 'prompt_hash', 'normal_worker_annotations', 'expert_worker_annotations'],
])

/**
 * The tag files of the HyPER paper: one human and one GPT-4 label a pair, eight descriptive dimensions of the prompt and nine measures
 * of the texts. Tags and measures go to `meta` under their own names; the feature stage reads the tags there.
 */
export const hyperTagsPreset: RowPreset = {
  id: 'hyper-tags',
  title: 'Tag files of the HyPER paper',
  hub: [],
  documentation: 'https://huggingface.co/datasets/allenai/multipref/tree/main/features',
  evidence: 'code',
  note: 'Five files NAME-features.jsonl in the folder features of allenai/multipref, no config of it; the file names the data set. The human label is one a pair, taken over several people where a set had several; single workers are in MultiPref itself. Where labels were made of ratings, every preference says "clearly". Measures of other programs: they are kept, and computed anew for features.',
  licence: 'odc-by',
  columns: [
    { name: 'id', holds: 'id' },
    { name: 'text', holds: 'prompt' },
    { name: 'response_a, response_b', holds: 'completions' },
    { name: 'pref_human', holds: 'human annotation' },
    { name: 'pref_gpt4', holds: 'annotation by GPT-4' },
    { name: TAGS.join(', '), holds: 'tags of the prompt' },
    { name: MEASURES.join(', '), holds: 'measures of the texts' },
    { name: 'rating_human, rating_gpt4', holds: 'ratings of A and B, kept in meta' },
    { name: 'prompt_id, prompt_hash', holds: 'prompt group' },
    { name: 'model_a, model_b', holds: 'models that wrote the completions' },
    { name: 'source', holds: 'set the prompt comes from' },
  ],
  fits: (row) =>
    Object.hasOwn(row, 'pref_human') &&
    Object.hasOwn(row, 'pref_gpt4') &&
    Object.hasOwn(row, 'text'),
  read: (reader, row, { place }) => [
    {
      id: reader.name(row, 'id'),
      source: sourceOfFile(place.file).replace(/-features$/, ''),
      ...conversationFields({
        prompt: splitExtraIdTurns(reader.filledText(row, 'text')),
        a: [{ role: 'assistant', content: reader.text(row, 'response_a') }],
        b: [{ role: 'assistant', content: reader.text(row, 'response_b') }],
      }),
      human: readLabel(reader, row, 'pref_human', 'h1'),
      lm: readLabel(reader, row, 'pref_gpt4', 'gpt-4'),
      meta: readMeta(reader, row),
    },
  ],
}

function readLabel(reader: FieldReader, row: Fields, key: string, annotator: string): Annotation[] {
  const word = ownField(row, key)
  if (isMissing(word) || word === '') return []
  const preference = typeof word === 'string' ? parsePreference(word) : null
  if (preference !== null) return [{ annotator, ...preference }]
  reader.note('unknown-verdict', key, word, PREFERENCE_WORDS)
  return []
}

function readMeta(reader: FieldReader, row: Fields): Record<string, Json> {
  for (const tag of TAGS) checkTag(reader, row, tag)
  for (const measure of MEASURES)
    if (!isMissing(ownField(row, measure))) reader.number(row, measure)
  const group = ['prompt_id', 'prompt_hash'].map((key) => ownField(row, key)).find(isFilled)
  const models = ['model_a', 'model_b'].map((key) => ownField(row, key))
  const origin = ownField(row, 'source')
  return {
    ...(isFilled(group) ? { group } : {}),
    ...(models.every(isFilled) ? { models } : {}),
    ...(isFilled(origin) ? { origin } : {}),
    ...reader.rest(row, KNOWN),
  }
}

/** A tag that could not be made is null, and stays so: it is unknown. */
function checkTag(reader: FieldReader, row: Fields, key: string): void {
  const value = ownField(row, key)
  const labels: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (!isMissing(value) && !labels.every((label) => typeof label === 'string'))
    reader.note('wrong-type', key, value, 'a text or a list of texts')
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== ''
