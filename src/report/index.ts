/**
 * The report of a run, and that of a study. Comes in: finished figures (`ReportData`, `StudyResult`). Goes out: one HTML file without scripts and network,
 * and the same content as Markdown. Refuses to compute: a number that is not in the data does not appear, an unknown one is called so.
 */
export type { Block, Chart, Page, Panel, Panels, Section } from './blocks.ts'
export type {
  ExamplePair,
  FeatureGain,
  JudgeReliability,
  JudgesReport,
  LedgerRow,
  PredictedMix,
  Provenance,
  ReliabilityPoint,
  ReportData,
  ReportTable,
  TargetReport,
} from './data.ts'
export {
  escapeHtml,
  formatCount,
  formatDifference,
  formatInterval,
  formatNumber,
  formatP,
  formatSeconds,
  formatShare,
  formatShareInterval,
  formatUsd,
  isKnown,
} from './format.ts'
export { escapeMarkdown } from './markdown.ts'
export { renderHtml, renderMarkdown } from './render-report.ts'
export { reportSections } from './sections.ts'
export { renderStudyHtml, renderStudyMarkdown } from './study-render.ts'
export { studySections } from './study-sections.ts'
