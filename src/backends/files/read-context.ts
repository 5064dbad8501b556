/** Largest line or CSV record that is read by default, in bytes: 64 MiB. */
export const LARGEST_LINE_BYTES: number = 64 * 1024 * 1024

/** What the readers of one file need to know; `file` is the name for messages. */
export interface ReadContext {
  readonly file: string
  readonly largestLineBytes: number
  /** Told of the header of a JSON Lines file, `{"format": "hyper/NAME@1", ...}` on line 1, which is no row. */
  readonly onHeader?: (header: Readonly<Record<string, unknown>>, file: string) => void
}
