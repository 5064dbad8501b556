import type { Place, PreferenceInstance } from '../domain/index.ts'
import type { FieldReader, Fields } from './field-reader.ts'

/** One shape of row. A further public shape is one more file in `presets/` and one more line in `detect-preset.ts`. */
export interface Preset {
  /** `hyper`, `multipref`, `map`. */
  readonly id: string
  /** Fields of which one is enough to take a row for this shape; empty where the shape is never guessed. */
  readonly signs: readonly string[]
  /** Returns the instance of a row; whatever is wrong is noted with the reader, and then the result is not used. */
  read(reader: FieldReader, row: Fields, place: Place): PreferenceInstance
}
