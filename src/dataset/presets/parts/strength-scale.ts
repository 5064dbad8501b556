import type { Annotation } from '../../../domain/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../../field-reader.ts'
import type { Preference } from '../../preference-words.ts'

/** What stands for "neither is acceptable" among the strengths of single annotators. */
const NEITHER = -100

const STEPS: Readonly<Record<number, Preference>> = {
  '-3': { verdict: 'a', strength: 'clear' },
  '-2': { verdict: 'a' },
  '-1': { verdict: 'a', strength: 'slight' },
  '0': { verdict: 'tie' },
  '1': { verdict: 'b', strength: 'slight' },
  '2': { verdict: 'b' },
  '3': { verdict: 'b', strength: 'clear' },
}

/** How the scale is read, for the note of a preset. */
export const SCALE_NOTE =
  'Strength: 3 is "much better", so clear; 1 is "slightly better", so slight; 2 is plain "better", between the two, so no strength.'

/**
 * Returns the preference that a step of the scale -3 (response 1, which is A, is much better) to 3 (response 2, which is B, is much
 * better) stands for. Null where the field is absent or says that neither response is acceptable; anything else is noted.
 */
export function readStep(
  reader: FieldReader,
  fields: Fields,
  key: string,
  name: string = key,
): Preference | null {
  const cell = ownField(fields, key)
  if (isMissing(cell)) return null
  const step = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell
  if (step === NEITHER) return null
  const preference = typeof step === 'number' ? STEPS[step] : undefined
  if (preference === undefined)
    reader.note('unknown-verdict', name, cell, 'a whole number from -3 to 3')
  return preference ?? null
}

/** The fields of one annotator's entry. */
export interface StepColumns {
  readonly step: string
  readonly reason: string
}

/**
 * Returns the annotations of a list of entries, one for each annotator who preferred a side or found both about the same; null where
 * there are no entries. Annotators are named by their position, `h1`, `h2`, ...; the text of an entry becomes its reason.
 */
export function readSteps(
  reader: FieldReader,
  row: Fields,
  key: string,
  columns: StepColumns,
): Annotation[] | null {
  const entries = reader.list(row, key)
  if (entries.length === 0) return null
  return entries.flatMap((entry, index): Annotation[] => {
    const name = `${key}[${index}]`
    if (!isFields(entry)) {
      reader.note('wrong-type', name, entry, `an object with ${columns.step}`)
      return []
    }
    const preference = readStep(reader, entry, columns.step, `${name}.${columns.step}`)
    if (preference === null) return []
    const reason = ownField(entry, columns.reason)
    const reasons = typeof reason === 'string' && reason.trim() !== '' ? [reason] : []
    return [
      {
        annotator: `h${index + 1}`,
        ...preference,
        ...(reasons.length > 0 ? { reasons } : {}),
      },
    ]
  })
}
