import type {
  FeatureMatrix,
  HiddenTruth,
  MixPoint,
  RowBits,
  SignalColumns,
  Source,
} from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'
import type { LabelChances } from '../label-utility.ts'
import type { ResponseSurface } from './response-surface.ts'

/** Where labels can be bought, and for how much. */
export interface SimulatedAnnotator {
  readonly id: string
  readonly kind: Source
  /** Price of its label on one instance, all votes together; USD, made up. */
  readonly priceUsd: number
  /** Most instances that it labels; null for no limit. */
  readonly cap: number | null
}

/** A world without texts: features, signals, labels that can be bought, and a score for every mix of the two primary sources. */
export interface AnalyticWorld {
  /** What routers see of the instances; n x m. */
  readonly matrix: FeatureMatrix
  /** Prompt of each instance, from 0; rows of one prompt are never split. Shape (n). */
  readonly groups: Uint32Array
  /** What is known of the instances and of the first judge before a person is asked; names as in the signal table of real data. */
  readonly signals: SignalColumns
  readonly annotators: readonly SimulatedAnnotator[]
  /** Ids of the two sources that a mix is made of: the first pool of people and the first judge. */
  readonly primary: Readonly<Record<Source, string>>
  /** What every annotator says of every instance, whether anybody pays for it or not; by id, one column a vote: 1 A, 0 tie, -1 B. */
  readonly labels: Readonly<Record<string, readonly Int8Array[]>>
  /** Returns budget and counts of a set of human-routed rows. */
  readonly pointOf: (rows: RowBits) => MixPoint
  /** Returns the score of one training of a mix: the expected score plus run noise; points. */
  readonly trainMix: (rows: RowBits, random: Random) => number
  readonly truth: HiddenTruth<AnalyticTruth>
}

/** What is true of an analytic world. */
export interface AnalyticTruth extends ResponseSurface {
  /** Gain of every row at mixes without deviation, the budget curve left out; points, mean 0. The whole truth of a linear surface; shape (n). */
  readonly trueGains: Float64Array
  /** 1 A, 0 tie, -1 B; shape (n). */
  readonly verdicts: Int8Array
  /** Expected utility of an annotator's combined label before it is drawn, by id: 1 right, 1/2 where one of label and truth is a tie; shape (n). */
  readonly expectedUtility: Readonly<Record<string, Float64Array>>
  /** Ids of the sources of a mix, as in the world. */
  readonly primary: Readonly<Record<Source, string>>
  /** Utility of the combined labels as they fell, by id; shape (n). */
  readonly labelUtility: Readonly<Record<string, Float32Array>>
  /** Returns the exact chances of one vote of an annotator on a row. */
  readonly voteChances: (annotator: string, row: number) => LabelChances
}
