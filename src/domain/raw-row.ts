/**
 * What is wrong with a row that could not be read as a value. Codes: `invalid-json`, `invalid-utf8`, `invalid-csv`, `nul-byte`,
 * `line-too-long`, `bad-header`; `truncated-file` and `corrupt-file` mean that a part of the file could not be read at all.
 */
export interface RawProblem {
  readonly code: string
  readonly field: string | null
  readonly got: string
  readonly expected: string
}

/**
 * One row as a reader delivers it: its value, or why there is none. `line` counts from 1; for Parquet it is the number of the row, for
 * CSV the line on which the row starts.
 */
export type RawRow =
  | { readonly file: string; readonly line: number; readonly value: unknown }
  | { readonly file: string; readonly line: number; readonly problem: RawProblem }

/** Where a row stands. */
export interface Place {
  readonly file: string
  readonly line: number
}
