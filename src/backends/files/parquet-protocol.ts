import type { CellProblem } from './parquet-values.ts'

/** Key in a file's metadata that names the column of fields without a column of their own. */
export const REST_COLUMN_KEY = 'hyper/rest-column'

/** What the decoder's thread is asked. */
export type ParquetRequest =
  | { readonly kind: 'groups'; readonly path: string }
  | {
      readonly kind: 'rows'
      readonly path: string
      readonly rowStart: number
      readonly rowEnd: number
    }

/** One row group. */
export interface GroupShape {
  readonly rows: number
  /** Unpacked size. */
  readonly bytes: number
  /** Whether a part of it can be read without the rest. */
  readonly indexed: boolean
}

/** One decoded row. */
export interface DecodedRow {
  readonly value: unknown
  readonly problem: CellProblem | null
}

/** What it answers. */
export type ParquetAnswer =
  | { readonly groups: readonly GroupShape[] }
  | { readonly rows: readonly DecodedRow[] }
  | { readonly failure: string }
