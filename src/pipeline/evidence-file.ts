import type { Interval } from '../domain/index.ts'
import { readColumns, writeColumns } from './column-file.ts'
import { readJsonArtifact, writeJsonArtifact } from './json-lines.ts'
import type { RunStore } from './store.ts'

/** How well one kind of evidence does on prompt groups that were left out. */
export interface EvidenceQuality {
  /** Rank correlation. */
  readonly spearman: Interval
  readonly rows: number
  readonly groups: number
  readonly usable: boolean
}

/** What a combination of evidence was learned to predict. */
export type CombinedTarget = 'influence' | 'label gain'

/** A source of labels as the pilot sees it. */
export interface SourceFacts {
  readonly id: string
  readonly kind: 'human' | 'lm'
  /** Utility of its label by what people say, 0 to 1, and the same drawn in; NaN becomes null where nothing was measured. */
  readonly agreement: number | null
  readonly shrunk: number
  readonly rows: number
  /** True where its worth differs from row to row. */
  readonly byRow: boolean
}

/** What is known of how far the evidence of a run can be believed. */
export interface EvidenceFacts {
  /** Why there is no pilot; null where there is one. */
  readonly skipped: string | null
  /** Rows with both labels. */
  readonly pilotRows: number
  /** `label gain` and `P(differs)` against the pilot's labels. */
  readonly quality: Readonly<Record<string, EvidenceQuality>>
  /** Null where no combination is supported. */
  readonly combined: {
    readonly target: CombinedTarget
    readonly shares: Readonly<Record<string, number>>
    readonly quality: Readonly<Record<string, EvidenceQuality>>
    readonly refused: readonly string[]
  } | null
  /** Plain sentences about what was refused or could not be known. */
  readonly notes: readonly string[]
  /** Sources of the config; null for the two of the prices. */
  readonly sources: readonly SourceFacts[] | null
}

/** `evidence.json`: the rows, and the names of the columns that lie in `evidence.bin` as doubles, little endian, one after the other. */
export interface EvidenceArtifact extends EvidenceFacts {
  readonly format: 'hyper/evidence@1'
  readonly columns: readonly string[]
  readonly ids: readonly string[]
}

/** Evidence about single rows by name; arrays are parallel to the ids, NaN is unknown. Names with a prefix: `part:`, `signal:` and `source:`. */
export interface EvidenceColumns {
  readonly ids: readonly string[]
  readonly columns: Readonly<Record<string, Float64Array>>
}

/** The evidence of a run. */
export interface RunEvidence extends EvidenceColumns {
  readonly facts: EvidenceFacts
}

/** Writes evidence. */
export async function writeEvidence(store: RunStore, evidence: RunEvidence): Promise<void> {
  const { ids, columns, facts } = evidence
  await writeColumns(store, 'evidence.bin', Object.values(columns), ids.length)
  await store.write(
    'evidence.json',
    writeJsonArtifact('evidence', { ...facts, columns: Object.keys(columns), ids }),
  )
}

/**
 * Returns the evidence of a run.
 *
 * @throws HyperError `data/missing-artifact`, `data/bad-artifact`
 */
export async function loadEvidence(store: RunStore): Promise<RunEvidence> {
  const {
    ids,
    columns,
    format: _,
    ...facts
  } = await readJsonArtifact<EvidenceArtifact>(store, 'evidence.json', 'evidence')
  const size = { count: columns.length, rows: ids.length }
  const values = await readColumns(store, 'evidence.bin', size)
  return {
    ids,
    facts,
    columns: Object.fromEntries(columns.map((name, index) => [name, values[index]!])),
  }
}
