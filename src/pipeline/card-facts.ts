import type { Interval, TiePolicy } from '../domain/index.ts'
import type {
  ExportShape,
  LengthTally,
  PseudonymReport,
  ScrubReport,
  SourceLicence,
  TrainerFormat,
} from '../export/index.ts'
import type { PlanFacts } from './make-plan.ts'
import type { RunOptions } from './options.ts'

/** Everything that a dataset card tells. */
export interface CardFacts {
  /** Data files beside the card, the training part first. */
  readonly files: readonly CardFile[]
  readonly format: TrainerFormat
  readonly shape: ExportShape
  /** Labelled instances by source of their label. */
  readonly instances: number
  readonly human: number
  readonly lm: number
  readonly byAnnotator: ReadonlyMap<string, number>
  readonly byDataset: ReadonlyMap<string, number>
  readonly licences: readonly SourceLicence[]
  /** Why instances are not in the files, with their numbers. */
  readonly leftOut: Readonly<Record<string, number>>
  /** What the format cannot carry, in plain lines. */
  readonly notCarried: readonly string[]
  /** The plan that chose the labels; null where there was none. */
  readonly routing: Partial<PlanFacts> | null
  /** Money spent on answers so far, USD; null where it is not known. */
  readonly spentUsd: number | null
  readonly labels: RunOptions['labels'] | null
  /** What became of ties before the export; null where nothing did. */
  readonly tiePolicy: TiePolicy | null
  readonly agreement: {
    readonly humanHuman: Interval | null
    readonly humanLm: Interval | null
  } | null
  /** Null where the ids of people stand as they were. */
  readonly pseudonyms: PseudonymReport | null
  readonly scrub: ScrubReport | null
  readonly length: LengthTally | null
  /** Seed of the run, or of the export; null where neither is known. */
  readonly seed: number | null
  readonly version: string
  readonly simulated: boolean
}

/** A data file of an export. */
export interface CardFile {
  readonly split: string
  readonly name: string
  /** Rows in the file; a tie in both orders makes two. */
  readonly rows: number
}
