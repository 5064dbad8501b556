import type { StudyBudget, StudyMeasure } from '../domain/index.ts'

/** One piece of a study: a split of the data, or a world, in one setting. It depends on the study and on its own numbers alone. */
export interface CellSpec {
  readonly kind: 'label' | 'world' | 'reward' | 'transfer'
  /** Index into the settings. */
  readonly setting: number
  /** Split or world, from 0. */
  readonly index: number
  /** Index into the families of worlds; 0 for data. */
  readonly family: number
}

/** One figure of one cell: the value as it is, and on resampled prompt groups. */
export interface CellRecord {
  readonly set: string
  /** Name of a contender, or a reference: `random`, `all-human`, `all-lm`, `oracle`. */
  readonly contender: string
  /** Null for references that have no budget. */
  readonly budget: StudyBudget | null
  readonly measure: StudyMeasure
  readonly target: string | null
  readonly score: string | null
  readonly humanShare: number | null
  readonly value: number
  /** Values on resamples, the same resamples for all records and cells of a study; null where the cell itself is the unit. */
  readonly samples: readonly number[] | null
}

/** How well a predictor did in a cell. */
export interface CellQuality {
  readonly set: string
  readonly ppm: string
  readonly sampler: string | null
  readonly target: string
  readonly score: string | null
  readonly trainedMixes: number | null
  readonly spearman: number
  readonly budgetOnly: number | null
  readonly r2: number | null
  readonly reliability: number | null
  readonly ceiling: number | null
  readonly usable: boolean
}

/** A predictor that a cell did not follow. */
export interface CellRefusal {
  readonly set: string
  readonly ppm: string
  readonly target: string
  readonly reason: string
}

/** Sums over rows from which calibration is drawn. */
export interface CellCalibration {
  readonly set: string
  readonly predictor: string
  readonly bin: number
  readonly predicted: number
  readonly observed: number
  readonly rows: number
}

/** What a router sent to people, by feature. */
export interface CellComposition {
  readonly set: string
  readonly contender: string
  readonly budget: number
  readonly feature: string
  readonly label: string
  readonly humanShare: number
  readonly poolShare: number
}

/** What the next human labels change at a budget: a difference of two points of one curve. */
export interface CellNext {
  readonly set: string
  readonly contender: string
  readonly budget: number
  readonly labels: number
  readonly value: number
  readonly samples: readonly number[] | null
}

/** How far random mixes of one size lie apart. */
export interface CellSpread {
  readonly target: string
  readonly score: string
  readonly budget: number
  /** Standard deviation, points. */
  readonly sd: number
}

/** What a cell gave. */
export interface CellResult {
  readonly spec: CellSpec
  readonly records: readonly CellRecord[]
  readonly quality: readonly CellQuality[]
  readonly refusals: readonly CellRefusal[]
  /** Predictors that were tried in this cell: the count behind a refusal. */
  readonly tried: readonly Omit<CellRefusal, 'reason'>[]
  readonly calibration: readonly CellCalibration[]
  readonly composition: readonly CellComposition[]
  readonly next: readonly CellNext[]
  readonly spread: readonly CellSpread[]
  /** What the cell recommends: a router, or `cheapest`; null where it recommends nothing. */
  readonly recommends: string | null
}
