import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import type { Preference } from '../preference-words.ts'
import type { RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { openPotatoRow, potatoForm } from './parts/potato-row.ts'
import { readAnnotatorName, type ShownAnswer, storeAnswers } from './parts/shown-pair.ts'
import {
  findPreferenceName,
  isConfidenceName,
  isReasonName,
  parseShownWord,
  SHOWN_WORDS,
} from './parts/shown-words.ts'
import { readUsualPair } from './parts/usual-columns.ts'

/**
 * Answers of Potato (davidjurgens/potato): `annotated_instances` of version 1, as JSON Lines of one user or as a table, and the `csv` and
 * `jsonl` exports of version 2. Pairwise, radio and select schemes are read; a scale counts by its sign, below 0 for A.
 */
export const potatoPreset: RowPreset = {
  id: 'potato',
  title: 'Potato exports',
  hub: [],
  documentation: 'https://potato-annotation.readthedocs.io/',
  evidence: 'code',
  note: "Potato's own files hold no texts, or only the text shown: join the columns of the item file to the rows by instance_id first. A text that was put together of titled parts is taken apart again. A file of one user takes the annotator from its folder; the JSON Lines file of all users (version 1) does not say who answered.",
  licence: null,
  columns: [
    { name: 'id, instance_id', holds: 'id' },
    { name: 'displayed_text', holds: 'prompt and completions, where it has titled parts' },
    { name: 'prompt, response_a, ...', holds: 'prompt and completions, joined from the items' },
    { name: 'label_annotations, labels, SCHEME:::LABEL, SCHEME.LABEL', holds: 'annotation' },
    { name: 'user, user_id, annotator_origin', holds: 'annotator, and whether it is a model' },
    { name: 'behavioral_data', holds: 'time spent' },
  ],
  repeats: true,
  fits: (row) => potatoForm(row) !== null,
  read: (reader, row, { place }) => {
    const { id: given, user, labels, item } = openPotatoRow(row, potatoForm(row) ?? 'table')
    const source = sourceOfFile(place.file)
    const id = readAnnotatorName(given) ?? `${source}-${place.line}`
    const pair = readUsualPair(reader, item, { id, source, without: [], hint: HINT })
    const annotator = readAnnotatorName(user) ?? folderOf(place.file) ?? 'h1'
    const answers = readAnswers(reader, labels, annotator, row)
    return [isMachine(row) ? storeAnswers(pair, [], answers) : storeAnswers(pair, answers)]
  },
}

const HINT =
  "Potato's files lack them: join the columns of the item file to the rows by instance_id, under these names or with a column map"

function readAnswers(
  reader: FieldReader,
  labels: ReadonlyMap<string, Fields>,
  annotator: string,
  row: Fields,
): ShownAnswer[] {
  const schemes = [...labels.keys()].filter((name) => Object.keys(labels.get(name)!).length > 0)
  const scheme = findPreferenceName(schemes)
  if (scheme === null) {
    if (schemes.some((name) => !isReasonName(name) && !isConfidenceName(name)))
      reader.note('unknown-columns', null, schemes, 'a scheme named preference; else a column map')
    return []
  }
  const answer = labels.get(scheme)!
  const preference = parseAnswer(answer)
  if (preference === null) {
    reader.note('unknown-verdict', scheme, answer, SHOWN_WORDS)
    return []
  }
  const aside = (tells: (name: string) => boolean): unknown[] =>
    schemes
      .filter(tells)
      .flatMap((name) => Object.entries(labels.get(name)!))
      .map(([label, value]) => (isTick(value) ? label : value))
  return [
    {
      annotator,
      preference,
      confidence: aside(isConfidenceName)[0],
      reasons: aside(isReasonName),
      durationMs: spentMs(ownField(row, 'behavioral_data')),
    },
  ]
}

/** The value of a radio button or a box that was ticked says no more than that. */
const isTick = (value: unknown): boolean => value === true || value === 'true' || value === 'on'

/** `selection` and `select-one` hold the answer as value, a scale its number, a radio button is the label itself. */
function parseAnswer(answer: Fields): Preference | null {
  const entries = Object.entries(answer)
  if (entries.length !== 1) return null
  const [label, value] = entries[0]!
  if (label === 'scale_value') {
    const lead = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof lead !== 'number' || !Number.isFinite(lead)) return null
    return { verdict: lead === 0 ? 'tie' : lead < 0 ? 'a' : 'b' }
  }
  if (label !== '' && label !== 'selection' && label !== 'select-one') return parseShownWord(label)
  return typeof value === 'string' ? parseShownWord(value) : null
}

/** Returns the milliseconds of `Time spent: 0d 0h 1m 12s`, null where nothing of the kind is said. */
function spentMs(behaviour: unknown): number | null {
  const text = isFields(behaviour) ? ownField(behaviour, 'time_string') : null
  const match = typeof text === 'string' ? /(\d+)d (\d+)h (\d+)m (\d+)s/.exec(text) : null
  if (match === null) return null
  const [days, hours, minutes, seconds] = match.slice(1).map(Number)
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000
}

/** Version 2 says of raters that are no people what they are. */
function isMachine(row: Fields): boolean {
  const origin = ownField(row, 'annotator_origin')
  const kind = isFields(origin) ? ownField(origin, 'kind') : origin
  return kind === 'llm' || kind === 'tool'
}

/** Returns the folder of a file `USER/annotated_instances.jsonl`, null where the file is that of all users. */
function folderOf(file: string): string | null {
  const [name = '', folder = ''] = file.split(/[\\/]/).reverse()
  const isOfUser = name.startsWith('annotated_instances') && !/^annotation_output/.test(folder)
  return isOfUser && folder !== '' ? folder : null
}
