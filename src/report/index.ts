/**
 * The report of a run. Comes in: finished figures (`ReportData`). Goes out: one HTML file without scripts and network, and
 * the same content as Markdown. Refuses to compute: a number that is not in the data does not appear, an unknown one is called so.
 */
export type { Block, Chart, Section } from './blocks.ts'
export type {
  ExamplePair,
  FeatureGain,
  LedgerRow,
  PredictedMix,
  Provenance,
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
  formatSeconds,
  formatShare,
  formatUsd,
} from './format.ts'
export { renderHtml } from './html.ts'
export { escapeMarkdown, renderMarkdown } from './markdown.ts'
export { reportSections } from './sections.ts'
