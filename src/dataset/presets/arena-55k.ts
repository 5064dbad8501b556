import {
  type Annotation,
  type ChatMessage,
  type Conversation,
  conversationFields,
} from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'

const FLAGS = [
  { key: 'winner_model_a', verdict: 'a' },
  { key: 'winner_model_b', verdict: 'b' },
  { key: 'winner_tie', verdict: 'tie' },
] as const

const SIGNS = ['response_a', 'response_b', ...FLAGS.map(({ key }) => key)]

/** The battles of the competition of 2024: prompts and answers as JSON lists of turns, the vote as three flags. */
export const arena55kPreset: RowPreset = {
  id: 'arena-55k',
  title: 'Arena human preference, 55,000 battles',
  hub: ['lmarena-ai/arena-human-preference-55k', 'lmsys/lmsys-arena-human-preference-55k'],
  documentation: 'https://huggingface.co/datasets/lmarena-ai/arena-human-preference-55k',
  evidence: 'card',
  note: 'Turns are read from JSON lists; an answer of null is an empty one. Ties of two good and of two bad answers are one column, and so one verdict. Voters have no ids: the annotator is h1.',
  licence: 'apache-2.0',
  columns: [
    { name: 'id', holds: 'id' },
    { name: 'prompt', holds: 'turns of the user, as JSON' },
    { name: 'response_a, response_b', holds: 'turns of the models, as JSON' },
    { name: 'winner_model_a, winner_model_b, winner_tie', holds: 'flags 0 or 1, one of them 1' },
    { name: 'model_a, model_b', holds: 'models' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row) => {
    const id = reader.name(row, 'id')
    const conversation = readTurns(reader, row)
    const human = readFlags(reader, row)
    const models = [reader.filledText(row, 'model_a'), reader.filledText(row, 'model_b')]
    if (conversation === null) return []
    return [
      {
        id,
        source: 'arena-55k',
        ...conversationFields(conversation),
        human,
        lm: [],
        meta: { models, turn: (conversation.a.length + 1) / 2 },
      },
    ]
  },
}

function readTurns(reader: FieldReader, row: Fields): Conversation | null {
  const before = reader.problems.length
  const asked = readTexts(reader, row, 'prompt')
  const sides = (['response_a', 'response_b'] as const).map((key) => {
    const answers = readTexts(reader, row, key)
    if (reader.problems.length === before && answers.length !== asked.length)
      reader.note('wrong-value', key, answers.length, `${asked.length} turns, as in prompt`)
    return answers.flatMap((content, turn): ChatMessage[] =>
      turn === 0
        ? [{ role: 'assistant', content }]
        : [
            { role: 'user', content: asked[turn] ?? '' },
            { role: 'assistant', content },
          ],
    )
  })
  if (reader.problems.length === before && asked[0]?.trim() === '')
    reader.note('empty-field', 'prompt', asked[0], 'a first turn that is not empty')
  if (reader.problems.length > before) return null
  return {
    prompt: [{ role: 'user', content: asked[0] ?? '' }],
    a: sides[0] ?? [],
    b: sides[1] ?? [],
  }
}

function readTexts(reader: FieldReader, row: Fields, key: string): string[] {
  const before = reader.problems.length
  const turns = reader.list(row, key)
  if (turns.length === 0 && reader.problems.length === before)
    reader.note('empty-field', key, ownField(row, key), 'a list of turns')
  return turns.map((turn, index) => {
    if (isMissing(turn)) return ''
    if (typeof turn !== 'string')
      reader.note('wrong-type', `${key}[${index}]`, turn, 'a text or null')
    return String(turn)
  })
}

/** No flag that is 1 is a missing vote; two are a contradiction. */
function readFlags(reader: FieldReader, row: Fields): Annotation[] {
  const raised = FLAGS.filter(({ key }) => {
    if (isMissing(ownField(row, key)) || ownField(row, key) === '') return false
    const flag = reader.number(row, key)
    if (flag !== 0 && flag !== 1 && !Number.isNaN(flag))
      reader.note('wrong-value', key, flag, '0 or 1')
    return flag === 1
  })
  if (raised.length > 1)
    reader.note('unknown-verdict', raised[1]?.key ?? null, 1, 'one flag of the three')
  return raised.slice(0, 1).map(({ verdict }) => ({ annotator: 'h1', verdict }))
}
