import {
  type Annotation,
  type ChatMessage,
  type Conversation,
  conversationFields,
} from '../../domain/index.ts'
import { type FieldReader, type Fields, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { readMessages } from '../read-messages.ts'
import { readMtBenchPair } from './parts/mt-bench-pair.ts'

const NEEDED = ['question_id', 'model_a', 'model_b', 'winner', 'judge', 'conversation_a', 'turn']

/** Columns of battles of the Chatbot Arena, which have all of the above. */
const OTHERS = ['anony', 'language', 'tstamp', 'openai_moderation']

const VERDICTS: Readonly<Record<string, Annotation['verdict']>> = {
  model_a: 'a',
  model_b: 'b',
  tie: 'tie',
  'tie (bothbad)': 'tie',
  'tie (inconsistent)': 'tie',
}

/**
 * Votes on MT-bench: one vote of a person, or of a judge asked in both orders, a row. Rows of one question, pair of models and turn are
 * joined. Judged is what a voter saw: the first turn alone, or all up to the second.
 */
export const mtBenchHumanPreset: RowPreset = {
  id: 'mt-bench-human',
  title: 'MT-bench, human votes and GPT-4 verdicts',
  hub: ['lmsys/mt_bench_human_judgments'],
  documentation: 'https://huggingface.co/datasets/lmsys/mt_bench_human_judgments',
  evidence: 'card',
  note: 'Read both splits together: people (expert_N, author_N) and the judge (gpt4_pair) are joined by question, models and turn. A tie of a judge that contradicted itself when the order was changed is marked "flip".',
  licence: 'cc-by-4.0',
  columns: [
    { name: 'question_id, model_a, model_b, turn', holds: 'id, models, last turn judged' },
    { name: 'conversation_a, conversation_b', holds: 'prompt and completions' },
    { name: 'winner', holds: 'verdict' },
    { name: 'judge', holds: 'person or judge' },
  ],
  repeats: true,
  fits: (row) =>
    NEEDED.every((key) => Object.hasOwn(row, key)) &&
    !OTHERS.some((key) => Object.hasOwn(row, key)),
  read: (reader, row) => {
    const { turn, ...pair } = readMtBenchPair(reader, row, ['model_a', 'model_b'])
    const conversation = readConversation(reader, row, turn)
    const voter = readVoter(reader, row)
    const annotations = voter === null ? [] : readVote(reader, row, voter.name)
    return [
      {
        ...pair,
        ...conversationFields(conversation),
        human: voter?.isPerson === true ? annotations : [],
        lm: voter?.isPerson === false ? annotations : [],
      },
    ]
  },
}

function readConversation(reader: FieldReader, row: Fields, turn: number): Conversation {
  const before = reader.problems.length
  const a = readJudged(reader, row, 'conversation_a', turn)
  const b = readJudged(reader, row, 'conversation_b', turn)
  const prompt = a.slice(0, a.findIndex(isAnswer))
  const other = b.slice(0, b.findIndex(isAnswer))
  if (reader.problems.length === before && JSON.stringify(prompt) !== JSON.stringify(other))
    reader.note(
      'wrong-value',
      'conversation_b',
      other[0]?.content,
      'the question of conversation_a',
    )
  if (reader.problems.length === before && prompt.every(({ content }) => content.trim() === ''))
    reader.note('empty-field', 'conversation_a', '', 'a question that is not empty')
  return { prompt, a: a.slice(prompt.length), b: b.slice(other.length) }
}

/** Returns the messages up to the answer of the last judged turn. */
function readJudged(reader: FieldReader, row: Fields, key: string, turn: number): ChatMessage[] {
  const before = reader.problems.length
  const messages = readMessages(reader, reader.list(row, key), key)
  const answers = messages.flatMap((message, index) => (isAnswer(message) ? [index] : []))
  const last = answers[turn - 1]
  if (last !== undefined && answers[0]! > 0) return messages.slice(0, last + 1)
  if (reader.problems.length === before)
    reader.note('wrong-value', key, answers.length, `a question and ${turn} answers`)
  return []
}

const isAnswer = ({ role }: ChatMessage): boolean => role === 'assistant'

interface Voter {
  readonly name: string
  readonly isPerson: boolean
}

/** A judge is `gpt4_pair`, or a list of its model and its prompt. */
function readVoter(reader: FieldReader, row: Fields): Voter | null {
  const value = ownField(row, 'judge')
  const name: unknown = Array.isArray(value) ? value[0] : value
  if (typeof name === 'string' && Array.isArray(value)) return { name, isPerson: false }
  if (typeof name === 'string' && /^(expert|author)/.test(name)) return { name, isPerson: true }
  const judge = typeof name === 'string' ? /^(.+)[_-]pair$/.exec(name)?.[1] : undefined
  if (judge !== undefined) return { name: judge === 'gpt4' ? 'gpt-4' : judge, isPerson: false }
  reader.note('wrong-value', 'judge', value, 'expert_N, author_N or NAME_pair')
  return null
}

function readVote(reader: FieldReader, row: Fields, annotator: string): Annotation[] {
  const winner = reader.filledText(row, 'winner')
  if (winner === '') return []
  const verdict = Object.hasOwn(VERDICTS, winner) ? VERDICTS[winner]! : null
  const flip = winner === 'tie (inconsistent)'
  if (verdict !== null) return [{ annotator, verdict, ...(flip ? { extra: { flip } } : {}) }]
  reader.note('unknown-verdict', 'winner', winner, Object.keys(VERDICTS).join(', '))
  return []
}
