/**
 * Data in order: raw rows of any known shape become preference instances, suite rows and best-of-N rows; prompts become groups that no
 * split ever parts. Comes in: rows as a reader delivers them, with file and line. Goes out: instances with the counts of what was
 * read, prompt groups, overlaps, folds. Refuses rows that it would have to guess at: each is named with file, line, field, what
 * was found and what was expected.
 */
export type { ColumnMap, LabelColumn } from './column-map.ts'
export { type ContentKey, contentKey } from './content-key.ts'
export { detectPreset, findPreset } from './detect-preset.ts'
export {
  findOverlap,
  type OverlapMatch,
  type OverlapReport,
  type PromptRow,
} from './find-overlap.ts'
export {
  type GroupOptions,
  groupInstances,
  groupPrompts,
  NEAR_THRESHOLD,
  type PromptGroups,
} from './group-prompts.ts'
export { importBestOf } from './import-best-of.ts'
export {
  type ImportedLabels,
  type LabelMap,
  type LabelRow,
  type LabelTarget,
  type ReadLabelsOptions,
  readLabels,
} from './import-labels.ts'
export {
  type ImportCounts,
  type ImportFacts,
  type ImportOptions,
  type ImportResult,
  importPairs,
  type PairStream,
  readPairs,
  streamPairs,
} from './import-pairs.ts'
export type { ImportedRows, ImportRowsOptions } from './import-rows.ts'
export {
  type ImportedSuite,
  type ImportSuiteOptions,
  importSuite,
  type SuiteMap,
} from './import-suite.ts'
export { joinLabelRows, type LabelJoinFacts, type LabelledPairs } from './join-labels.ts'
export type { BadRowPolicy } from './keep-good-rows.ts'
export {
  createMerger,
  type MergeBy,
  type MergeConflict,
  type Merger,
  turnRound,
} from './merge-instances.ts'
export { type ParsedPair, parsePair } from './parse-pair.ts'
export { formatPreference, type Preference, parsePreference } from './preference-words.ts'
export {
  DEFAULT_PAIR_RULES,
  type Evidence,
  type GroupPreset,
  type PairRule,
  type PairRules,
  type PlacedFields,
  type Preset,
  type PresetColumn,
  type PresetContext,
  type PresetFacts,
  type RowPreset,
} from './preset.ts'
export { hyperPreset } from './presets/hyper.ts'
export { PRESETS } from './presets/index.ts'
export { createMapPreset } from './presets/map.ts'
export { firstTurn, normalizePrompt, promptGroupKey } from './prompt-group-key.ts'
export { formatProblem, type RowProblem } from './row-problem.ts'
export { foldGroups, splitGroups } from './split-groups.ts'
export { type InstanceSummary, summarizeInstances } from './summarize-instances.ts'
export { toPairRow } from './to-pair-row.ts'
