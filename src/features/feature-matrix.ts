import {
  createFeatureMatrix,
  type FeatureMatrix,
  type FeatureSpec,
  setFeature,
} from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { type BinArtifact, binColumn } from './bin-artifact.ts'
import { binComponents, type ComponentArtifact } from './encoder-components.ts'
import { binColumns, type FeatureColumn } from './feature-column.ts'
import { judgeColumns } from './judge-features.ts'
import { measureEntry } from './measure-names.ts'
import type { MeasureTable } from './measure-pairs.ts'
import type { SignalTable } from './signal-table.ts'
import type { TagColumn, TagTable } from './tag-table.ts'
import { type UserFeatureArtifact, type UserValue, userColumns } from './user-features.ts'

/** Everything that a matrix is built from; each part is parallel to `ids`, absent parts give no columns. */
export interface FeatureParts {
  readonly ids: readonly string[]
  readonly measures: MeasureTable
  readonly bins: BinArtifact
  readonly tags: TagTable | null
  readonly signals?: SignalTable | null
  readonly components?: {
    readonly artifact: ComponentArtifact
    readonly vectors: Float32Array
  } | null
  readonly user?: readonly {
    readonly artifact: UserFeatureArtifact
    readonly values: readonly UserValue[]
  }[]
  /** Tags that fewer instances carry are left out; default 0. Languages other than English need one instance in any case. */
  readonly minimumCount?: number
  /** Exactly these columns in this order, for use with a stored model; what cannot be built is unknown for every instance. */
  readonly like?: readonly FeatureSpec[]
}

/** Returns the matrix of all features. Constant columns stay: `coverageReport` names them. Columns: measures, tags, judge, components, user. */
export function buildFeatureMatrix(parts: FeatureParts): FeatureMatrix {
  const columns = [
    ...measureColumns(parts),
    ...tagColumns(parts),
    ...(parts.signals ? judgeColumns(parts.signals) : []),
    ...componentColumns(parts),
    ...(parts.user ?? []).flatMap(({ artifact, values }) => userColumns(artifact, values)),
  ]
  checkColumns(columns, parts.ids.length)
  return fillMatrix(
    parts.ids,
    parts.like ? arrangeLike(columns, parts.like, parts.ids.length) : columns,
  )
}

function measureColumns({ bins, measures }: FeatureParts): FeatureColumn[] {
  return bins.measures.flatMap(({ measure, edges }) =>
    binColumns(measure, measureEntry(measure).label, {
      bins: binColumn(measures.columns[measure], edges),
      edges,
    }),
  )
}

function tagColumns(parts: FeatureParts): FeatureColumn[] {
  const { tags, minimumCount = 0 } = parts
  // Under `like` a rare tag of new data is still wanted.
  const fewest = parts.like ? 0 : minimumCount
  return (tags?.columns ?? []).flatMap((column) =>
    column.dimension.options.flatMap((_, option) => {
      const built = tagFeature(column, option)
      const isRareLanguage = column.dimension.id === 'language' && option > 0
      const needed = isRareLanguage && !parts.like ? Math.max(fewest, 1) : fewest
      return countYes(built.cells) < needed ? [] : [built]
    }),
  )
}

function tagFeature(column: TagColumn, option: number): FeatureColumn {
  const { dimension, values } = column
  const width = dimension.options.length
  const { id, label } = dimension.options[option]!
  return {
    spec: {
      id: `${dimension.id}:${id}`,
      kind: 'tag',
      group: dimension.id,
      exclusive: dimension.kind === 'one',
      label: `${dimension.label} ${label}`,
    },
    cells: Int8Array.from(
      { length: values.length / width },
      (_, row) => values[row * width + option]!,
    ),
  }
}

function componentColumns({ components }: FeatureParts): FeatureColumn[] {
  if (!components) return []
  const { artifact, vectors } = components
  return binComponents(artifact, vectors).flatMap((bins, index) =>
    binColumns(`component${index + 1}`, `encoder component ${index + 1}`, {
      bins,
      edges: artifact.edges[index]!,
    }),
  )
}

function countYes(cells: Int8Array): number {
  let count = 0
  for (const cell of cells) if (cell === 1) count++
  return count
}

function checkColumns(columns: readonly FeatureColumn[], rows: number): void {
  const seen = new Set<string>()
  for (const { spec, cells } of columns) {
    if (seen.has(spec.id)) {
      throw new HyperError(
        'config/duplicate-feature',
        `feature ${show(spec.id)}: got the id twice, expected ids that differ`,
        { hint: 'rename the user feature' },
      )
    }
    seen.add(spec.id)
    if (cells.length !== rows) {
      throw new HyperError(
        'internal/column-length',
        `feature ${show(spec.id)}: got ${cells.length} values, expected one per instance (${rows})`,
      )
    }
  }
}

function arrangeLike(
  columns: readonly FeatureColumn[],
  like: readonly FeatureSpec[],
  rows: number,
): FeatureColumn[] {
  const byId = new Map(columns.map((column) => [column.spec.id, column]))
  return like.map((spec) => ({
    spec,
    cells: byId.get(spec.id)?.cells ?? new Int8Array(rows).fill(-1),
  }))
}

function fillMatrix(ids: readonly string[], columns: readonly FeatureColumn[]): FeatureMatrix {
  const matrix = createFeatureMatrix(
    ids,
    columns.map(({ spec }) => spec),
  )
  columns.forEach(({ cells }, column) => {
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row]!
      if (cell !== 0) setFeature(matrix, row, column, cell < 0 ? null : true)
    }
  })
  return matrix
}
