import type { Place, PreferenceInstance } from '../domain/index.ts'
import type { FieldReader, Fields } from './field-reader.ts'

/** Which pairs are made of three or more completions of one prompt. */
export type PairRule = 'all' | 'adjacent' | 'best-worst'

/** How ratings and rankings become preferences. */
export interface PairRules {
  /** Every two completions, neighbours in the ranking, or the best with the worst; default `best-worst`. */
  readonly pairs: PairRule
  /** Least lead of a rating that is a preference, in units of the rating; a smaller one is a tie. Default 0: any lead is one. */
  readonly margin: number
}

/** What is used where nothing is said. */
export const DEFAULT_PAIR_RULES: PairRules = { pairs: 'best-worst', margin: 0 }

/** How the shape of a preset is known: a real file was read, its data card or the code that reads or writes it, or neither was found. */
export type Evidence = 'file' | 'card' | 'code' | 'none'

/** A column of a shape and what it holds, for the page of formats. */
export interface PresetColumn {
  readonly name: string
  readonly holds: string
}

/** What is known of a shape beside how it is read. */
export interface PresetFacts {
  /** Name in configs and messages: `helpsteer2`. */
  readonly id: string
  readonly title: string
  /** Data sets of a hub that have this shape, as `OWNER/NAME`, or `OWNER/NAME/CONFIG` where another config has another shape. */
  readonly hub: readonly string[]
  /** Where the shape is described. */
  readonly documentation: string
  readonly evidence: Evidence
  /** What a user should know: how verdicts are derived, what is not read. */
  readonly note: string
  /** Licence of the data as their card states it, as an identifier of the hub (`cc-by-4.0`); null where the shape is not one data set's. */
  readonly licence: string | null
  readonly columns: readonly PresetColumn[]
}

/** What a preset is told beside the row. */
export interface PresetContext {
  readonly place: Place
  readonly rules: PairRules
}

/** A row with its reader, where several rows are read together. */
export interface PlacedFields {
  readonly row: Fields
  readonly reader: FieldReader
  readonly place: Place
}

interface PresetBase extends PresetFacts {
  /** Tells whether a row has this shape, by the fields that it has. */
  fits(row: Fields): boolean
  /** Several rows may hold annotations of one pair: instances of one id are joined, and conflicts are told. */
  readonly repeats?: boolean
}

/** A shape whose rows are read one by one; one row may hold no pair, one or several. */
export interface RowPreset extends PresetBase {
  /** Returns the instances of a row; whatever is wrong is noted with the reader, and then the result is not used. */
  read(reader: FieldReader, row: Fields, context: PresetContext): readonly PreferenceInstance[]
}

/** A shape in which neighbouring rows make pairs: one completion a row. */
export interface GroupPreset extends PresetBase {
  /** Returns what rows that are read together have in common, null for a row that stands alone. */
  keyOf(row: Fields): string | null
  /** Returns the instances of rows of one key; whatever is wrong is noted with the reader of its row. */
  readTogether(rows: readonly PlacedFields[], rules: PairRules): readonly PreferenceInstance[]
}

/** One shape of rows. A further public shape is one more file in `presets/` and one more line in `presets/index.ts`. */
export type Preset = RowPreset | GroupPreset
