/**
 * Data in order: raw rows of any known shape become preference instances, suite rows and best-of-N rows; prompts become groups that no
 * split ever parts. Comes in: rows as a reader delivers them, with file and line. Goes out: instances with the counts of what was
 * read, prompt groups, overlaps, folds. Refuses rows that it would have to guess at: each is named with file, line, field, what
 * was found and what was expected.
 */
export type { ColumnMap, LabelColumn } from './column-map.ts'
export { detectPreset, findPreset, PRESETS } from './detect-preset.ts'
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
  type ImportCounts,
  type ImportOptions,
  type ImportResult,
  importPairs,
  streamPairs,
} from './import-pairs.ts'
export type { ImportedRows, ImportRowsOptions } from './import-rows.ts'
export { type ImportSuiteOptions, importSuite, type SuiteMap } from './import-suite.ts'
export type { BadRowPolicy } from './keep-good-rows.ts'
export { type ParsedPair, parsePair } from './parse-pair.ts'
export { formatPreference, type Preference, parsePreference } from './preference-words.ts'
export type { Preset } from './preset.ts'
export { createMapPreset } from './presets/map.ts'
export { firstTurn, normalizePrompt, promptGroupKey } from './prompt-group-key.ts'
export { formatProblem, type RowProblem } from './row-problem.ts'
export { foldGroups, splitGroups } from './split-groups.ts'
export { type InstanceSummary, summarizeInstances } from './summarize-instances.ts'
export { toPairRow } from './to-pair-row.ts'
