import { show } from '../../../kit/index.ts'
import type { PlacedFields } from '../../preset.ts'
import type { ExportedLabel } from './exported-row.ts'
import type { StoredTexts } from './exported-sides.ts'

/** Notes with the reader of a later row of an id where it does not say what the first one says, field by field. */
export function requireAlike(
  { reader }: PlacedFields,
  later: { readonly label: ExportedLabel; readonly texts: StoredTexts },
  first: { readonly label: ExportedLabel; readonly texts: StoredTexts },
  firstLine: number,
): void {
  const known = factsOf(first)
  for (const [field, value] of Object.entries(factsOf(later)))
    if (JSON.stringify(value) !== JSON.stringify(known[field]))
      reader.note(
        'wrong-value',
        field,
        value,
        `${show(known[field])}, as in line ${firstLine} of the same id`,
      )
}

function factsOf({
  label: { dataset, source, annotation },
  texts: { prompt, completionA, completionB, messages },
}: Parameters<typeof requireAlike>[1]): Record<string, unknown> {
  const { annotator, verdict, pA, strength } = annotation
  return {
    dataset,
    source,
    annotator,
    verdict,
    p_a: pA,
    margin: strength,
    prompt,
    'completion A': completionA,
    'completion B': completionB,
    messages,
  }
}
