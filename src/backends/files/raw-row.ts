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
 * One row of a file: its value, or why there is none. `line` counts from 1; for Parquet it is the number of the row, for CSV the line
 * on which the row starts.
 */
export type RawRow =
  | { readonly file: string; readonly line: number; readonly value: unknown }
  | { readonly file: string; readonly line: number; readonly problem: RawProblem }

/** Largest line or CSV record that is read by default, in bytes: 64 MiB. */
export const LARGEST_LINE_BYTES: number = 64 * 1024 * 1024

/** What the readers of one file need to know; `file` is the name for messages. */
export interface ReadContext {
  readonly file: string
  readonly largestLineBytes: number
  /** Told of the header of a JSON Lines file, `{"format": "hyper/NAME@1", ...}` on line 1, which is no row. */
  readonly onHeader?: (header: Readonly<Record<string, unknown>>, file: string) => void
}
