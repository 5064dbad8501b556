import { unguardCell } from '../../kit/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
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

/** The CSV file of `hyper export --format spreadsheet`, filled in by one person, or by several with their names in `annotator`. */
export const spreadsheetPreset: RowPreset = {
  id: 'spreadsheet',
  title: 'Spreadsheet, filled in',
  hub: [],
  documentation: 'docs/guides/own-data.md',
  evidence: 'file',
  note: 'The name of the file is the annotator where the column annotator is empty. An empty preference, or skip, is no annotation. A row whose id and hyper_key do not belong together is refused: a program changed one of them, or one column was sorted alone. Without a column hyper_key the first response is A.',
  licence: null,
  columns: [
    { name: 'id, prompt, first, second', holds: 'id and texts' },
    { name: 'preference', holds: 'human annotation: five steps, A or B, 1 or 2, first or second' },
    { name: 'confidence, comment', holds: 'confidence and reasons of the annotation' },
    { name: 'annotator', holds: 'annotator; else the name of the file' },
    { name: 'hyper_key, dataset', holds: 'order shown, data set' },
  ],
  repeats: true,
  fits: (row) =>
    ['prompt', 'first', 'second', 'preference'].every((name) => Object.hasOwn(row, name)) &&
    !Object.hasOwn(row, 'annotation_id'),
  read: (reader, row, { place }) => {
    const source = sourceOfFile(place.file)
    const pair = readPair(reader, row, source, place.line)
    return [storeAnswers(pair, readAnswer(reader, row, source))]
  },
}

const GUARDED = ['id', 'prompt', 'first', 'second', 'hyper_key', 'dataset'] as const

function readPair(reader: FieldReader, row: Fields, source: string, line: number): ShownPair {
  const cells = GUARDED.map((name) => {
    const value = ownField(row, name)
    return [name, typeof value === 'string' ? unguardCell(value) : value] as const
  })
  const fields: Fields = { ...row, ...Object.fromEntries(cells) }
  if (isOwnTask(fields)) return readOwnTask(reader, fields, reader.name(fields, 'id'))
  return {
    instance: {
      id: readAnnotatorName(fields.id) ?? `${source}-${line}`,
      source: readAnnotatorName(fields.dataset) ?? source,
      prompt: reader.filledText(fields, 'prompt'),
      completionA: reader.text(fields, 'first'),
      completionB: reader.text(fields, 'second'),
      meta: {},
    },
    order: null,
    turned: false,
    names: { first: 'first', second: 'second' },
  }
}

function readAnswer(reader: FieldReader, row: Fields, source: string): ShownAnswer[] {
  const cell = ownField(row, 'preference')
  const word = isMissing(cell) ? '' : String(cell).trim()
  if (word === '' || /^skip(?:ped)?$/i.test(word)) return []
  const preference = parseShownWord(word, null, true)
  if (preference === null) {
    reader.note('unknown-verdict', 'preference', cell, `${SHOWN_WORDS}; empty to skip`)
    return []
  }
  return [
    {
      annotator: readAnnotatorName(ownField(row, 'annotator')) ?? source,
      preference,
      confidence: ownField(row, 'confidence'),
      reasons: ownField(row, 'comment'),
    },
  ]
}
