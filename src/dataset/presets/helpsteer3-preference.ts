import { conversationFields } from '../../domain/index.ts'
import { ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { readMessages } from '../read-messages.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { isBlank } from './parts/shared-start.ts'
import { readStep, readSteps, SCALE_NOTE } from './parts/strength-scale.ts'

const SIGNS = ['context', 'response1', 'response2', 'overall_preference']

/** HelpSteer3-Preference at the level of its annotators: up to three people compared the two responses to a conversation. */
export const helpsteer3PreferencePreset: RowPreset = {
  id: 'helpsteer3-preference',
  title: 'HelpSteer3-Preference, every annotator',
  hub: ['nvidia/HelpSteer3/preference'],
  documentation: 'https://huggingface.co/datasets/nvidia/HelpSteer3',
  evidence: 'card',
  note: `The config "preference". ${SCALE_NOTE} The overall preference is kept in meta and is the label, as annotator gold, only where no single annotator is given. Annotators have no ids: h1, h2, h3 is a position in the row, not a person. The configs feedback, edit, edit_quality and principle are not read.`,
  licence: 'cc-by-4.0',
  columns: [
    { name: 'context', holds: 'prompt as a list of messages' },
    { name: 'response1, response2', holds: 'completions' },
    { name: 'overall_preference', holds: '-3 (response 1) to 3 (response 2)' },
    { name: 'individual_preference', holds: 'score and reasoning of each annotator' },
    { name: 'domain, language', holds: 'further facts' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row, { place }) => {
    const prompt = readMessages(reader, ownField(row, 'context'), 'context')
    if (reader.problems.length === 0 && isBlank(prompt))
      reader.note('empty-field', 'context', ownField(row, 'context'), 'messages that are not empty')
    const overall = readStep(reader, row, 'overall_preference')
    const people = readSteps(reader, row, 'individual_preference', {
      step: 'score',
      reason: 'reasoning',
    })
    const joint = overall === null ? [] : [{ annotator: 'gold', ...overall }]
    return [
      {
        id: `${sourceOfFile(place.file)}-${place.line}`,
        source: 'helpsteer3-preference',
        ...conversationFields({
          prompt,
          a: [{ role: 'assistant', content: reader.text(row, 'response1') }],
          b: [{ role: 'assistant', content: reader.text(row, 'response2') }],
        }),
        human: people ?? joint,
        lm: [],
        meta: pickFacts(row, ['domain', 'language', 'overall_preference']),
      },
    ]
  },
}
