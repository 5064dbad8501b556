import type { PreferenceInstance } from '../../domain/index.ts'
import { readAnnotations } from '../annotation-row.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../field-reader.ts'
import type { Preset } from '../preset.ts'
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
export const hyperPreset: Preset = {
  id: 'hyper',
  signs: ['response_a', 'response_b'],
  read: (reader, row, place): PreferenceInstance => {
    const extra = reader.rest(row, KNOWN)
    return {
      id: reader.filledText(row, 'id'),
      source: readSource(reader, row) ?? sourceOfFile(place.file),
      prompt: reader.filledText(row, 'prompt'),
      completionA: reader.text(row, 'response_a'),
      completionB: reader.text(row, 'response_b'),
      human: readAnnotations(reader, row, 'human'),
      lm: readAnnotations(reader, row, 'lm'),
      meta: reader.object(row, 'meta'),
      ...(extra === undefined ? {} : { extra }),
    }
  },
}

function readSource(reader: FieldReader, row: Fields): string | undefined {
  return isMissing(ownField(row, 'source')) ? undefined : reader.filledText(row, 'source')
}
