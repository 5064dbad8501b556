import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import type { Preference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import {
  isOwnTask,
  readAnnotatorName,
  readOwnTask,
  type ShownAnswer,
  type ShownPair,
  storeAnswers,
} from './parts/shown-pair.ts'
import { parseShownWord, SHOWN_WORDS } from './parts/shown-words.ts'
import { readUsualPair } from './parts/usual-columns.ts'

/**
 * Answers of Prodigy's `choice` interface as `db-out` writes them, one row a person. In projects of others the two completions are fields
 * with usual names, or they are the two options themselves, with a third for a tie.
 */
export const prodigyPreset: RowPreset = {
  id: 'prodigy',
  title: 'Prodigy choices',
  hub: [],
  documentation: 'https://prodi.gy/docs/api-interfaces#choice',
  evidence: 'code',
  note: 'Only accepted tasks count: rejected and ignored ones give no annotation, and so does an accepted one without a choice. HTML is not read as text. The compare and diff interfaces are not read.',
  licence: null,
  columns: [
    { name: 'text, prompt, ...', holds: 'prompt and completions by their usual names' },
    { name: 'options', holds: 'completions, where no other field does' },
    { name: 'accept, answer', holds: 'human annotation' },
    { name: '_annotator_id, _session_id, _timestamp', holds: 'who and when' },
  ],
  repeats: true,
  fits: (row) =>
    Array.isArray(ownField(row, 'options')) &&
    (Object.hasOwn(row, '_view_id') || Object.hasOwn(row, '_task_hash')),
  read: (reader, row, { place }) => {
    const pair = readPair(reader, row, sourceOfFile(place.file), place.line)
    return [storeAnswers(pair, readAnswer(reader, row, pair))]
  },
}

const HINT =
  'else rename the fields, or give a column map for a table with one column for each of prompt, a, b and human'

const NOT_FACTS = [
  'id',
  'pair_id',
  'answer',
  'html',
  '_view_id',
  '_task_hash',
  '_input_hash',
  '_annotator_id',
  '_session_id',
  '_timestamp',
  '_is_binary',
]

/** Rows of one task carry the hash of what was shown; it ties them where they have no id. */
function readPair(reader: FieldReader, row: Fields, source: string, line: number): ShownPair {
  if (isOwnTask(row)) return readOwnTask(reader, row, reader.name(row, 'pair_id'))
  const own = readAnnotatorName(ownField(row, 'pair_id') ?? ownField(row, 'id'))
  const hash = readAnnotatorName(ownField(row, '_task_hash'))
  const id = own ?? `${source}-${hash ?? line}`
  const sides = optionTexts(row)
  const fields = sides === null ? row : { ...row, first: sides[0]!.text, second: sides[1]!.text }
  const pair = readUsualPair(reader, fields, { id, source, without: NOT_FACTS, hint: HINT })
  return sides === null
    ? pair
    : { ...pair, names: { first: String(sides[0]!.id), second: String(sides[1]!.id) } }
}

/** Returns the options that are completions: two that do not themselves name a side or a tie. */
function optionTexts(row: Fields): { readonly id: unknown; readonly text: string }[] | null {
  const options = ownField(row, 'options')
  const texts = (Array.isArray(options) ? options : []).flatMap((option: unknown) => {
    const text = isFields(option) ? ownField(option, 'text') : null
    if (!isFields(option) || typeof text !== 'string' || parseShownWord(text) !== null) return []
    return [{ id: ownField(option, 'id'), text }]
  })
  return texts.length === 2 ? texts : null
}

function readAnswer(reader: FieldReader, row: Fields, { names }: ShownPair): ShownAnswer[] {
  const answer = ownField(row, 'answer')
  if (answer !== 'accept') {
    if (answer !== undefined && answer !== 'reject' && answer !== 'ignore')
      reader.note('wrong-value', 'answer', answer, 'accept, reject or ignore')
    return []
  }
  const accepted = reader.list(row, 'accept')
  if (accepted.length === 0) return []
  const word = accepted.length === 1 ? accepted[0] : null
  const preference = wordOf(word) === null ? null : parseChoice(String(word), row, names)
  if (preference === null) {
    reader.note('unknown-verdict', 'accept', accepted, `one option: ${SHOWN_WORDS}`)
    return []
  }
  const annotator = ownField(row, '_annotator_id') ?? ownField(row, '_session_id')
  return [
    {
      annotator: readAnnotatorName(annotator) ?? 'h1',
      preference,
      reasons: ownField(row, 'user_input'),
      extra: { timestamp: ownField(row, '_timestamp') },
    },
  ]
}

/** The id of an option says it, or its text does. */
function parseChoice(id: string, row: Fields, names: ShownPair['names']): Preference | null {
  const known = parseShownWord(id, names)
  if (known !== null) return known
  const options = ownField(row, 'options')
  const chosen = (Array.isArray(options) ? options : []).find(
    (option: unknown) => isFields(option) && String(ownField(option, 'id')) === id,
  )
  const text: unknown = isFields(chosen) ? ownField(chosen, 'text') : null
  return typeof text === 'string' ? parseShownWord(text, names) : null
}

const wordOf = readAnnotatorName
