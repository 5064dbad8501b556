import type { RowBits } from '../domain/index.ts'
import type { HeadLabels } from '../reward/index.ts'

/** One reward model to train. */
export interface HeadRequest {
  /** Mix id, or the name of a control; unique together with the seed. */
  readonly name: string
  readonly seed: number
  /** Human-routed rows. */
  readonly humans: number
  /** Which rows are human-routed; null for labels that are no mix (controls). */
  readonly rows: RowBits | null
  /** What it trains on; called when its turn comes. */
  readonly labels: () => HeadLabels
}

/** Trained reward models, read on the evaluation rows. */
export interface TrainedHeads {
  /** score(chosen) - score(rejected), row-major (models x evaluation rows). */
  readonly margins: Float32Array
  /** Standard deviation of the margins on the training rows, per model. */
  readonly scales: Float64Array
  /** Probe weights, row-major (models x columns); null for other trainers. */
  readonly weights: Float32Array | null
}
