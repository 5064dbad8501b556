import { LANGUAGES } from './tag-languages.ts'
import { SUBJECTS } from './tag-subjects.ts'
import type { TagDimension, TagDimensionEntry } from './tag-types.ts'

/** Every dimension with its options, in column order. */
export const TAG_DIMENSIONS: readonly TagDimensionEntry[] = [
  {
    id: 'subject',
    kind: 'list',
    label: 'subject of expertise',
    columns: ['subject_of_expertise', 'subject'],
    options: SUBJECTS,
  },
  {
    id: 'language',
    kind: 'list',
    label: 'language',
    columns: ['languages', 'language'],
    options: LANGUAGES,
  },
  {
    id: 'expertise',
    kind: 'one',
    label: 'expertise level',
    columns: ['expertise_level'],
    options: [
      { id: 'general', label: 'general public' },
      { id: 'basic', label: 'basic domain knowledge' },
      { id: 'expert', label: 'expert domain knowledge' },
    ],
  },
  {
    id: 'openness',
    kind: 'one',
    label: 'open-endedness',
    columns: ['open_endedness'],
    options: [
      { id: 'no', label: 'no: one exact answer', aliases: ['no', 'none'] },
      { id: 'low', label: 'low: one answer, several wordings', aliases: ['low'] },
      { id: 'moderate', label: 'moderate: several correct answers', aliases: ['moderate'] },
      { id: 'high', label: 'high: free form', aliases: ['high'] },
    ],
  },
  {
    id: 'safety',
    kind: 'one',
    label: 'safety concern',
    columns: ['safety_concern'],
    options: [
      { id: 'safe', label: 'safe', aliases: ['none', 'no'] },
      { id: 'low', label: 'low: minor or few people', aliases: ['low'] },
      { id: 'moderate', label: 'moderate: a broader audience', aliases: ['moderate'] },
      { id: 'high', label: 'high: severe, almost everyone', aliases: ['high'] },
    ],
  },
  {
    id: 'intents',
    kind: 'one',
    label: 'complexity of intents',
    columns: ['complexity_of_intents'],
    options: [
      { id: 'simple', label: 'simple: one goal', aliases: ['simple'] },
      { id: 'moderate', label: 'moderate: several goals, not hard', aliases: ['moderate'] },
      { id: 'complex', label: 'complex: several hard goals', aliases: ['complex'] },
    ],
  },
  {
    id: 'material',
    kind: 'open',
    label: 'in-context material',
    columns: ['type_of_in_context_material', 'in_context_material'],
    options: [{ id: 'present', label: 'some' }],
  },
  {
    id: 'format',
    kind: 'open',
    label: 'format constraints',
    columns: ['format_constraints'],
    options: [{ id: 'present', label: 'some' }],
  },
]

/** Returns the entry of a dimension. */
export function tagDimension(id: TagDimension): TagDimensionEntry {
  return TAG_DIMENSIONS.find((entry) => entry.id === id)!
}
