import type {
  Annotation,
  PreferenceInstance,
  Source,
  Strength,
  Verdict,
} from '../../../domain/index.ts'
import type { Json } from '../../../kit/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'

/** Stands between prompt and completion where a plain export joins the two. */
const JOINT = '\n\n'

/** Least wanted lead by strength, as an export writes it. */
const MARGINS: readonly { readonly margin: number; readonly strength?: Strength }[] = [
  { margin: 1, strength: 'clear' },
  { margin: 1 / 3, strength: 'slight' },
  { margin: 2 / 3 },
]

/** Room for margins that went through numbers of 32 bits. */
const MARGIN_ROOM = 1e-6

/** Columns that stand on every exported row; three of them tell it from foreign shapes. */
export const PROVENANCE_COLUMNS = [
  'id',
  'dataset',
  'source',
  'annotator',
  'verdict',
  'p_a',
  'margin',
  'chosen_side',
  'weight',
] as const

/** Tells whether a row carries where its label comes from, as exported rows do. */
export function isExportedRow(row: Fields): boolean {
  return ['verdict', 'p_a', 'chosen_side'].every((name) => Object.hasOwn(row, name))
}

/** Returns the id that neighbouring rows of one instance share, null where there is none. */
export function exportedId(row: Fields): string | null {
  const id = ownField(row, 'id')
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null
}

/** What the provenance columns of a row say. */
export interface ExportedLabel {
  readonly id: string
  readonly dataset: string
  readonly source: Source
  readonly annotation: Annotation
  /** The stored completion that stands as chosen in the row. */
  readonly chosenSide: 'a' | 'b'
}

/** Returns what the provenance columns of a row say; what is wrong is noted with the reader. */
export function readExportedLabel(reader: FieldReader, row: Fields): ExportedLabel {
  const verdict = readWord(reader, row, 'verdict', ['a', 'b', 'tie'])
  const strength = readStrength(reader, row, verdict)
  const pA = reader.number(row, 'p_a')
  if (pA < 0 || pA > 1) reader.note('wrong-value', 'p_a', pA, 'a number from 0 to 1')
  return {
    id: reader.name(row, 'id'),
    dataset: reader.filledText(row, 'dataset'),
    source: readWord(reader, row, 'source', ['human', 'lm']),
    annotation: {
      annotator: reader.filledText(row, 'annotator'),
      verdict,
      ...(strength === undefined ? {} : { strength }),
      pA,
    },
    chosenSide: readWord(reader, row, 'chosen_side', ['a', 'b']),
  }
}

/** Returns the instance of an exported label: one annotation, and what else stands on the row as facts. */
export function exportedInstance(
  { id, dataset, source, annotation }: ExportedLabel,
  texts: Pick<PreferenceInstance, 'prompt' | 'completionA' | 'completionB' | 'messages'>,
  rest: Readonly<Record<string, Json>> | undefined,
): PreferenceInstance {
  return {
    id,
    source: dataset,
    ...texts,
    human: source === 'human' ? [annotation] : [],
    lm: source === 'lm' ? [annotation] : [],
    meta: rest ?? {},
  }
}

/** Returns the characters (code points) or messages before a prompt's end; null where the column is absent. */
export function readPromptEnd(reader: FieldReader, row: Fields): number | null {
  if (isMissing(ownField(row, 'prompt_end'))) return null
  const end = reader.number(row, 'prompt_end')
  if (Number.isSafeInteger(end) && end >= 0) return end
  if (!Number.isNaN(end)) reader.note('wrong-value', 'prompt_end', end, 'a whole number, 0 or more')
  return 0
}

/** Returns a text without the prompt that it begins with, and that prompt; null where no prompt ends there. */
export function splitJoined(
  text: string,
  promptEnd: number,
): { readonly prompt: string; readonly rest: string } | null {
  let cut = 0
  for (let left = promptEnd; left > 0; left--) {
    const point = text.codePointAt(cut)
    if (point === undefined) return null
    cut += point > 0xffff ? 2 : 1
  }
  if (!text.startsWith(JOINT, cut)) return null
  return { prompt: text.slice(0, cut), rest: text.slice(cut + JOINT.length) }
}

function readStrength(reader: FieldReader, row: Fields, verdict: Verdict): Strength | undefined {
  const margin = reader.number(row, 'margin')
  if (Number.isNaN(margin)) return undefined
  const known = MARGINS.find((entry) => Math.abs(entry.margin - margin) < MARGIN_ROOM)
  if (verdict === 'tie' ? margin !== 0 : known === undefined)
    reader.note(
      'wrong-value',
      'margin',
      margin,
      verdict === 'tie' ? '0 for a tie' : '1, 1/3, or 2/3 where no strength was recorded',
    )
  return known?.strength
}

function readWord<const T extends string>(
  reader: FieldReader,
  row: Fields,
  key: string,
  words: readonly T[],
): T {
  const value = ownField(row, key)
  const found = words.find((word) => word === value)
  if (found === undefined)
    reader.note(
      isMissing(value) ? 'missing-field' : 'wrong-value',
      key,
      value,
      `one of ${words.join(', ')}`,
    )
  return found ?? words[0]!
}
