import { type Annotation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import { singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { pickFacts } from './parts/pick-facts.ts'

const SIGNS = ['pair_id', 'question', 'response_A', 'response_B', 'label']

/** JudgeBench: a suite of hard questions with a right and a wrong answer of one model. */
export const judgebenchPreset: RowPreset = {
  id: 'judgebench',
  title: 'JudgeBench',
  hub: ['ScalerLab/JudgeBench'],
  documentation: 'https://github.com/ScalerLab/JudgeBench',
  evidence: 'card',
  note: 'A suite: for evaluation, not for training. Labels say which answer is right by the key of the question or by its tests; no person gave them, so the annotator checker stands among the judges. The subset is the data set that the question comes from; questions that were asked of both models are one group.',
  licence: 'mit',
  columns: [
    { name: 'pair_id', holds: 'id' },
    { name: 'question', holds: 'prompt' },
    { name: 'response_A, response_B', holds: 'completions' },
    { name: 'response_model', holds: 'model of both completions' },
    { name: 'label', holds: 'A>B or B>A' },
    { name: 'source', holds: 'subset' },
    { name: 'original_id', holds: 'number of the question there, with the subset the group' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row) => {
    const facts = pickFacts(row, ['source', 'original_id', 'response_model'])
    const { source: subset, original_id: question, response_model: model } = facts
    return [
      {
        id: reader.name(row, 'pair_id'),
        source: 'judgebench',
        ...conversationFields(
          singleTurn(
            reader.filledText(row, 'question'),
            reader.text(row, 'response_A'),
            reader.text(row, 'response_B'),
          ),
        ),
        human: [],
        lm: readLabel(reader, row),
        meta: {
          ...(subset === undefined ? {} : { subset }),
          ...(model === undefined ? {} : { models: [model, model] }),
          ...(subset === undefined || question === undefined
            ? {}
            : { group: `${subset}/${question}` }),
        },
      },
    ]
  },
}

function readLabel(reader: FieldReader, row: Fields): Annotation[] {
  const label = ownField(row, 'label')
  if (isMissing(label) || label === '') return []
  if (label === 'A>B' || label === 'B>A')
    return [{ annotator: 'checker', verdict: label === 'A>B' ? 'a' : 'b' }]
  reader.note('unknown-verdict', 'label', label, 'A>B or B>A')
  return []
}
