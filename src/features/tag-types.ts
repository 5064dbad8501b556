/** The eight descriptive dimensions of a prompt. */
export type TagDimension =
  | 'subject'
  | 'language'
  | 'expertise'
  | 'openness'
  | 'safety'
  | 'intents'
  | 'material'
  | 'format'

/** One value of a dimension. */
export interface TagOption {
  readonly id: string
  readonly label: string
  /** Other spellings under which columns and taggers name it; compared without case and punctuation. */
  readonly aliases?: readonly string[]
}

/** A dimension: `list` takes several options, `one` exactly one, `open` a free list of which only presence counts. */
export interface TagDimensionEntry {
  readonly id: TagDimension
  readonly kind: 'list' | 'one' | 'open'
  readonly label: string
  /** Column names under which published tag files carry it. */
  readonly columns: readonly string[]
  readonly options: readonly TagOption[]
}
