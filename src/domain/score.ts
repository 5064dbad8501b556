/** A number with its 95 % interval. */
export interface Interval {
  readonly value: number
  readonly lo: number
  readonly hi: number
}

/** The three scores of a set of evaluation rows. Accuracy and soft accuracy are points, 0 to 100; log loss is in nats. */
export interface ScoreTriple {
  /** Share of rows with score(chosen) > score(rejected), equal scores counting half; points. */
  readonly accuracy: number
  /** Mean of sigmoid(2 x margin / sd of the margins on the training rows); points. */
  readonly soft: number
  /** Mean of -log sigmoid(margin); nats. */
  readonly logLoss: number
}

/** Raw tallies of one subset. */
export interface SubsetScore {
  readonly correct: number
  readonly ties: number
  readonly count: number
  /** Soft accuracy of the subset, points. */
  readonly soft: number
}

/** The score of one trained mix: one row of `scores.jsonl`. */
export interface MixScore {
  /** Mix id, or the name of a control. */
  readonly mix: string
  readonly seed: number
  readonly trainer: string
  /** Human-routed rows. */
  readonly budget: number
  /** 0 to 1. */
  readonly humanShare: number
  /** Training rows. */
  readonly rows: number
  readonly overall: ScoreTriple
  readonly categories: Readonly<Record<string, ScoreTriple>>
  readonly subsets: Readonly<Record<string, SubsetScore>>
  /** Null in the artifact of a deterministic trainer: times live in the manifest's ledger. */
  readonly seconds: number | null
  readonly costUsd: number | null
}

/** Which of the three scores is a target. */
export type ScoreName = 'soft' | 'accuracy'
