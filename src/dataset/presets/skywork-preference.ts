import { type Annotation, conversationFields, type Source } from '../../domain/index.ts'
import { type Fields, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { hasChosenMessages, readChosenRejected } from './parts/read-chosen-rejected.ts'

/** Sets that the rows were taken from, by the beginning of `source`, and who labelled them. */
const LABELLERS: readonly (readonly [RegExp, Source, string])[] = [
  [/^helpsteer/i, 'human', 'gold'],
  [/^magpie/i, 'lm', 'armorm'],
  [/^offset/i, 'lm', 'offsetbias'],
  [/^wildguard/i, 'lm', 'wildguard'],
]

/** Skywork-Reward-Preference: pairs picked from public sets to train reward models. */
export const skyworkPreferencePreset: RowPreset = {
  id: 'skywork-preference',
  title: 'Skywork-Reward-Preference-80K',
  hub: ['Skywork/Skywork-Reward-Preference-80K-v0.2', 'Skywork/Skywork-Reward-Preference-80K-v0.1'],
  documentation: 'https://huggingface.co/datasets/Skywork/Skywork-Reward-Preference-80K-v0.2',
  evidence: 'card',
  note: 'Who labelled follows from the set in source: HelpSteer2 people (annotator gold), Magpie the reward model ArmoRM, WildGuard and OffsetBias the models that made the pairs (annotators named for the set). The side of the chosen one is drawn by the id. Other mixtures have the same columns, so the shape is told by the names of these sets. v0.1 overlaps with the prompts of RewardBench. The card names no licence.',
  licence: 'other',
  columns: [
    { name: 'chosen, rejected', holds: 'whole conversations as lists of messages' },
    { name: 'source', holds: 'set of the pair, kept in meta.origin; tells who labelled' },
  ],
  fits: (row) =>
    hasChosenMessages(row) && Object.keys(row).length === 3 && labellerOf(row) !== undefined,
  read: (reader, row, { place }) => {
    const id = `${sourceOfFile(place.file)}-${place.line}`
    const origin = reader.filledText(row, 'source')
    const placed = readChosenRejected(reader, row, id)
    if (placed === null) return []
    const [, source, annotator] = labellerOf(row) ?? [null, 'lm', origin]
    const label: Annotation[] = [{ annotator, verdict: placed.verdict }]
    return [
      {
        id,
        source: 'skywork-preference',
        ...conversationFields(placed.conversation),
        human: source === 'human' ? label : [],
        lm: source === 'lm' ? label : [],
        meta: { origin },
      },
    ]
  },
}

function labellerOf(row: Fields): (typeof LABELLERS)[number] | undefined {
  const source = ownField(row, 'source')
  return typeof source === 'string' ? LABELLERS.find(([name]) => name.test(source)) : undefined
}
