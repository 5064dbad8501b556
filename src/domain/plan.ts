import type { Budget } from './budget.ts'
import type { Source } from './preference.ts'
import type { Interval } from './score.ts'

/** One row of `plan.jsonl`: where one instance goes, and why. */
export interface PlanRow {
  readonly id: string
  readonly source: Source
  /** The annotator (pool or judge) of that source; null when the config names none. */
  readonly annotator: string | null
  /** 1 is routed to people first. */
  readonly rank: number
  /** Predicted change of the score when this row moves from LM to human, points; null where the router predicts none. */
  readonly gain: Interval | null
  /** P(human label differs from LM label); null when unknown. */
  readonly pDiffers: number | null
  /** Price of the label bought; null when unknown, never zero for unknown. */
  readonly priceUsd: number | null
  /** Chance with which the router sent this row to people; 0 or 1 for deterministic choices. */
  readonly propensity: number
  /** Why people label a row that no router chose: the random audit slice, or exploration; absent for all other rows. */
  readonly reserve?: 'audit' | 'exploration'
  /** The features that moved the gain most, or the evidence that ranked the row, by absolute share of it, at most three. */
  readonly why: readonly { readonly feature: string; readonly share: number }[]
}

/** The product: source, rank, gain, price and reason for every instance. */
export interface RoutingPlan {
  readonly router: string
  readonly budget: Budget
  /** Rows of the plan in the order of the pool. */
  readonly rows: readonly PlanRow[]
  readonly human: number
  readonly lm: number
  /** Price of all labels; null when any price is unknown. */
  readonly priceUsd: number | null
  /** Predicted score of the whole plan; null where no predictor was used. */
  readonly predicted: Interval | null
  /** Plain sentences about limits of this plan: a refused PPM, an unknown price, an extrapolation. */
  readonly notes: readonly string[]
}
