import { conversationFields } from '../../domain/index.ts'
import type { RowPreset } from '../preset.ts'
import { readBattle, readWinner } from './parts/arena-battle.ts'
import { pickFacts } from './parts/pick-facts.ts'

const SIGNS = ['question_id', 'judge', 'winner', 'conversation_a', 'conversation_b', 'tstamp']

/** Chatbot Arena of 2023: battles of two models, voted by the user who asked. */
export const chatbotArenaPreset: RowPreset = {
  id: 'chatbot-arena',
  title: 'Chatbot Arena conversations, 33,000 battles of 2023',
  hub: ['lmsys/chatbot_arena_conversations'],
  documentation: 'https://huggingface.co/datasets/lmsys/chatbot_arena_conversations',
  evidence: 'card',
  note: 'The annotator is the anonymous user. "tie (bothbad)" is a tie whose word is kept in raw. Scores of moderation are not read.',
  licence: 'cc',
  columns: [
    { name: 'question_id', holds: 'id' },
    { name: 'conversation_a, conversation_b', holds: 'whole conversations as lists of messages' },
    { name: 'winner', holds: 'model_a, model_b, tie or tie (bothbad)' },
    { name: 'judge', holds: 'annotator' },
    { name: 'model_a, model_b', holds: 'models' },
    { name: 'turn, anony, language, tstamp', holds: 'further facts' },
  ],
  fits: (row) => SIGNS.every((sign) => Object.hasOwn(row, sign)),
  read: (reader, row) => {
    const id = reader.name(row, 'question_id')
    const conversation = readBattle(reader, row)
    const human = readWinner(reader, row, reader.name(row, 'judge'))
    const models = [reader.filledText(row, 'model_a'), reader.filledText(row, 'model_b')]
    if (conversation === null) return []
    return [
      {
        id,
        source: 'chatbot-arena',
        ...conversationFields(conversation),
        human,
        lm: [],
        meta: { models, ...pickFacts(row, ['turn', 'anony', 'language', 'tstamp']) },
      },
    ]
  },
}
