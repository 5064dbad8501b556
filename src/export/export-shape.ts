/** What becomes of a tie: left out, written in both orders, or written once with margin 0. */
export type TieRule = 'drop' | 'half' | 'margin'

/** What becomes of a label that is a share of votes: its verdict alone, a weight for each order, or repeated rows of each order. */
export type SoftRule = 'none' | 'weights' | 'rows'

/** How labelled instances are written for a trainer. */
export interface ExportShape {
  /** `implicit`: the prompt stands inside both completions; `explicit`: in a column of its own. */
  readonly prompt: 'implicit' | 'explicit'
  /** Lists of messages, or texts. */
  readonly form: 'conversation' | 'plain'
  readonly ties: TieRule
  readonly soft: SoftRule
  /** Rows that one label becomes under `soft: 'rows'`, 2 to 64. */
  readonly copies: number
}

/** Rows of one soft label where nothing is said: shares to a tenth. */
export const DEFAULT_COPIES = 10

/** Most rows of one soft label: an import reads no more neighbouring rows of one id together. */
export const MOST_COPIES = 64
