import type { GroupPreset, PlacedFields } from '../preset.ts'
import {
  type ExportedLabel,
  exportedId,
  exportedInstance,
  isExportedRow,
  PROVENANCE_COLUMNS,
  readExportedLabel,
} from './parts/exported-row.ts'
import { readSides, type StoredTexts, storedTexts } from './parts/exported-sides.ts'
import { requireAlike } from './parts/require-alike.ts'

/** Our own exports with a chosen and a rejected completion a row, in the form of any trainer; rows of one id are one instance again. */
export const exportedPreferencesPreset: GroupPreset = {
  id: 'exported-preferences',
  title: 'Preferences that HyPER exported',
  hub: [],
  documentation: 'docs/guides/exports.md',
  evidence: 'file',
  note: 'Told by the columns verdict, p_a and chosen_side. The completions take their stored order again; ties in both orders and repeated rows of a soft label become one instance with one annotation.',
  licence: null,
  columns: [
    { name: 'id, dataset', holds: 'id and data set' },
    {
      name: 'prompt, conversations, messages, instruction, input, system',
      holds:
        'prompt, by the form of the trainer; absent where it stands inside chosen and rejected',
    },
    { name: 'chosen, rejected', holds: 'completions' },
    { name: 'prompt_end', holds: 'where the prompt ends: messages, or characters of a text' },
    { name: 'source, annotator, verdict, p_a, margin', holds: 'the label' },
    { name: 'chosen_side', holds: 'the stored place of the chosen completion' },
    { name: 'weight', holds: 'not read: p_a says it' },
  ],
  fits: (row) =>
    isExportedRow(row) && Object.hasOwn(row, 'chosen') && Object.hasOwn(row, 'rejected'),
  keyOf: exportedId,
  readTogether: (rows) => {
    const [place, ...later] = rows
    if (place === undefined) return []
    const first = readRow(place)
    for (const row of later) {
      const read = readRow(row)
      if (row.reader.problems.length === 0 && place.reader.problems.length === 0)
        requireAlike(row, read, first, place.place.line)
    }
    const known = new Set([...PROVENANCE_COLUMNS, ...first.columns])
    return [exportedInstance(first.label, first.texts, place.reader.rest(place.row, known))]
  },
}

interface ReadRow {
  readonly label: ExportedLabel
  readonly texts: StoredTexts
  readonly columns: readonly string[]
}

function readRow({ reader, row }: PlacedFields): ReadRow {
  const label = readExportedLabel(reader, row)
  const { columns, ...sides } = readSides(reader, row)
  const texts = storedTexts(sides, label.chosenSide)
  if (reader.problems.length === 0 && texts.prompt.trim() === '')
    reader.note('empty-field', 'prompt', texts.prompt, 'a text that is not empty')
  return { label, texts, columns }
}
