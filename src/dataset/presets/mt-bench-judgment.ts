import { type Conversation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { annotateOrders, type OrderAnswer } from './parts/combine-orders.ts'
import { isTurnedConversation, JUDGE_PROMPT, readJudgePrompt } from './parts/judge-prompt.ts'
import { readMtBenchPair } from './parts/mt-bench-pair.ts'

const NEEDED = ['question_id', 'model_1', 'model_2', 'g1_winner', 'g2_winner', 'judge']

/**
 * Pair judgments as FastChat writes them (`model_judgment/*_pair.jsonl`): a judge asked about two models in both orders. The texts
 * stand in the judge's prompts only and are taken from there. A is model 1, which was shown first in the first game.
 */
export const mtBenchJudgmentPreset: RowPreset = {
  id: 'mt-bench-judgment',
  title: 'MT-bench pair judgments of FastChat',
  hub: [],
  documentation: 'https://github.com/lm-sys/FastChat/tree/main/fastchat/llm_judge',
  evidence: 'code',
  note: 'The label combines both orders; raw answers stand beside it as NAME@ab and NAME@ba. A game that ended in "error" gives no answer. Rows have the ids of mt-bench-human, so that both can be read together. Files of single grades (*_single.jsonl) are no pairs.',
  licence: null,
  columns: [
    { name: 'question_id, model_1, model_2, turn', holds: 'id, models, last turn judged' },
    { name: 'g1_user_prompt, g2_user_prompt', holds: 'prompt and completions, in both orders' },
    { name: 'g1_winner, g2_winner', holds: 'verdict in each order' },
    { name: 'g1_judgment, g2_judgment', holds: 'answers as they came' },
    { name: 'judge', holds: 'judge and its prompt' },
  ],
  repeats: true,
  fits: (row) => NEEDED.every((key) => Object.hasOwn(row, key)),
  read: (reader, row) => {
    const { turn: _, ...pair } = readMtBenchPair(reader, row, ['model_1', 'model_2'])
    const { name, template } = readJudge(reader, row)
    const facts = template === null ? {} : { template }
    return [
      {
        ...pair,
        ...conversationFields(readConversation(reader, row)),
        human: [],
        lm: annotateOrders(
          name,
          readGame(reader, row, 'g1_winner', 'g1_judgment'),
          readGame(reader, row, 'g2_winner', 'g2_judgment'),
          facts,
        ),
      },
    ]
  },
}

const NOTHING: Conversation = { prompt: [], a: [], b: [] }

function readConversation(reader: FieldReader, row: Fields): Conversation {
  const first = readShown(reader, row, 'g1_user_prompt')
  if (first === null || isMissing(ownField(row, 'g2_user_prompt'))) return first ?? NOTHING
  const second = readShown(reader, row, 'g2_user_prompt')
  if (second !== null && !isTurnedConversation(first, second))
    reader.note(
      'wrong-value',
      'g2_user_prompt',
      second.prompt[0]?.content,
      'the texts of g1_user_prompt, the answers in the other order',
    )
  return first
}

function readShown(reader: FieldReader, row: Fields, key: string): Conversation | null {
  const text = reader.filledText(row, key)
  if (text === '') return null
  const shown = readJudgePrompt(text)
  if (shown === null) reader.note('wrong-value', key, text, JUDGE_PROMPT)
  return shown
}

function readJudge(
  reader: FieldReader,
  row: Fields,
): { readonly name: string; readonly template: string | null } {
  const value = ownField(row, 'judge')
  const [name, template]: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (typeof name === 'string' && name.trim() !== '')
    return { name, template: typeof template === 'string' ? template : null }
  reader.note('wrong-type', 'judge', value, 'a name, or a list of a name and a prompt')
  return { name: 'judge', template: null }
}

const WINNERS = { model_1: 'a', model_2: 'b', tie: 'tie' } as const

function readGame(
  reader: FieldReader,
  row: Fields,
  key: string,
  judgment: string,
): OrderAnswer | null {
  const winner = ownField(row, key)
  if (isMissing(winner) || winner === 'error') return null
  const verdict =
    typeof winner === 'string' && Object.hasOwn(WINNERS, winner)
      ? WINNERS[winner as keyof typeof WINNERS]
      : undefined
  if (verdict === undefined) {
    reader.note('unknown-verdict', key, winner, 'model_1, model_2, tie or error')
    return null
  }
  const raw = isMissing(ownField(row, judgment)) ? undefined : reader.text(row, judgment)
  return { preference: { verdict }, ...(raw === undefined ? {} : { raw }) }
}
