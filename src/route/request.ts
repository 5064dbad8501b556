import type { Budget, FeatureMatrix, Predictor, Prices, RowBits } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { RoutingEvidence } from './evidence.ts'
import type { RouterName } from './router-names.ts'

/** Draws so many mixes of a size; counts are per column of the matrix of the request. */
export type DrawCandidates = (
  humans: number,
  count: number,
  random: Random,
) => readonly { readonly rows: RowBits; readonly counts: Float64Array }[]

/** What a plan is made from. */
export interface RoutingRequest {
  readonly matrix: FeatureMatrix
  readonly predictor: Predictor | null
  /** `free`: as many as the predicted score wants, or as have a gain above zero; only with a predictor or with gains. */
  readonly budget: Budget | 'free'
  /** `auto` follows `chooseRouter`. */
  readonly router: RouterName | 'auto'
  readonly prices: Prices
  /** Names of the annotator of each source. */
  readonly annotators?: { readonly human?: string; readonly lm?: string }
  /** What is known of single rows beside their features. */
  readonly evidence?: RoutingEvidence
  /** False when the PPM was refused; absent when nobody checked. */
  readonly usable?: boolean
  /** True when a refused PPM predicted better than the budget out of fold all the same; see `chooseRouter`. */
  readonly leaning?: boolean
  /** Standard deviations taken off the prediction when mixes are compared; default 1 for `search`, 0 for the others. */
  readonly kappa?: number
  /** Certainty (t) above which an influence counts; absent: every sign counts. */
  readonly influenceCut?: number
  /** Mixes drawn by `simulated`; default 4,000. */
  readonly simulations?: number
  /** Needed by `simulated`; a start for `search`. */
  readonly drawCandidates?: DrawCandidates
  /** Starts of `search`; default 6. */
  readonly starts?: number
  /** Batches of `marginal`, after each of which the gains are evaluated again; default 25. */
  readonly batches?: number
  /** Lets features that the predictor knows be absent from the matrix: they then count as average. */
  readonly allowMissingFeatures?: boolean
}
