import type { TokenPrice } from '../domain/index.ts'

/** The price of a model, or of all models that a pattern names. */
export interface PriceEntry {
  /** Name of a model as it is sent, `*` for any letters; upper and lower case are the same. */
  readonly model: string
  readonly price: TokenPrice
  /** Where the figures stand; null where nobody said. */
  readonly source: string | null
  /** Day or month of the figures; null where nobody said. */
  readonly asOf: string | null
}
