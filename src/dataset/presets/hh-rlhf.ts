import { type ChatMessage, conversationFields } from '../../domain/index.ts'
import { type FieldReader, type Fields, ownField } from '../field-reader.ts'
import { placeSides } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { splitConversations } from '../read-messages.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { isBlank, SHARED_START } from './parts/shared-start.ts'

const TURN = /\n\nHuman:|\n\nAssistant:/g

/** HH-RLHF: two transcripts that share their beginning, told from other texts by the marks of their turns. */
export const hhRlhfPreset: RowPreset = {
  id: 'hh-rlhf',
  title: 'HH-RLHF, helpful and harmless transcripts',
  hub: ['Anthropic/hh-rlhf'],
  documentation: 'https://huggingface.co/datasets/Anthropic/hh-rlhf',
  evidence: 'card',
  note: 'The shared beginning of the two transcripts is the prompt; the side of the chosen one is drawn by the id. The folder of a file (harmless-base, helpful-base, helpful-online, helpful-rejection-sampled) is the subset and part of the id. Transcripts of red-team-attempts compare nothing and are not read.',
  licence: 'mit',
  columns: [
    { name: 'chosen, rejected', holds: 'transcripts with "Human:" and "Assistant:" turns' },
  ],
  fits: (row) => ['chosen', 'rejected'].every((key) => isTranscript(ownField(row, key))),
  read: (reader, row, { place }) => {
    const subset = /(?:harmless|helpful)-(?:base|online|rejection-sampled)/.exec(place.file)?.[0]
    const name = `${sourceOfFile(place.file)}-${place.line}`
    const id = subset === undefined ? name : `${subset}-${name}`
    const before = reader.problems.length
    const chosen = readTranscript(reader, row, 'chosen')
    const rejected = readTranscript(reader, row, 'rejected')
    if (reader.problems.length > before) return []
    const { a, b, verdict } = placeSides(id, chosen, rejected)
    const conversation = splitConversations(a, b)
    if (isBlank(conversation.prompt))
      reader.note('wrong-value', 'rejected', ownField(row, 'rejected'), SHARED_START)
    return [
      {
        id,
        source: 'hh-rlhf',
        ...conversationFields(conversation),
        human: [{ annotator: 'h1', verdict }],
        lm: [],
        meta: subset === undefined ? {} : { subset },
      },
    ]
  },
}

function isTranscript(value: unknown): boolean {
  return typeof value === 'string' && /^\s*Human:/.test(value) && value.includes('\n\nAssistant:')
}

function readTranscript(reader: FieldReader, row: Fields, key: string): ChatMessage[] {
  const before = reader.problems.length
  const text = reader.text(row, key)
  if (reader.problems.length > before) return []
  const marked = `\n\n${text.trimStart()}`
  const marks = [...marked.matchAll(TURN)]
  const messages = marks.map((mark, index): ChatMessage => {
    const content = marked.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim()
    return { role: mark[0].includes('Human') ? 'user' : 'assistant', content }
  })
  if (marks[0]?.index !== 0 || !messages.some(({ role }) => role === 'assistant'))
    reader.note('wrong-value', key, text, 'a transcript of "Human:" and "Assistant:" turns')
  return messages
}
