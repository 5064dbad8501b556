/** The rows that a guarantee is about. Arrays are parallel, n long. */
export interface AuditPool {
  /** Agreement score: the higher the surer that the judge's verdict is the person's. NaN is unknown: such a row is never accepted. */
  readonly scores: Float64Array
  /** Prompt group per row; absent where unknown, then the largest group of the slice bounds what one group can weigh. */
  readonly groups?: Uint32Array | null
  /** Chance of every row to be drawn into the audit slice; absent where it was the same for all. */
  readonly propensities?: Float64Array | null
}

/** One row of the audit slice: labelled by the judge and by a person. */
export interface AuditRow {
  readonly score: number
  /** Whether the judge's verdict is the person's. */
  readonly agrees: boolean
  readonly group: number
  /** Chance with which the row was drawn into the slice, above 0; only the ratios count. */
  readonly propensity: number
}

/** How far the people who labelled one row agree with each other. */
export interface PeopleRow {
  readonly score: number
  readonly group: number
  /** Pairs of people with the same verdict. */
  readonly agree: number
  readonly pairs: number
}

/** What an audit reads. */
export interface AuditInput {
  readonly pool: AuditPool
  readonly audit: readonly AuditRow[]
  /** Rows that two people or more labelled; they need not be rows of the slice. */
  readonly people?: readonly PeopleRow[]
}

/** What was drawn at random: rows of the pool, each with the chance it has, or whole prompt groups, all rows of a group together. */
export type AuditDraw = 'rows' | 'groups'

/** How far the claim reaches: it ends with the rows of the pool, or it holds for rows of new prompts like these. */
export type AuditClaim = 'pool' | 'new-prompts'

/** Options of an audit. */
export interface AuditOptions {
  /** Least agreement of the accepted part, above 0 and below 1. */
  readonly target: number
  /** 1 - delta: how sure the guarantee is, above 0 and below 1. */
  readonly confidence: number
  /** Default `groups`, which is never wrong, only less able to pass. */
  readonly drawn?: AuditDraw
  /** Default `new-prompts`, which is never wrong, only less able to pass. */
  readonly claim?: AuditClaim
  /** Share of the pool that the judge is wanted to label, 0 to 1; default 0.5. It is tested first of all, and `needRows` speaks of it. */
  readonly coverage?: number
  /** Shares of the pool that thresholds are put at; default 5 %, 10 % ... 100 %. */
  readonly shares?: readonly number[]
  /** Verdicts that are told apart: 3 where ties count, 2 where rows with a tie are left out; default 3. */
  readonly verdicts?: 2 | 3
  /** Labels that one audit row costs, where drawn rows are left out (ties); default 1. `needRows` counts labels. */
  readonly labelsPerRow?: number
  /** Number of this audit in a series, from 1; absent for a single audit. */
  readonly round?: number
  /** Rounds planned: each may err with the same part of delta. Absent: round r may err with 6 delta / (pi r)^2, for any number of rounds. */
  readonly rounds?: number
  /** Error already spent by earlier rounds; the sum must stay within delta. */
  readonly alphaSpent?: number
  /** A threshold that an earlier audit guaranteed: it is held against the rows of this slice. */
  readonly previous?: { readonly threshold: number }
}
