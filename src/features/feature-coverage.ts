import type { Contrast } from './contrast.ts'

/** What is known of one feature. */
export interface FeatureCoverage {
  readonly id: string
  readonly label: string
  readonly group: string
  /** Rows that carry it, and rows for which it is unknown. */
  readonly carried: number
  readonly unknown: number
  /** Shares of all rows, 0 to 1. */
  readonly carriedShare: number
  readonly unknownShare: number
  /** True when every known row has the same value: it can tell no mix from another. */
  readonly constant: boolean
  /** Share of differing labels with the feature minus without it; null without labels or where one side is empty. */
  readonly differs: Contrast | null
  readonly better: Contrast | null
}
