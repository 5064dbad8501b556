/** What a PPM sees of a mix: the budget and the counts. */
export interface MixPoint {
  /** Human-routed rows. */
  readonly humans: number
  /** Rows of the pool. */
  readonly total: number
  /** Per feature, human-routed rows that carry it; shape (m). */
  readonly counts: Float64Array
}

/** A predicted score: mean and standard deviation of the expected score (run noise not included), in points. */
export interface Prediction {
  readonly mean: number
  readonly sd: number
}

/** Local linear view of a predictor at one mix. */
export interface Effects {
  /** Change of the score per additional human-routed row of average features; points per row. */
  readonly perRow: number
  /** Change of the score per feature that the row carries beyond the column mean; points, shape (m). */
  readonly perFeature: Float64Array
  /**
   * Posterior covariance of `perFeature`, row-major (m x m); null when the model has none. `perRow` is taken as exact in it: it moves all
   * gains together and no ranking.
   */
  readonly covariance: Float64Array | null
}

/**
 * A fitted performance prediction model, the one thing that routing knows of it. Gain of row i at a mix =
 * perRow + sum over features of perFeature[j] * (x_ij - columnMean[j]).
 */
export interface Predictor {
  /** `bayes`, `budget-only`, ... */
  readonly kind: string
  /** Feature ids in the order of `counts`. */
  readonly featureIds: readonly string[]
  /** Share of the pool's rows that carry each feature on the data the model was fitted on; shape (m). */
  readonly columnMeans: Float64Array
  /** Rows of the pool that the model was fitted on. */
  readonly total: number
  predict(points: readonly MixPoint[]): Prediction[]
  effects(at: MixPoint): Effects
}
