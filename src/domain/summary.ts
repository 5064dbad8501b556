import type { Interval } from './score.ts'

/** How well a PPM predicts one target on mixes it was not fitted on. Correlations plain, errors in points. */
export interface PpmTargetQuality {
  readonly spearman: Interval
  readonly pearson: Interval
  readonly rmse: Interval
  readonly r2: Interval
  readonly coverage80: Interval
  readonly coverage95: Interval
  /** Split-half reliability, by prompt group, of what the budget does not explain; null when it cannot be computed. */
  readonly reliability: number | null
  readonly budgetOnly: {
    readonly spearman: Interval
    readonly rmse: Interval
    readonly r2: Interval
  }
  /** Paired difference to budget-only in R2. */
  readonly difference: Interval
  /** Chance that deviations which mean nothing explain the scores as well; null for PPMs without linear effects. */
  readonly signalP: number | null
  /** R2 that the noise floor allows; null when unknown. */
  readonly ceiling: number | null
  /** False when the PPM may be no better than the budget alone: by `signalP` where it is known, else by the lower end of `difference`. */
  readonly usable: boolean
}

/** `summary.json`; scores in points, shares and correlations plain. */
export interface RunSummary {
  readonly format: 'hyper/summary@1'
  readonly dataset: {
    readonly instances: number
    readonly differing: number
    readonly groups: number
    readonly humanHuman: Interval | null
    readonly humanLm: Interval | null
  }
  readonly features: { readonly count: number; readonly unknown: number }
  readonly candidates: {
    readonly count: number
    readonly effectiveRank: number
    readonly budgetShareOfVariance: number
  }
  readonly noiseFloor: {
    readonly overall: number
    readonly categories: Readonly<Record<string, number>>
  }
  readonly baselines: {
    readonly allHuman: Interval
    readonly allLm: Interval
    readonly random: readonly {
      readonly share: number
      readonly mean: number
      readonly sd: number
      readonly mixes: number
    }[]
  }
  readonly ppm: {
    readonly model: string
    readonly score: string
    readonly targets: Readonly<Record<string, PpmTargetQuality>>
    readonly accuracyTargets: Readonly<Record<string, PpmTargetQuality>>
  }
  readonly controls: {
    readonly longer: Interval
    readonly randomLabels: Interval
    readonly flipped20: Interval
    readonly warnings: readonly string[]
  }
  readonly plan: {
    readonly router: string
    readonly budget: string
    readonly human: number
    readonly lm: number
    readonly priceUsd: number | null
    readonly predicted: Interval | null
    /** What was set apart at random; null where nothing was. */
    readonly reserve: {
      readonly audit: number
      readonly auditPropensity: number
      readonly exploration: number
    } | null
    /** Rows per source of the config; null for the two of the prices. */
    readonly sources: readonly { readonly id: string; readonly rows: number }[] | null
  }
  /** Evidence about single rows: what was learned on the rows with both labels, and what was refused. */
  readonly evidence: {
    readonly pilotRows: number
    /** Why nothing was learned; null where something was. */
    readonly skipped: string | null
    /** Rank correlations on prompt groups left out, by kind of evidence. */
    readonly quality: Readonly<
      Record<string, { readonly spearman: Interval; readonly usable: boolean }>
    >
    /** Shares of the combination; null where no kind of evidence supports one. */
    readonly shares: Readonly<Record<string, number>> | null
    readonly refused: readonly string[]
  }
  /** What the next human labels of the plan add; null where it leaves no row to the judge. */
  readonly next: {
    readonly labels: number
    /** Rows among them whose gain was measured. */
    readonly measured: number
    /** Sum of their gains in label utility: whole labels put right; null where none was measured. */
    readonly labelGain: Interval | null
    /** Predicted change of the score, points; null where the combination was not learned against points. */
    readonly points: number | null
    readonly costUsd: number | null
  } | null
  /** When the trainings behind the PPM are paid back; null where the main mix was not judged. */
  readonly breakEven: {
    readonly trainings: number
    /** Human labels that random routing needs beyond the plan's for its score; null where it never gets there. */
    readonly labelsSaved: number | null
    /** Price of one training at which both ways cost the same, USD; null without prices. */
    readonly trainingUsd: number | null
  } | null
  readonly routed: readonly RoutedRow[]
  readonly verdict: { readonly recommendation: string; readonly reasons: readonly string[] }
}

/** One routed mix, trained and scored on rows that the PPM's target never saw. */
export interface RoutedRow {
  readonly router: string
  /** Human share, 0 to 1. */
  readonly share: number
  readonly score: Interval
  /** Paired difference to random mixes of the same size. */
  readonly vsRandom: Interval
  /** Paired difference to the better of all-human and all-LM. */
  readonly vsBetterSingle: Interval
  /** Share of the hybrid labels that agree with trusted labels; null without trusted labels. */
  readonly labelAccuracy: Interval | null
  /** The same on accuracy, where `score` is soft accuracy. */
  readonly accuracy?: {
    readonly score: Interval
    readonly vsRandom: Interval
    readonly vsBetterSingle: Interval
  }
}
