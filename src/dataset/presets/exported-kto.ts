import type { ChatMessage } from '../../domain/index.ts'
import { isMissing, ownField } from '../field-reader.ts'
import type { GroupPreset, PlacedFields } from '../preset.ts'
import {
  type ExportedLabel,
  exportedId,
  exportedInstance,
  isExportedRow,
  PROVENANCE_COLUMNS,
  readExportedLabel,
} from './parts/exported-row.ts'
import {
  type ExportedSides,
  readCompletion,
  readPrompt,
  storedTexts,
} from './parts/exported-sides.ts'
import { requireAlike } from './parts/require-alike.ts'

const KNOWN: ReadonlySet<string> = new Set([
  ...PROVENANCE_COLUMNS,
  'prompt',
  'completion',
  'label',
  'prompt_end',
])

/** Our own exports with one completion a row; the wanted and the unwanted completion of an id are one instance again. */
export const exportedKtoPreset: GroupPreset = {
  id: 'exported-kto',
  title: 'Unpaired preferences that HyPER exported',
  hub: [],
  documentation: 'docs/guides/exports.md',
  evidence: 'file',
  note: 'Told by the columns completion, label, verdict, p_a and chosen_side. The two rows of an id stand one after the other; one of them alone is no pair.',
  licence: null,
  columns: [
    { name: 'id, dataset', holds: 'id and data set' },
    { name: 'prompt', holds: 'prompt' },
    { name: 'completion, label', holds: 'a completion, and whether it is the wanted one' },
    { name: 'prompt_end', holds: 'where a plain prompt ends, in characters' },
    { name: 'source, annotator, verdict, p_a, margin', holds: 'the label' },
    { name: 'chosen_side', holds: 'the stored place of the wanted completion' },
  ],
  fits: (row) =>
    isExportedRow(row) && Object.hasOwn(row, 'completion') && Object.hasOwn(row, 'label'),
  keyOf: exportedId,
  readTogether: (rows) => {
    const read = rows.map((place) => ({ place, ...readRow(place) }))
    const wanted = read.find((row) => row.isWanted)
    const unwanted = read.find((row) => !row.isWanted)
    for (const { place } of read.slice(2))
      place.reader.note('wrong-value', 'id', ownField(place.row, 'id'), 'two rows of one id')
    if (rows.some(({ reader }) => reader.problems.length > 0)) return []
    if (wanted === undefined || unwanted === undefined) {
      if (rows[1] !== undefined)
        rows[1].reader.note('wrong-value', 'label', ownField(rows[1].row, 'label'), 'the other one')
      return []
    }
    const textsOf = (row: Completion): ReturnType<typeof storedTexts> =>
      storedTexts(
        {
          form: row.form,
          prompt: row.prompt,
          chosen: wanted.completion,
          rejected: unwanted.completion,
        },
        row.label.chosenSide,
      )
    const texts = textsOf(wanted)
    if (texts.prompt.trim() === '')
      wanted.place.reader.note('empty-field', 'prompt', texts.prompt, 'a text that is not empty')
    const [first, later] = wanted === read[0] ? [wanted, unwanted] : [unwanted, wanted]
    requireAlike(
      later.place,
      { label: later.label, texts: textsOf(later) },
      { label: first.label, texts: textsOf(first) },
      first.place.place.line,
    )
    return [exportedInstance(wanted.label, texts, first.place.reader.rest(first.place.row, KNOWN))]
  },
}

interface Completion extends Pick<ExportedSides, 'form' | 'prompt'> {
  readonly label: ExportedLabel
  readonly completion: readonly ChatMessage[]
  readonly isWanted: boolean
}

function readRow({ reader, row }: PlacedFields): Completion {
  const label = readExportedLabel(reader, row)
  if (label.annotation.verdict === 'tie')
    reader.note('wrong-value', 'verdict', 'tie', 'a or b: a tie has no wanted completion')
  return {
    label,
    ...readPrompt(reader, row),
    completion: readCompletion(reader, row, 'completion'),
    isWanted: readWanted({ reader, row }),
  }
}

/** A cell of a flat file holds the label as a word. */
function readWanted({ reader, row }: Pick<PlacedFields, 'reader' | 'row'>): boolean {
  const value = ownField(row, 'label')
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === true || word === 'true') return true
  if (word !== false && word !== 'false')
    reader.note(isMissing(value) ? 'missing-field' : 'wrong-value', 'label', value, 'true or false')
  return false
}
