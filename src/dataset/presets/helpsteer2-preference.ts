import { type Annotation, conversationFields } from '../../domain/index.ts'
import type { FieldReader, Fields } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { splitExtraIdTurns } from './parts/extra-id-turns.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { readStep, readSteps, SCALE_NOTE } from './parts/strength-scale.ts'

const SIGNS = ['preference_strength', 'response_1', 'response_2']

/** HelpSteer2-Preference at the level of its annotators: everyone who compared the two responses, before outliers were taken out. */
export const helpsteer2PreferencePreset: RowPreset = {
  id: 'helpsteer2-preference',
  title: 'HelpSteer2-Preference, every annotator',
  hub: ['nvidia/HelpSteer2/preference'],
  documentation: 'https://huggingface.co/datasets/nvidia/HelpSteer2',
  evidence: 'card',
  note: `The folder "preference" of the data set. ${SCALE_NOTE} All annotators are read, not only the three most similar ones behind the published strength, which is kept in meta; where no annotators are given, the three most similar ones, else the published strength as annotator gold. Annotators have no ids: h1, h2, ... is a position in the row, not a person. A strength of -100 (neither is acceptable) gives no annotation.`,
  licence: 'cc-by-4.0',
  columns: [
    { name: 'prompt', holds: 'prompt, several turns where it has marker lines' },
    { name: 'response_1, response_2', holds: 'completions' },
    { name: 'preference_strength', holds: 'published strength, -3 (response 1) to 3 (response 2)' },
    { name: 'all_preferences_unprocessed', holds: 'strength and justification of each annotator' },
    {
      name: 'three_most_similar_preferences',
      holds: 'strengths that the published one is made of',
    },
    { name: 'split', holds: 'train or val' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row, { place }) => {
    const answer = (key: string) => [{ role: 'assistant' as const, content: reader.text(row, key) }]
    return [
      {
        id: `${sourceOfFile(place.file)}-${place.line}`,
        source: 'helpsteer2-preference',
        ...conversationFields({
          prompt: splitExtraIdTurns(reader.filledText(row, 'prompt')),
          a: answer('response_1'),
          b: answer('response_2'),
        }),
        human: readPeople(reader, row),
        lm: [],
        meta: pickFacts(row, ['split', 'preference_strength']),
      },
    ]
  },
}

function readPeople(reader: FieldReader, row: Fields): Annotation[] {
  const published = readStep(reader, row, 'preference_strength')
  const everyone = readSteps(reader, row, 'all_preferences_unprocessed', {
    step: 'strength',
    reason: 'justification',
  })
  if (everyone !== null) return everyone
  const similar = readSteps(reader, row, 'three_most_similar_preferences', {
    step: 'strength',
    reason: 'statement',
  })
  if (similar !== null) return similar
  return published === null ? [] : [{ annotator: 'gold', ...published }]
}
