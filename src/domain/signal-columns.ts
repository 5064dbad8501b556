/** Numeric signals of rows, by name: what instance-level predictors read. NaN is unknown. */
export interface SignalColumns {
  /** Instance ids in row order; n of them. */
  readonly ids: readonly string[]
  /** One column per signal, n long. */
  readonly columns: Readonly<Record<string, Float64Array>>
}

/** Returns the signals of some of the rows, in the order given. */
export function selectSignalRows(signals: SignalColumns, rows: ArrayLike<number>): SignalColumns {
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: rows.length }, (_, index) => column[rows[index]!]!)
  return {
    ids: Array.from({ length: rows.length }, (_, index) => signals.ids[rows[index]!]!),
    columns: Object.fromEntries(
      Object.entries(signals.columns).map(([name, column]) => [name, pick(column)]),
    ),
  }
}
