import type { Interval, RunSummary } from '../domain/index.ts'

/** A pair shown as an example, texts uncut. */
export interface ExamplePair {
  readonly id: string
  readonly prompt: string
  readonly completionA: string
  readonly completionB: string
  /** `A`, `B`, `tie`, or `-` where the source gave no label. */
  readonly human: string
  readonly lm: string
  /** Predicted gain of asking a person, points. */
  readonly gain: Interval | null
  readonly features: readonly string[]
}

/** One mix as the PPM saw it, with its out-of-fold prediction. */
export interface PredictedMix {
  readonly share: number
  readonly actual: number
  readonly predicted: number
  readonly budgetOnly: number
}

/** A PPM target: what was predicted and how well. */
export interface TargetReport {
  readonly name: string
  readonly mixes: readonly PredictedMix[]
  /** What the quality means, in plain sentences. */
  readonly words: readonly string[]
}

/** The gain of a feature: what moving instances that carry it to people does to the score. */
export interface FeatureGain {
  readonly label: string
  /** Points per 100 instances moved. */
  readonly gain: Interval
  /** After Benjamini and Hochberg. */
  readonly adjustedP: number
  /** Instances of the pool that carry it. */
  readonly count: number
}

/** A table that another room made: cells are finished text. */
export interface ReportTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Indices of rows that stand out; a cell says why. */
  readonly marked?: readonly number[]
}

/** One stage's cost. */
export interface LedgerRow {
  readonly what: string
  readonly count: number
  readonly rows: number | null
  /** Null in the report of a run: times stand in the manifest. */
  readonly seconds: number | null
  readonly device: string
  readonly costUsd: number | null
}

/** How the figures were obtained: shown at the end of the report and cited by every section. */
export interface Provenance {
  readonly seed: number
  readonly version: string
  readonly trainer: string
  readonly encoder: string
  readonly engine: string
  readonly l2: number | null
  readonly sampler: string
  readonly poolRows: number
  readonly suiteRows: number
  readonly fitRows: number
  readonly judgeRows: number
  readonly mixes: number
  readonly options: string
}

/** One bin of a reliability diagram. */
export interface ReliabilityPoint {
  readonly pairs: number
  /** Mean probability of A; null in an empty bin. */
  readonly stated: number | null
  /** Share of people for A, a tie half; null in an empty bin. */
  readonly observed: number | null
}

/** The probabilities of one judge against what people said, as it stated them and calibrated out of fold. */
export interface JudgeReliability {
  readonly judge: string
  /** How it was calibrated, in words. */
  readonly kind: string
  readonly pairs: number
  readonly before: readonly ReliabilityPoint[]
  readonly after: readonly ReliabilityPoint[]
}

/** What the report says of the judges in the data. */
export interface JudgesReport {
  readonly tables: readonly ReportTable[]
  /** Judges that should not be used, with the reason. */
  readonly warnings: readonly string[]
  readonly notes: readonly string[]
  /** How the figures were obtained. */
  readonly how: string
  readonly reliability: readonly JudgeReliability[]
  /** Instances whose labels the run bought: for the pilot, and for the plan afterwards. */
  readonly bought: { readonly pilot: number; readonly plan: number }
}

/** Everything the report shows. Scores are points, 0 to 100. */
export interface ReportData {
  readonly title: string
  /** True when labels or texts are simulated; the report then says so everywhere. */
  readonly simulated: boolean
  readonly summary: RunSummary
  readonly provenance: Provenance
  readonly frontier: {
    /** Score of every candidate mix on the rows that the PPM never saw. */
    readonly mixes: readonly { readonly share: number; readonly score: number }[]
    readonly random: readonly {
      readonly share: number
      readonly mean: number
      readonly sd: number
      readonly mixes: number
    }[]
    readonly singles: readonly {
      readonly name: string
      readonly share: number
      readonly score: Interval
    }[]
    readonly routed: readonly {
      readonly router: string
      readonly share: number
      readonly score: Interval
      /** Paired difference to random mixes of the same size. */
      readonly vsRandom: Interval
    }[]
    readonly noise: number
    /** Price of all labels at 0 and at 100 % human; null when a price is unknown. */
    readonly money: { readonly allLmUsd: number; readonly allHumanUsd: number } | null
    readonly marginal: string | null
  }
  /** The main routed mix on every category and on held-out human pairs; null when it was not judged. */
  readonly byTarget: {
    readonly router: string
    readonly share: number
    readonly rows: readonly {
      readonly name: string
      readonly score: Interval
      readonly vsRandom: Interval
      readonly vsBetterSingle: Interval
    }[]
  } | null
  readonly targets: readonly TargetReport[]
  readonly learningCurve: readonly {
    readonly mixes: number
    readonly r2: Interval
    readonly budgetOnlyR2: number
  }[]
  readonly gains: readonly FeatureGain[]
  /** Where people and the judge differ, the likeliest features first; shares 0 to 1. */
  readonly differ: {
    readonly overall: { readonly predicted: Interval | null; readonly measured: Interval | null }
    /** How the chance was learned and how good it is. */
    readonly quality: string
    readonly rows: readonly {
      readonly label: string
      readonly count: number
      /** Calibrated chance that a person's label differs; null where none was learned. */
      readonly predicted: Interval | null
      /** Share of human labels that do differ. */
      readonly measured: Interval | null
    }[]
  }
  /** What the next human labels are worth, in plain sentences. */
  readonly nextLabels: readonly string[]
  readonly agreement: readonly ReportTable[]
  /** Null where the data has no judge, or an earlier version did not measure them. */
  readonly judges: JudgesReport | null
  readonly composition: readonly {
    readonly label: string
    readonly routed: number
    readonly random: Interval
  }[]
  readonly toHuman: readonly ExamplePair[]
  readonly toLm: readonly ExamplePair[]
  readonly coverage: ReportTable
  readonly coverageWarnings: readonly string[]
  readonly dataNotes: readonly string[]
  readonly designNotes: readonly string[]
  readonly planNotes: readonly string[]
  /** Rows per source of the config; null for the two of the prices. */
  readonly sources: ReportTable | null
  readonly ledger: readonly LedgerRow[]
  readonly breakEven: readonly string[]
}
