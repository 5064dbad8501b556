import type { PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import type { ExportShape } from './export-shape.ts'
import type { TaskOptions } from './task-options.ts'
import type { TrainRow } from './train-row.ts'

/** How the shape of a format is known: the real reader took our files in a test, its documentation, or its code. */
export type FormatEvidence = 'tool' | 'documentation' | 'code'

/** What of a labelled instance comes back when a file of a format is imported again. */
export type Carried =
  | 'id'
  | 'dataset'
  | 'source'
  | 'annotator'
  | 'verdict'
  | 'tie'
  | 'strength'
  | 'pA'
  | 'texts'
  | 'messages'

/** A file that is written beside the data: settings, a labelling config, an entry of a registry. */
export interface CompanionFile {
  readonly name: string
  readonly text: string
}

/** A column where the format is a table. */
export interface TableColumn {
  readonly name: string
  readonly type: 'text' | 'number' | 'json'
}

interface FormatFacts {
  readonly title: string
  /** What reads the file: `TRL RewardTrainer`. */
  readonly reader: string
  readonly documentation: string
  readonly evidence: FormatEvidence
  /** What a user should know before using the file. */
  readonly note: string
  /** Ending of the file without the dot. */
  readonly ending: 'jsonl' | 'json' | 'csv' | 'parquet'
  /** Lines of Python (or a command) that load the file, for the card; `FILE` stands for its name. */
  readonly usage: string
}

/** A format that a trainer reads: labelled instances, one or more records each. */
export interface TrainerFormat extends FormatFacts {
  readonly kind: 'trainer'
  readonly id: TrainerFormatName
  /** Prompts and forms that the reader takes, its own default first. */
  readonly prompts: readonly ExportShape['prompt'][]
  readonly forms: readonly ExportShape['form'][]
  /** A tie and a share of votes can be written; false where a row holds a single completion. */
  readonly paired: boolean
  /** What of a label beside its order the reader uses; both where the reader is the user's own. */
  readonly reads: readonly ('margin' | 'weight')[]
  /** What comes back on import, under this shape. */
  carries(shape: ExportShape): ReadonlySet<Carried>
  /** Tells whether the messages of a row are written as messages; absent where the form alone says it. */
  keepsMessages?(row: TrainRow, shape: ExportShape): boolean
  /** Columns of a table in their order; null where the format is no table. */
  columns(shape: ExportShape): readonly TableColumn[] | null
  toRecords(row: TrainRow, shape: ExportShape): readonly Readonly<Record<string, Json>>[]
  companions?(file: string, shape: ExportShape): readonly CompanionFile[]
}

/** A task for a person: an instance, and the order in which its completions are shown. */
export interface LabelTask {
  readonly instance: PreferenceInstance
  /** `ba`: completion B is shown first. */
  readonly order: 'ab' | 'ba'
  /** Seed that drew the order; it is stored with every task. */
  readonly seed: number
}

/** A format that an annotation tool reads: unlabelled instances, one task each. */
export interface TaskFormat extends FormatFacts {
  readonly kind: 'tasks'
  readonly id: TaskFormatName
  columns(): readonly TableColumn[] | null
  toTask(task: LabelTask): Readonly<Record<string, Json>>
  /** Returns what the reader of the file may do wrong with a task, one fixed sentence to be counted over all tasks; null where nothing. */
  warningOf?(task: LabelTask): string | null
  companions?(file: string, options: TaskOptions): readonly CompanionFile[]
}

/** Formats of trainers. */
export type TrainerFormatName =
  | 'trl-reward'
  | 'trl-dpo'
  | 'trl-kto'
  | 'openrlhf'
  | 'llama-factory'
  | 'open-instruct'
  | 'axolotl'
  | 'jsonl'
  | 'csv'
  | 'parquet'

/** Formats of annotation tools. */
export type TaskFormatName = 'argilla' | 'label-studio' | 'prodigy' | 'spreadsheet'
