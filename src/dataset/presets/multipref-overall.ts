import { type Annotation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import { placeSides } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { readMessages, splitConversations } from '../read-messages.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { isBlank, SHARED_START } from './parts/shared-start.ts'

const FACTS = ['prompt_id', 'category', 'subject_study', 'highest_level_degree']

/**
 * MultiPref with one overall label a pair: a chosen and a rejected conversation. Where a tie was the common answer, the label is a tie:
 * which of the two is called chosen says nothing then.
 */
export const multiprefOverallPreset: RowPreset = {
  id: 'multipref-overall',
  title: 'MultiPref, one overall label of people or GPT-4',
  hub: ['allenai/multipref/human_overall_binarized', 'allenai/multipref/gpt4_overall_binarized'],
  documentation: 'https://huggingface.co/datasets/allenai/multipref',
  evidence: 'code',
  note: 'Both configs have the same columns, so the path of the file decides: one that holds "gpt4" or "gpt-4" (as the folder of that config does) is labelled by the judge gpt-4, every other by people, whose joint label is named gold. Rows in which a tie was the common answer are ties. The side of the chosen completion is drawn by the id.',
  licence: 'odc-by',
  columns: [
    { name: 'comparison_id', holds: 'id' },
    { name: 'chosen, rejected', holds: 'conversations as lists of messages' },
    { name: 'chosen_model, rejected_model', holds: 'models' },
    { name: 'tie_is_common', holds: 'true where the label is a tie' },
    { name: 'prompt_id', holds: 'group of the prompt' },
    { name: 'source', holds: 'data set of the prompt' },
    { name: 'category, subject_study, highest_level_degree', holds: 'further facts' },
  ],
  fits: (row) =>
    ['comparison_id', 'chosen', 'rejected'].every((sign) => Object.hasOwn(row, sign)) &&
    ['chosen_model', 'tie_is_common'].some((sign) => Object.hasOwn(row, sign)),
  read: (reader, row, { place }) => {
    const id = reader.filledText(row, 'comparison_id')
    const placed = placeSides(
      id,
      readMessages(reader, ownField(row, 'chosen'), 'chosen'),
      readMessages(reader, ownField(row, 'rejected'), 'rejected'),
    )
    const conversation = splitConversations(placed.a, placed.b)
    if (reader.problems.length === 0 && isBlank(conversation.prompt))
      reader.note('wrong-value', 'rejected', ownField(row, 'rejected'), SHARED_START)
    const { prompt_id: group, ...facts } = pickFacts(row, FACTS)
    const { source: origin } = pickFacts(row, ['source'])
    const verdict = readTie(reader, row) ? 'tie' : placed.verdict
    const byJudge = /gpt-?4/i.test(place.file)
    const label: Annotation = { annotator: byJudge ? 'gpt-4' : 'gold', verdict }
    return [
      {
        id,
        source: 'multipref',
        ...conversationFields(conversation),
        human: byJudge ? [] : [label],
        lm: byJudge ? [label] : [],
        meta: {
          ...readModels(row, placed.verdict === 'b'),
          ...facts,
          ...(origin === undefined ? {} : { origin }),
          ...(group === undefined ? {} : { group: String(group) }),
        },
      },
    ]
  },
}

function readTie(reader: FieldReader, row: Fields): boolean {
  const cell = ownField(row, 'tie_is_common')
  if (isMissing(cell) || typeof cell === 'boolean') return cell === true
  const word = String(cell).toLowerCase()
  if (word !== 'true' && word !== 'false')
    reader.note('wrong-type', 'tie_is_common', cell, 'true or false')
  return word === 'true'
}

function readModels(row: Fields, turned: boolean): { readonly models?: readonly string[] } {
  const { chosen_model: chosen, rejected_model: rejected } = pickFacts(row, [
    'chosen_model',
    'rejected_model',
  ])
  if (typeof chosen !== 'string' || typeof rejected !== 'string') return {}
  return { models: turned ? [rejected, chosen] : [chosen, rejected] }
}
