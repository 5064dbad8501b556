import {
  type Conversation,
  type PreferenceInstance,
  renderConversation,
} from '../../domain/index.ts'
import { show } from '../../kit/index.ts'
import { readAnnotations } from '../annotation-row.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import type { RowPreset } from '../preset.ts'
import { readMessages } from '../read-messages.ts'
import { sourceOfFile } from '../source-of-file.ts'

const KNOWN: ReadonlySet<string> = new Set([
  'id',
  'source',
  'prompt',
  'response_a',
  'response_b',
  'human',
  'lm',
  'meta',
])

/**
 * The pair format: `{id, source, prompt, response_a, response_b, human: [{annotator, preference, ...}], lm: [...], meta}`. Only id,
 * prompt and the two responses must be there; fields we do not read are kept in `extra` and written back.
 */
export const hyperPreset: RowPreset = {
  id: 'hyper',
  title: 'The pair format of HyPER',
  hub: [],
  documentation: 'docs/guides/own-data.md',
  evidence: 'file',
  note: 'Read and written unchanged; `hyper import` writes it.',
  licence: null,
  columns: [
    { name: 'id', holds: 'id' },
    { name: 'prompt', holds: 'prompt' },
    { name: 'response_a, response_b', holds: 'completions' },
    { name: 'human, lm', holds: 'lists of annotations' },
    { name: 'source, meta, messages', holds: 'data set, further facts, messages behind the texts' },
  ],
  fits: (row) => Object.hasOwn(row, 'response_a') || Object.hasOwn(row, 'response_b'),
  read: (reader, row, { place }) => {
    const id = reader.filledText(row, 'id')
    const source = readSource(reader, row) ?? sourceOfFile(place.file)
    const texts = {
      prompt: reader.filledText(row, 'prompt'),
      completionA: reader.text(row, 'response_a'),
      completionB: reader.text(row, 'response_b'),
    }
    const messages = readConversation(reader, row, texts)
    const extra = reader.rest(row, messages === undefined ? KNOWN : WITH_MESSAGES)
    return [
      {
        id,
        source,
        ...texts,
        ...(messages === undefined ? {} : { messages }),
        human: readAnnotations(reader, row, 'human'),
        lm: readAnnotations(reader, row, 'lm'),
        meta: reader.object(row, 'meta'),
        ...(extra === undefined ? {} : { extra }),
      },
    ]
  },
}

const WITH_MESSAGES: ReadonlySet<string> = new Set([...KNOWN, 'messages'])

type Texts = Pick<PreferenceInstance, 'prompt' | 'completionA' | 'completionB'>

/** Messages and texts say the same, or a later change of one would silently not reach what is made of the other. */
function readConversation(
  reader: FieldReader,
  row: Fields,
  texts: Texts,
): Conversation | undefined {
  const value = ownField(row, 'messages')
  if (!isFields(value) || !('prompt' in value && 'a' in value && 'b' in value)) return undefined
  const before = reader.problems.length
  const [prompt, a, b] = (['prompt', 'a', 'b'] as const).map((side) =>
    readMessages(reader, value[side], `messages.${side}`),
  )
  const conversation = { prompt: prompt!, a: a!, b: b! }
  const rendered = renderConversation(conversation)
  for (const [field, slot] of SLOTS)
    if (reader.problems.length === before && rendered[slot] !== texts[slot])
      reader.note('wrong-value', field, texts[slot], `${show(rendered[slot])}, as in messages`)
  return conversation
}

const SLOTS = [
  ['prompt', 'prompt'],
  ['response_a', 'completionA'],
  ['response_b', 'completionB'],
] as const

function readSource(reader: FieldReader, row: Fields): string | undefined {
  return isMissing(ownField(row, 'source')) ? undefined : reader.filledText(row, 'source')
}
