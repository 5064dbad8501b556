import { type SignalColumns, selectSignalRows } from '../domain/index.ts'

/** Pairs as instance-level predictors see them; arrays are parallel, n rows. No human label is in it. */
export interface PairEvidence {
  readonly ids: readonly string[]
  /** Prompt group per row, any numbers; rows of one group never help to predict each other. */
  readonly groups: Uint32Array
  /** Position of the judge's label: 1 for A, -1 for B, 0 for a tie; NaN without one. */
  readonly judge: Float64Array
  /** Signals that change sign when A and B change places; unknown leans to neither side. */
  readonly leads: SignalColumns
  /** Signals that do not. */
  readonly traits: SignalColumns
}

/** Returns the evidence of some of the rows, in the order given. */
export function selectEvidence(evidence: PairEvidence, rows: ArrayLike<number>): PairEvidence {
  const every = Array.from({ length: rows.length }, (_, index) => rows[index]!)
  return {
    ids: every.map((row) => evidence.ids[row]!),
    groups: Uint32Array.from(every, (row) => evidence.groups[row]!),
    judge: Float64Array.from(every, (row) => evidence.judge[row]!),
    leads: selectSignalRows(evidence.leads, rows),
    traits: selectSignalRows(evidence.traits, rows),
  }
}
