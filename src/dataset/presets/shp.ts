import { type Annotation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import { singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'

const FACTS = [
  'domain',
  'upvote_ratio',
  'score_A',
  'score_B',
  'score_ratio',
  'seconds_difference',
  'created_at_utc_A',
  'created_at_utc_B',
]

/** SHP and SHP-2: two comments on a post, of which the later one has the higher score. */
export const shpPreset: RowPreset = {
  id: 'shp',
  title: 'Stanford Human Preferences, two comments on a post',
  hub: ['stanfordnlp/SHP', 'stanfordnlp/SHP-2'],
  documentation: 'https://huggingface.co/datasets/stanfordnlp/SHP',
  evidence: 'card',
  note: 'The label is what the votes of all readers say together, not one person, so the annotator is named gold; people wrote both comments. Rows of one post are one group. The licence is that of the cards of SHP that could be seen; the texts come from Reddit and Stack Exchange and keep the terms of those.',
  licence: 'mit',
  columns: [
    { name: 'history', holds: 'prompt: title and text of the post' },
    { name: 'human_ref_A, human_ref_B', holds: 'completions' },
    { name: 'labels', holds: '1 where A is preferred, 0 where B is' },
    { name: 'post_id', holds: 'group' },
    { name: 'c_root_id_A, c_root_id_B', holds: 'comments, with the post the id' },
    { name: FACTS.join(', '), holds: 'further facts' },
  ],
  fits: (row) =>
    ['history', 'human_ref_A', 'human_ref_B', 'labels'].every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row, { place }) => {
    const prompt = reader.filledText(row, 'history')
    const comments = [reader.text(row, 'human_ref_A'), reader.text(row, 'human_ref_B')] as const
    const keys = pickFacts(row, ['post_id', 'c_root_id_A', 'c_root_id_B'])
    const { post_id: post, c_root_id_A: first, c_root_id_B: second } = keys
    const isNamed = post !== undefined && first !== undefined && second !== undefined
    return [
      {
        id: isNamed ? `${post}-${first}-${second}` : `${sourceOfFile(place.file)}-${place.line}`,
        source: 'shp',
        ...conversationFields(singleTurn(prompt, ...comments)),
        human: readLabel(reader, row),
        lm: [],
        meta: { ...(post === undefined ? {} : { group: String(post) }), ...pickFacts(row, FACTS) },
      },
    ]
  },
}

function readLabel(reader: FieldReader, row: Fields): Annotation[] {
  const value = ownField(row, 'labels')
  if (isMissing(value) || value === '') return []
  const label = typeof value === 'string' ? Number(value) : value
  if (label === 0 || label === 1) return [{ annotator: 'gold', verdict: label === 1 ? 'a' : 'b' }]
  reader.note('unknown-verdict', 'labels', value, '1 (A is preferred) or 0 (B is preferred)')
  return []
}
