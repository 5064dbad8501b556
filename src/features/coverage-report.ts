import { type FeatureMatrix, hasFeature, type Interval, isUnknown } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { type Contrast, contrastOf } from './contrast.ts'
import { tagWarnings } from './coverage-warnings.ts'
import type { FeatureCoverage } from './feature-coverage.ts'
import type { TagTable } from './tag-table.ts'

/** What the labels say about each row of the matrix; NaN where it is not known. */
export interface CoverageLabels {
  /** 1 where the human and the judge's label differ, 0 where they agree. */
  readonly differs: ArrayLike<number>
  /** Anything else to contrast, for example 1 where the human label was the better one, 0 where the judge's was. */
  readonly better?: ArrayLike<number>
  /** Prompt group of each row; intervals then count groups, not rows, as independent. */
  readonly groups?: ArrayLike<number>
}

/** Coverage of a matrix: every feature, and what a reader should be warned of. */
export interface CoverageReport {
  readonly rows: number
  readonly features: readonly FeatureCoverage[]
  /** Cells that are unknown, as a share of all. */
  readonly unknownShare: number
  /** Share of differing labels over the rows that have both; null without labels. */
  readonly differingShare: Interval | null
  readonly constant: readonly string[]
  /** Labels in given columns that no option has, by dimension. */
  readonly otherLabels: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly warnings: readonly string[]
}

/**
 * Returns the coverage of a matrix. Unknown cells stand on neither side of a contrast. Intervals are at 95 %, one feature at a time, not corrected
 * for their number.
 *
 * @throws HyperError `internal/column-length` for labels that are not parallel to the rows
 */
export function coverageReport(
  matrix: FeatureMatrix,
  labels: CoverageLabels | null,
  tags: TagTable | null = null,
): CoverageReport {
  const rows = matrix.ids.length
  for (const column of [labels?.differs, labels?.better, labels?.groups]) {
    if (column !== undefined && column.length !== rows) {
      throw new HyperError(
        'internal/column-length',
        `coverage: got ${column.length} labels, expected one per row (${rows})`,
      )
    }
  }
  const features = matrix.specs.map((_, column) => coverFeature(matrix, column, labels))
  const cells = Math.max(1, rows * features.length)
  return {
    rows,
    features,
    unknownShare: features.reduce((sum, { unknown }) => sum + unknown, 0) / cells,
    differingShare: labels === null ? null : overallShare(labels),
    constant: features.filter(({ constant }) => constant).map(({ id }) => id),
    otherLabels: Object.fromEntries(
      (tags?.columns ?? [])
        .filter(({ otherLabels }) => Object.keys(otherLabels).length > 0)
        .map(({ dimension, otherLabels }) => [dimension.id, otherLabels]),
    ),
    warnings: tagWarnings(matrix, features, tags),
  }
}

function coverFeature(
  matrix: FeatureMatrix,
  column: number,
  labels: CoverageLabels | null,
): FeatureCoverage {
  const { id, label, group } = matrix.specs[column]!
  const rows = matrix.ids.length
  const sides = new Int8Array(rows)
  let carried = 0
  let unknown = 0
  for (let row = 0; row < rows; row++) {
    if (isUnknown(matrix, row, column)) {
      sides[row] = -1
      unknown++
    } else if (hasFeature(matrix, row, column)) {
      sides[row] = 1
      carried++
    }
  }
  const contrast = (values: ArrayLike<number> | undefined): Contrast | null =>
    values === undefined ? null : contrastOf(sides, values, labels?.groups)
  return {
    id,
    label,
    group,
    carried,
    unknown,
    carriedShare: carried / Math.max(1, rows),
    unknownShare: unknown / Math.max(1, rows),
    constant: carried === 0 || carried + unknown === rows,
    differs: contrast(labels?.differs),
    better: contrast(labels?.better),
  }
}

/** The contrast of everybody against nobody is the plain share. */
function overallShare({ differs, groups }: CoverageLabels): Interval | null {
  const all = new Int8Array(differs.length).fill(1)
  return contrastOf(all, differs, groups, true)?.with ?? null
}
