import type { Source } from '../domain/index.ts'

/** Which column holds a source's label, and what its values mean. */
export interface LabelColumn {
  readonly column: string
  /** Name of the annotator; default `h1` for people, `judge` for a judge. */
  readonly annotator?: string
  /** Column with the annotator's name. */
  readonly annotatorColumn?: string
  /**
   * What the values mean: value as text -> `a`, `b`, `tie` or a word of the pair format. Where it is given, no other value is known.
   * Numbers always need it: 1 means A in one file and B in the next.
   */
  readonly values?: Readonly<Record<string, string>>
}

/**
 * Which column of a flat row holds what. A column is a field of the row, or a path with dots into objects. Completions are either
 * `a` and `b`, or `chosen` and `rejected`; then the side is drawn by the hash of the id and the label goes to `preferredBy`.
 */
export interface ColumnMap {
  readonly prompt: string
  readonly a?: string
  readonly b?: string
  readonly chosen?: string
  readonly rejected?: string
  /** Whose preference chosen over rejected is; default `human`. */
  readonly preferredBy?: Source
  /** Column with the id; without it rows are named `FILE-LINE`. */
  readonly id?: string
  /** Column with the name of the data set; without it the file's name. */
  readonly source?: string
  /** Column whose equal values tie rows into one prompt group. */
  readonly group?: string
  readonly human?: string | LabelColumn
  readonly lm?: string | LabelColumn
  /** Columns kept in `meta`; default all that are not mapped. */
  readonly meta?: readonly string[]
}
