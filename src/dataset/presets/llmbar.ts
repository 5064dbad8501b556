import { type Annotation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import { singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'

const SIGNS = ['input', 'output_1', 'output_2', 'label']
const FOREIGN_SIGNS = ['instruction', 'preference']

const SUBSET =
  /(?:^|[\\/_])(Natural|Neighbor|GPTInst|GPTOut|Manual|Constraint|Negation|Normal|Base_9|Base_10)(?=[\\/.]|$)/

const ADVERSARIAL: ReadonlySet<string> = new Set(['Neighbor', 'GPTInst', 'GPTOut', 'Manual'])

/** LLMBar: a suite of instructions with one output that follows them and one that does not. */
export const llmbarPreset: RowPreset = {
  id: 'llmbar',
  title: 'LLMBar',
  hub: ['princeton-nlp/LLMBar'],
  documentation: 'https://github.com/princeton-nlp/LLMBar',
  evidence: 'card',
  note: 'A suite: for evaluation, not for training. The folder of a file tells the subset (Natural, Adversarial/Neighbor, Adversarial/GPTInst, Adversarial/GPTOut, Adversarial/Manual, and the case study), which is part of the id; every file is named dataset.json. Gold labels by the authors (annotator gold). The same pairs stand in RewardBench. Answers of the judges (result.json) are not read.',
  licence: 'mit',
  columns: [
    { name: 'input', holds: 'prompt' },
    { name: 'output_1, output_2', holds: 'completions' },
    { name: 'label', holds: '1 or 2, the output that follows the instruction' },
  ],
  fits: (row) =>
    SIGNS.every((sign) => Object.hasOwn(row, sign)) &&
    !FOREIGN_SIGNS.some((sign) => Object.hasOwn(row, sign)),
  read: (reader, row, { place }) => {
    const name = SUBSET.exec(place.file)?.[1]
    return [
      {
        id: `${name === undefined ? sourceOfFile(place.file) : `llmbar-${name}`}-${place.line}`,
        source: 'llmbar',
        ...conversationFields(
          singleTurn(
            reader.filledText(row, 'input'),
            reader.text(row, 'output_1'),
            reader.text(row, 'output_2'),
          ),
        ),
        human: readLabel(reader, row),
        lm: [],
        meta:
          name === undefined
            ? {}
            : { subset: ADVERSARIAL.has(name) ? `Adversarial/${name}` : name },
      },
    ]
  },
}

function readLabel(reader: FieldReader, row: Fields): Annotation[] {
  const value = ownField(row, 'label')
  if (isMissing(value) || value === '') return []
  const label = typeof value === 'string' ? Number(value) : value
  if (label === 1 || label === 2) return [{ annotator: 'gold', verdict: label === 1 ? 'a' : 'b' }]
  reader.note('unknown-verdict', 'label', value, '1 or 2, the number of an output')
  return []
}
