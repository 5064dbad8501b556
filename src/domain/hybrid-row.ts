import type { PreferenceInstance, Source, SourceLabel } from './preference.ts'

/** One instance with the label that a plan chose for it. */
export interface HybridRow {
  readonly instance: PreferenceInstance
  /** Where the label comes from. */
  readonly source: Source
  /** The annotator that the plan names, else those whose votes made the label, joined by `+`. */
  readonly annotator: string
  readonly label: SourceLabel
}
