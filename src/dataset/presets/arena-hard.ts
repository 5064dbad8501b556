import { type Conversation, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import type { Preference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { NOT_TEXT } from '../read-messages.ts'
import { annotateOrders, type OrderAnswer } from './parts/combine-orders.ts'
import { isTurnedConversation, JUDGE_PROMPT, readJudgePrompt } from './parts/judge-prompt.ts'

/**
 * Judgments of Arena-Hard-Auto, v0.1 and v2.0: a judge asked in both orders about a model and a baseline. A is the baseline, which was
 * shown first in the first game. The texts stand in the judge's prompts only and are taken from there.
 */
export const arenaHardPreset: RowPreset = {
  id: 'arena-hard',
  title: 'Arena-Hard-Auto judgments',
  hub: [],
  documentation: 'https://github.com/lmarena/arena-hard-auto',
  evidence: 'code',
  note: 'Files data/BENCH/model_judgment/JUDGE/MODEL.jsonl of lmarena-ai/arena-hard-auto, no config of it. A>>B is clear, A>B slight. The label combines both orders; raw answers stand beside it as NAME@ab and NAME@ba. A game without a score gives no answer; a row without any game holds no pair. Rows of v0.1 do not name the baseline (gpt-4-0314 in the released ones), so that model of A is unknown.',
  licence: 'apache-2.0',
  columns: [
    { name: 'uid, question_id', holds: 'id of the prompt' },
    { name: 'model, baseline', holds: 'models that wrote B and A' },
    { name: 'judge', holds: 'judge' },
    { name: 'games', holds: 'prompt, completions, verdict and answer in each order' },
    { name: 'category', holds: 'category of the prompt' },
  ],
  repeats: true,
  fits: (row) =>
    ['uid', 'question_id'].some((key) => Object.hasOwn(row, key)) &&
    ['model', 'games'].every((key) => Object.hasOwn(row, key)),
  read: (reader, row) => {
    const prompt = reader.name(row, Object.hasOwn(row, 'uid') ? 'uid' : 'question_id')
    const model = reader.filledText(row, 'model')
    const baseline = readOptional(reader, row, 'baseline')
    const category = readOptional(reader, row, 'category')
    const games = readGames(reader, row)
    const conversation = readConversation(reader, games)
    if (conversation === null) return []
    return [
      {
        id: ['arena-hard', prompt, baseline, model].filter((part) => part !== null).join('-'),
        source: 'arena-hard',
        ...conversationFields(conversation),
        human: [],
        lm: annotateOrders(
          readOptional(reader, row, 'judge') ?? 'judge',
          readAnswer(reader, games[0], 'A'),
          readAnswer(reader, games[1], 'B'),
        ),
        meta: {
          group: `arena-hard-${prompt}`,
          models: [baseline, model],
          ...(category === null ? {} : { category }),
        },
      },
    ]
  },
}

interface Game {
  readonly fields: Fields
  readonly name: string
}

/** Returns the games in the two orders; null for one that was not played. */
function readGames(reader: FieldReader, row: Fields): readonly (Game | null)[] {
  const games = reader.list(row, 'games')
  if (games.length === 0 || games.length > 2)
    reader.note('wrong-value', 'games', games.length, 'one game or two')
  return games.map((fields, index) => {
    const name = `games[${index}]`
    if (isFields(fields)) return { fields, name }
    if (!isMissing(fields)) reader.note('wrong-type', name, fields, 'an object with a score')
    return null
  })
}

/** Returns what both games showed, the first one's order; null where no game was played or nothing could be read. */
function readConversation(
  reader: FieldReader,
  games: readonly (Game | null)[],
): Conversation | null {
  const [first, second] = games.slice(0, 2).map((game) => game && readShown(reader, game))
  if (!second) return first ?? null
  const turned = { prompt: second.prompt, a: second.b, b: second.a }
  if (first && !isTurnedConversation(first, second))
    reader.note(
      'wrong-value',
      'games[1]',
      second.prompt[0]?.content,
      'the texts of games[0], the answers in the other order',
    )
  return turned
}

/** The prompt is a text, a list of messages, or a text with pictures. */
function readShown(reader: FieldReader, { fields, name }: Game): Conversation | null {
  const key = Object.hasOwn(fields, 'prompt') ? 'prompt' : 'user_prompt'
  const field = `${name}.${key}`
  const value = ownField(fields, key)
  const messages = Array.isArray(value) ? value.filter(isFields) : []
  if (Array.isArray(value) && messages.length < value.length) {
    reader.note(NOT_TEXT, field, value, 'text: pictures and sound are not read')
    return null
  }
  const asked = messages.findLast((message) => ownField(message, 'role') === 'user')
  const text = Array.isArray(value)
    ? reader.filledText(asked ?? {}, 'content', `${field}.content`)
    : reader.filledText(fields, key, field)
  if (text === '') return null
  const shown = readJudgePrompt(text)
  if (shown === null) reader.note('wrong-value', field, text, JUDGE_PROMPT)
  return shown
}

/** `first` is the assistant as which A, the baseline, was shown. */
function readAnswer(
  reader: FieldReader,
  game: Game | null | undefined,
  first: 'A' | 'B',
): OrderAnswer | null {
  if (!game || isMissing(ownField(game.fields, 'score'))) return null
  const score = ownField(game.fields, 'score')
  const preference = typeof score === 'string' ? readScore(score, first) : null
  if (preference === null) {
    reader.note('unknown-verdict', `${game.name}.score`, score, 'A>>B, A>B, A=B, B>A or B>>A')
    return null
  }
  const judgment = ownField(game.fields, 'judgment')
  const raw = isFields(judgment) ? ownField(judgment, 'answer') : judgment
  return { preference, ...(typeof raw === 'string' ? { raw } : {}) }
}

function readScore(score: string, first: 'A' | 'B'): Preference | null {
  const match = /^([AB])(=|<<?|>>?)([AB])$/.exec(score.trim())
  const [, left, sign, right] = match ?? []
  if (left === undefined || sign === undefined || left === right) return null
  if (sign === '=') return { verdict: 'tie' }
  const better = sign.startsWith('>') ? left : right
  return {
    verdict: better === first ? 'a' : 'b',
    strength: sign.length === 2 ? 'clear' : 'slight',
  }
}

function readOptional(reader: FieldReader, row: Fields, key: string): string | null {
  return isMissing(ownField(row, key)) ? null : reader.filledText(row, key)
}
