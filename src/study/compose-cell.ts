import { columnSums, type FeatureMatrix, hasFeature } from '../domain/index.ts'
import type { CellComposition } from './cell.ts'

/** Returns for every feature its share among the rows that come first in an order, beside its share of all rows. */
export function composeCell(
  matrix: FeatureMatrix,
  order: Uint32Array,
  about: { readonly set: string; readonly contender: string; readonly budget: number },
): CellComposition[] {
  const total = matrix.ids.length
  const humans = Math.round(about.budget * total)
  if (humans === 0) return []
  const sums = columnSums(matrix)
  return matrix.specs.map((spec, column) => {
    let carried = 0
    for (let row = 0; row < total; row++) {
      if (order[row]! < humans && hasFeature(matrix, row, column)) carried++
    }
    return {
      ...about,
      feature: spec.id,
      label: spec.label,
      humanShare: carried / humans,
      poolShare: sums[column]! / total,
    }
  })
}
