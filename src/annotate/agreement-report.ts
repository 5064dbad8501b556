import type { PreferenceInstance } from '../domain/index.ts'
import type { MeasuredValue } from './additive-measure.ts'
import type { AggregateMethod } from './aggregate.ts'
import type { CalibrationStatistic } from './calibration-measure.ts'
import type { LengthStatistic } from './length-measure.ts'
import type { OrderStatistic } from './order-measure.ts'
import type { PanelStatistic } from './panel-measure.ts'
import type { TableStatistic } from './table-measure.ts'

/** How `measureAgreement` reads and resamples. */
export interface AgreementOptions {
  /** Bootstrap resamples per comparison; default 1,000. */
  readonly resamples?: number
  /** Level of the intervals; default 0.95. */
  readonly level?: number
  /** Prompt group per instance: whole groups are resampled. Without it single instances are. */
  readonly groups?: Uint32Array
  /** Names of the slices (tags, categories) that an instance belongs to, beside its source. */
  readonly slices?: (instance: PreferenceInstance) => readonly string[]
  /** How people's labels become the verdict judges are compared with; default `plurality`. */
  readonly human?: AggregateMethod
  /** Which judge label stands for the LM source; default `primary`. */
  readonly lm?: AggregateMethod
}

/** Counts per verdict. */
export interface VerdictCounts {
  readonly a: number
  readonly tie: number
  readonly b: number
}

/** Agreement among the people who labelled the same instances. */
export interface PanelAgreement extends Readonly<Record<PanelStatistic, MeasuredValue>> {
  /** Instances with two or more labels. */
  readonly instances: number
  /** Pairs of labels of one instance. */
  readonly labelPairs: number
  readonly labelPairsWithoutTies: number
}

/** Agreement of two verdicts on the same instances. */
export interface TableAgreement extends Readonly<Record<TableStatistic, MeasuredValue>> {
  /** Instances with both verdicts. */
  readonly instances: number
  /** Those where neither verdict is a tie. */
  readonly withoutTiesCount: number
  /** Verdicts of the second rater, on these instances. */
  readonly verdicts: VerdictCounts
  /** Rows: first rater A, tie, B; columns: second rater. */
  readonly table: readonly (readonly number[])[]
}

/** Length preference of a judge beside people's, on the same pairs. */
export interface LengthPreference extends Readonly<Record<LengthStatistic, MeasuredValue>> {
  readonly pairs: number
  /** The same by |length difference| / longer length, `from` inclusive. */
  readonly bands: readonly {
    readonly from: number
    readonly to: number
    readonly pairs: number
    readonly judgeLonger: number | null
    readonly humanLonger: number | null
  }[]
}

/** One judge against the human verdict. */
export interface JudgeAgreement extends TableAgreement {
  readonly judge: string
  /** Instances the judge labelled, with or without a human verdict. */
  readonly labelled: number
  /** Null where the judge was never asked in both orders. */
  readonly order:
    | ({ readonly asked: number } & Readonly<Record<OrderStatistic, MeasuredValue>>)
    | null
  readonly length: LengthPreference
  /** Null where the judge states no probabilities. */
  readonly calibration:
    | ({
        readonly pairs: number
        readonly bins: readonly {
          readonly pairs: number
          readonly stated: number | null
          readonly observed: number | null
        }[]
      } & Readonly<Record<CalibrationStatistic, MeasuredValue>>)
    | null
}

/** Two judges against each other. */
export interface JudgePairAgreement extends TableAgreement {
  readonly first: string
  readonly second: string
}

/** Everything about one part of the data. */
export interface AgreementSlice {
  readonly name: string
  readonly instances: number
  /** Prompt groups; null when none were given. */
  readonly groups: number | null
  /** Instances without a human vote, and without a judge's. */
  readonly missing: { readonly human: number; readonly lm: number }
  /** Instances per number of human labels: `{"1": 236, "3": 1652}`. */
  readonly labelsPerInstance: Readonly<Record<string, number>>
  /** Human labels as given: `{"a-is-better": 2338, "tie": 589}`. */
  readonly humanLabels: Readonly<Record<string, number>>
  readonly humanVerdicts: VerdictCounts
  /** Null where no instance has two human labels. */
  readonly humanHuman: PanelAgreement | null
  /** The human verdict against the label that stands for the LM source; null where they never meet. */
  readonly humanLm: TableAgreement | null
  /** Judges that meet a human verdict, most instances first. */
  readonly judges: readonly JudgeAgreement[]
  readonly judgePairs: readonly JudgePairAgreement[]
}

/** Agreement of people with people, people with judges, judges with judges. */
export interface AgreementReport {
  readonly resamples: number
  readonly level: number
  readonly overall: AgreementSlice
  /** One per data set, in the order of the data. */
  readonly sources: readonly AgreementSlice[]
  /** One per slice that was asked for, by name. */
  readonly slices: readonly AgreementSlice[]
}
