import type { Interval } from './score.ts'

/** What a study measures: a reward model's score, the utility of the labels, the score of a world whose truth is known, or best of N. */
export type StudyMeasure = 'reward' | 'label-quality' | 'gain' | 'bon'

/** Names in a study that stand for a reference and compete with nobody: chance, the two single sources, the hidden truth. */
const REFERENCES: readonly string[] = ['random', 'all-human', 'all-lm', 'oracle']

/** Tells whether a name of a study is a reference rather than a contender. */
export function isReference(name: string): boolean {
  return REFERENCES.includes(name)
}

/** Human share, 0 to 1, or the area under the whole budget curve. */
export type StudyBudget = number | 'area'

/** One line of a study: a router at a budget in one setting, with its paired differences. Points for scores, plain for shares. */
export interface StudyRow {
  /** Data set or world. */
  readonly set: string
  readonly router: string
  /** Null where the router looks at none. */
  readonly ppm: string | null
  readonly sampler: string | null
  readonly encoder: string | null
  readonly budget: StudyBudget
  readonly measure: StudyMeasure
  /** What the score is of: `overall`, a category, another suite, `human` for held-out human pairs; null where there is only one. */
  readonly target: string | null
  /** `soft` or `accuracy` for reward models; null elsewhere. */
  readonly score: string | null
  readonly trainedMixes: number | null
  /** Standard deviation of one training run in a world, points. */
  readonly noise: number | null
  /** Share of the prompt groups, or number of rows, that fitted the router; null in worlds. */
  readonly pilot: number | null
  /** Name of the setting that departs from the main one; `main` otherwise. */
  readonly setting: string
  /** Splits or worlds. */
  readonly seeds: number
  /** Share of the rows whose label people gave; for the area null. */
  readonly humanShare: number | null
  readonly value: Interval
  readonly vsRandom: Interval | null
  readonly vsAllHuman: Interval | null
  readonly vsAllLm: Interval | null
  readonly vsBetterSingle: Interval | null
  /** 0 is random, 1 the oracle; null without an oracle. */
  readonly shareOfOracle: Interval | null
  /** False for the one comparison that was fixed in advance. */
  readonly exploratory: boolean
  /** Two-sided p of the difference to random, adjusted over all exploratory rows (Holm); null where there is none. */
  readonly adjustedP: number | null
}

/** The pre-registered comparison. */
export interface StudyMain {
  readonly set: string
  readonly router: string
  readonly against: string
  readonly budget: StudyBudget
  readonly measure: StudyMeasure
  readonly target: string | null
  readonly score: string | null
  readonly difference: Interval
  /** The difference as a share of what the oracle has over random; null without an oracle. */
  readonly shareOfOracle: Interval | null
  readonly seeds: number
}

/** A predictor that a study did not follow, and why. */
export interface StudyRefusal {
  readonly set: string
  readonly setting: string
  readonly ppm: string
  readonly target: string
  /** In how many of the splits or worlds. */
  readonly count: number
  readonly of: number
  readonly reason: string
}

/** How well a predictor did on what it was not fitted on, over splits or worlds. */
export interface StudyQuality {
  readonly set: string
  readonly setting: string
  readonly ppm: string
  readonly sampler: string | null
  readonly target: string
  readonly score: string | null
  readonly trainedMixes: number | null
  readonly seeds: number
  readonly spearman: Interval
  readonly budgetOnly: Interval | null
  readonly r2: Interval | null
  readonly reliability: Interval | null
  /** R2 over what the noise allows; null when unknown. */
  readonly shareOfCeiling: Interval | null
}

/** What labels of a single source are worth. */
export interface StudySources {
  readonly lm: Interval | null
  readonly human: Interval | null
  readonly difference: Interval | null
}

/** What a probe reads responses with, and how far that feels who labelled. */
export interface StudyEncoder {
  readonly setting: string
  /** Ids of the encoders behind the columns; `none` for surface measures alone. */
  readonly encoder: string
  readonly columns: number
  /** Held-out log loss by prompt group at the best penalty, nats: on the judge's labels and on those of people. */
  readonly logLoss: { readonly lm: number; readonly human: number }
  /** Standard deviation over random mixes of one size at the budget nearest to one half, points. */
  readonly spread: { readonly soft: Interval | null; readonly accuracy: Interval | null }
  /** Overall score on the main suite with all labels from one source, and people less judge, paired; points. */
  readonly sources: { readonly soft: StudySources; readonly accuracy: StudySources }
}

/** What becomes of a predictor that was fitted on one data set and used on another. */
export interface StudyTransfer {
  readonly from: string
  readonly to: string
  readonly router: string
  readonly budget: StudyBudget
  readonly vsRandom: Interval | null
  readonly shareOfOracle: Interval | null
  /** Rank correlation on the check of the data that it was carried to; of a set's own predictor out of fold. */
  readonly spearman: Interval | null
  /** In how many of the splits it was refused by its check. */
  readonly refused: number
  readonly of: number
}

/** What the next human labels are worth at a budget. */
export interface StudyNext {
  readonly set: string
  readonly router: string
  readonly budget: number
  readonly labels: number
  /** Change of the measure, points. */
  readonly value: Interval
  /** Beyond the judge labels that they replace, USD; null when unknown. */
  readonly costUsd: number | null
}

/** How often the rows that a router sends to people carry a feature, beside all rows. */
export interface StudyComposition {
  readonly set: string
  readonly router: string
  readonly budget: number
  readonly feature: string
  readonly label: string
  readonly humanShare: number
  readonly poolShare: number
}

/** One bin of predicted against what came true. */
export interface StudyCalibration {
  readonly set: string
  readonly predictor: string
  readonly predicted: number
  readonly observed: number
  readonly rows: number
}

/** When the trainings that a PPM needs are paid back. */
export interface StudyBreakEven {
  readonly set: string
  readonly router: string
  readonly budget: number
  readonly trainings: number
  /** Human labels that random routing needs for the same score, beyond those of the router; null where it never gets there. */
  readonly labelsSaved: number | null
  /** Price of one training below which the router is the cheaper way, USD; null when unknown. */
  readonly trainingUsd: number | null
}

/** How often a world in which nothing but the budget matters is told to route all the same. */
export interface StudyAlarms {
  readonly set: string
  readonly worlds: number
  readonly alarms: number
  /** Share with its exact 95 % interval. */
  readonly rate: Interval
}

/** `study.json`. */
export interface StudyResult {
  readonly format: 'hyper/study@1'
  readonly name: string
  readonly title: string
  readonly seed: number
  readonly data: {
    readonly rows: number | null
    readonly groups: number | null
    readonly files: readonly string[]
  }
  readonly method: readonly string[]
  readonly main: StudyMain
  readonly rows: readonly StudyRow[]
  readonly refusals: readonly StudyRefusal[]
  readonly quality: readonly StudyQuality[]
  readonly transfer: readonly StudyTransfer[]
  readonly encoders: readonly StudyEncoder[]
  readonly next: readonly StudyNext[]
  readonly composition: readonly StudyComposition[]
  readonly calibration: readonly StudyCalibration[]
  readonly breakEven: readonly StudyBreakEven[]
  readonly falseAlarms: readonly StudyAlarms[]
  readonly prices: { readonly human: number | null; readonly lm: number | null }
  readonly verdict: { readonly recommendation: string; readonly reasons: readonly string[] }
}
