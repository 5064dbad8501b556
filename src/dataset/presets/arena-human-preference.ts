import { conversationFields } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { readBattle, readWinner } from './parts/arena-battle.ts'
import { pickFacts } from './parts/pick-facts.ts'

const SIGNS = ['model_a', 'model_b', 'winner', 'conversation_a', 'conversation_b']
const OWN_SIGNS = ['conv_metadata', 'evaluation_order', 'evaluation_session_id']
const FACTS = ['turn', 'anony', 'language', 'tstamp', 'timestamp', 'is_code', 'is_refusal']

/** The releases of the Arena since 2024: battles of two models, voted by the user who asked. */
export const arenaHumanPreferencePreset: RowPreset = {
  id: 'arena-human-preference',
  title: 'Arena human preference, 100,000 and 140,000 battles',
  hub: [
    'lmarena-ai/arena-human-preference-100k',
    'lmarena-ai/arena-human-preference-140k',
    'lmarena-ai/arena-expert-5k',
  ],
  documentation: 'https://huggingface.co/datasets/lmarena-ai/arena-human-preference-140k',
  evidence: 'card',
  note: 'The annotator is the hash of the voter where there is one (100k), else h1. "tie (bothbad)" and "both_bad" are ties whose word is kept in raw. Later votes of a session (evaluation_order above 1) are read without what came before them in full_conversation; the session is the group. Rows with pictures are refused as not-text. Prompts are CC-BY-4.0, answers under the terms of their models.',
  licence: 'other',
  columns: [
    { name: 'id or question_id', holds: 'id' },
    { name: 'conversation_a, conversation_b', holds: 'whole conversations as lists of messages' },
    { name: 'winner', holds: 'model_a, model_b, tie, and tie (bothbad) or both_bad' },
    { name: 'judge_hash', holds: 'annotator' },
    { name: 'model_a, model_b', holds: 'models' },
    { name: 'evaluation_session_id', holds: 'group' },
    { name: 'evaluation_order', holds: 'place of the vote in its session' },
    { name: 'category_tag', holds: 'names of the categories that hold' },
    { name: FACTS.join(', '), holds: 'further facts' },
  ],
  fits: (row) =>
    SIGNS.every((sign) => Object.hasOwn(row, sign)) &&
    OWN_SIGNS.some((sign) => Object.hasOwn(row, sign)),
  read: (reader, row) => {
    const id = reader.name(row, Object.hasOwn(row, 'question_id') ? 'question_id' : 'id')
    const conversation = readBattle(reader, row)
    const voter = pickFacts(row, ['judge_hash']).judge_hash
    const human = readWinner(reader, row, voter === undefined ? 'h1' : String(voter))
    const models = [reader.filledText(row, 'model_a'), reader.filledText(row, 'model_b')]
    const meta = { models, ...readFacts(reader, row) }
    if (conversation === null) return []
    return [
      {
        id,
        source: 'arena-human-preference',
        ...conversationFields(conversation),
        human,
        lm: [],
        meta,
      },
    ]
  },
}

function readFacts(reader: FieldReader, row: Fields): Record<string, Json> {
  const { evaluation_session_id: group } = pickFacts(row, ['evaluation_session_id'])
  const categories = readCategories(reader, row)
  return {
    ...pickFacts(row, ['evaluation_order', ...FACTS]),
    ...(categories.length > 0 ? { categories } : {}),
    ...(group === undefined ? {} : { group: String(group) }),
  }
}

/** Category tags are objects of flags by the version of their tagger: `{"math_v0.1": {"math": true}}`. */
function readCategories(reader: FieldReader, row: Fields): string[] {
  if (typeof ownField(row, 'category_tag') === 'undefined') return []
  return Object.values(reader.object(row, 'category_tag')).flatMap((flags) =>
    isFields(flags)
      ? Object.entries(flags).flatMap(([name, holds]) => (holds === true ? [name] : []))
      : [],
  )
}
