import { canonicalJson, HyperError, hash128, show } from '../kit/index.ts'
import { binOf, percentileEdges, tercileEdges } from './bins.ts'
import { MEASURES, type MeasureName } from './measure-names.ts'
import type { MeasureTable } from './measure-pairs.ts'

/** Where similarities are cut: at 1/3 and 2/3 of the scale, or at the terciles of the reference. */
export type SimilarityCuts = 'thirds' | 'terciles'

/** Edges of the bins of one measure, ascending; bin k is [edges[k], edges[k + 1]), the last closed. */
export interface MeasureBins {
  readonly measure: MeasureName
  readonly edges: readonly number[]
}

/** Bins fitted once on a reference and reused on any other data; plain JSON, the `bins` part of `features.json`. */
export interface BinArtifact {
  readonly format: 'hyper/bins@1'
  readonly compat: boolean
  readonly similarityCuts: SimilarityCuts
  readonly measures: readonly MeasureBins[]
  /** Measures of which the reference knew no value: they have no bins. */
  readonly withoutValues: readonly MeasureName[]
  /** Baseline with which BERTScores must be rescaled before these bins are used; null when none was measured. */
  readonly bertScoreBaseline: number | null
  /** Rows and fingerprint of the measures that the bins were fitted on. */
  readonly reference: { readonly rows: number; readonly fingerprint: string }
}

/** Choices of `fitBins`. */
export interface BinOptions {
  /** Published definitions: ROUGE-1, BERTScore as it comes, lengths by percentile rank, cuts at 0.33 and 0.67. Default false. */
  readonly compat?: boolean
  /** Default `thirds`; without effect under `compat`. */
  readonly similarityCuts?: SimilarityCuts
}

const THIRDS: readonly number[] = [0, 1 / 3, 2 / 3, 1]
const PUBLISHED_CUTS: readonly number[] = [0, 0.33, 0.67, 1]

/**
 * Returns the bins of every measure that the table knows, fitted on all of its rows. The table is not changed, and lengths are never ranked
 * again on a subset: percentile cuts are stored as lengths.
 */
export function fitBins(table: MeasureTable, options: BinOptions = {}): BinArtifact {
  const compat = options.compat ?? false
  const similarityCuts = options.similarityCuts ?? 'thirds'
  const used = MEASURES.filter(({ use }) => use === 'both' || (use === 'published') === compat)
  const measures: MeasureBins[] = []
  const withoutValues: MeasureName[] = []
  for (const { name, kind } of used) {
    const column = table.columns[name]
    const edges = fitEdges(column, kind, { compat, similarityCuts })
    if (edges === null) withoutValues.push(name)
    else measures.push({ measure: name, edges })
  }
  return {
    format: 'hyper/bins@1',
    compat,
    similarityCuts,
    measures,
    withoutValues,
    bertScoreBaseline: table.bertScoreBaseline,
    reference: { rows: table.ids.length, fingerprint: fingerprintTable(table) },
  }
}

function fitEdges(
  column: Float64Array,
  kind: 'similarity' | 'length',
  options: Required<BinOptions>,
): readonly number[] | null {
  if (kind === 'length') {
    return options.compat
      ? percentileEdges(column, PUBLISHED_CUTS.slice(1, 3))
      : tercileEdges(column)
  }
  if (options.compat) return hasKnown(column) ? PUBLISHED_CUTS : null
  if (options.similarityCuts === 'terciles') return tercileEdges(column)
  return hasKnown(column) ? THIRDS : null
}

function hasKnown(column: Float64Array): boolean {
  return column.some((value) => !Number.isNaN(value))
}

/** Returns the bin of every row for one measure, -1 for unknown; values outside the edges are clamped. Shape (n). */
export function binColumn(column: ArrayLike<number>, edges: readonly number[]): Int8Array {
  return Int8Array.from(column, (value) => binOf(value, edges) ?? -1)
}

/** Returns a fingerprint of ids and measures: 32 hex digits, the same for the same values in the same order. */
export function fingerprintTable(table: MeasureTable): string {
  const parts = MEASURES.map(({ name }) => `${name}:${hashNumbers(table.columns[name])}`)
  return hexOf(hash128(`${hexOf(hash128(canonicalJson(table.ids)))} ${parts.join(' ')}`))
}

function hashNumbers(column: Float64Array): string {
  return hexOf(hash128(Array.from(column, (value) => value.toPrecision(12)).join(' ')))
}

function hexOf(words: readonly number[]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/**
 * Returns the bins that parsed JSON holds: a bin artifact itself, or a `features.json` with a `bins` part.
 *
 * @throws HyperError `data/bad-bins`
 */
export function readBinArtifact(json: unknown): BinArtifact {
  const outer = json as { readonly format?: unknown; readonly bins?: unknown } | null
  const found = (outer?.format === 'hyper/bins@1' ? outer : outer?.bins) as BinArtifact | undefined
  if (found?.format !== 'hyper/bins@1' || !Array.isArray(found.measures)) {
    throw new HyperError(
      'data/bad-bins',
      `bins: got ${show(outer?.format)}, expected a "hyper/bins@1" artifact or a features.json that holds one`,
    )
  }
  for (const { measure, edges } of found.measures) checkEdges(measure, edges)
  return found
}

function checkEdges(measure: string, edges: readonly number[]): void {
  const isKnown = MEASURES.some(({ name }) => name === measure)
  const ascend =
    Array.isArray(edges) &&
    edges.length >= 2 &&
    edges.every((edge, at) => Number.isFinite(edge) && (at === 0 || edge >= edges[at - 1]!))
  if (isKnown && ascend) return
  throw new HyperError(
    'data/bad-bins',
    `bins of ${show(measure)}: got edges ${show(edges)}, expected a known measure with two or more ascending numbers`,
  )
}
