import {
  createFeatureMatrix,
  type Effects,
  type FeatureMatrix,
  type MixPoint,
  type Prediction,
  type Predictor,
} from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'

/**
 * A pool seen with the eyes of a predictor: its columns in the predictor's order, its mixes scaled to the size of the pool that the
 * predictor was fitted on, its gains centred on the column means stored there.
 */
export interface PoolView {
  readonly predictor: Predictor
  /** Columns in the order of `predictor.featureIds`; missing ones are empty. */
  readonly matrix: FeatureMatrix
  /** 1 for columns that the pool lacks: they stand at their stored mean and move nothing. */
  readonly missing: Uint8Array
  readonly missingIds: readonly string[]
  /** Rows of the fitted pool per row of this one. */
  readonly scale: number
}

/**
 * Returns the view of a pool. Columns are matched by id; columns that the predictor does not know are left out.
 *
 * @throws HyperError `data/missing-features` unless `allowMissing`
 */
export function viewPool(
  matrix: FeatureMatrix,
  predictor: Predictor,
  { allowMissing = false }: { readonly allowMissing?: boolean } = {},
): PoolView {
  const columnOf = new Map(matrix.specs.map((spec, column) => [spec.id, column]))
  const missingIds = predictor.featureIds.filter((id) => !columnOf.has(id))
  if (missingIds.length > 0 && !allowMissing) throw missingError(missingIds, predictor)
  return {
    predictor,
    matrix: alignColumns(matrix, predictor.featureIds, columnOf),
    missing: Uint8Array.from(predictor.featureIds, (id) => Number(!columnOf.has(id))),
    missingIds,
    scale: matrix.ids.length === 0 ? 1 : predictor.total / matrix.ids.length,
  }
}

function missingError(missingIds: readonly string[], predictor: Predictor): HyperError {
  return new HyperError(
    'data/missing-features',
    `features: got a matrix without ${missingIds.length} of the ${predictor.featureIds.length} features of the PPM (${missingIds.slice(0, 5).map(show).join(', ')}), expected all of them`,
    {
      hint: 'build the features with the stored bins of the run, or allow missing features: they then count as average',
      details: { missing: missingIds },
    },
  )
}

function alignColumns(
  matrix: FeatureMatrix,
  ids: readonly string[],
  columnOf: ReadonlyMap<string, number>,
): FeatureMatrix {
  if (ids.length === matrix.specs.length && ids.every((id, to) => columnOf.get(id) === to)) {
    return matrix
  }
  const specs = ids.map((id) => {
    const column = columnOf.get(id)
    return column === undefined
      ? { id, kind: 'flag' as const, group: id, exclusive: false, label: id }
      : matrix.specs[column]!
  })
  const aligned = createFeatureMatrix(matrix.ids, specs)
  ids.forEach((id, to) => {
    const from = columnOf.get(id)
    if (from === undefined) return
    const { words } = matrix
    aligned.bits.set(matrix.bits.subarray(from * words, (from + 1) * words), to * words)
    aligned.unknown.set(matrix.unknown.subarray(from * words, (from + 1) * words), to * words)
  })
  return aligned
}

/** Returns the point of a mix of this pool, as the predictor wants it. `counts` are those of this pool; shape (m). */
export function pointOf(view: PoolView, humans: number, counts: Float64Array): MixPoint {
  const { scale, missing, predictor } = view
  const scaled = new Float64Array(counts.length)
  for (let column = 0; column < scaled.length; column++) {
    const count = missing[column] === 1 ? humans * predictor.columnMeans[column]! : counts[column]!
    scaled[column] = scale * count
  }
  return { humans: scale * humans, total: predictor.total, counts: scaled }
}

/** Returns per feature how many rows of a set, given as 0 and 1 per row, carry it; shape (m). */
export function countMembers(matrix: FeatureMatrix, isHuman: Uint8Array): Float64Array {
  const counts = new Float64Array(matrix.specs.length)
  for (let column = 0; column < counts.length; column++) {
    let sum = 0
    for (let word = 0; word < matrix.words; word++) {
      let rest = matrix.bits[column * matrix.words + word]! | 0
      while (rest !== 0) {
        sum += isHuman[word * 32 + 31 - Math.clz32(rest & -rest)]!
        rest &= rest - 1
      }
    }
    counts[column] = sum
  }
  return counts
}

/** Returns the prediction for one mix of this pool. */
export function predictMix(view: PoolView, isHuman: Uint8Array): Prediction {
  const humans = isHuman.reduce((sum, bit) => sum + bit, 0)
  return view.predictor.predict([pointOf(view, humans, countMembers(view.matrix, isHuman))])[0]!
}

/** Returns the effects at one mix of this pool, missing features silenced. Per row of the fitted pool: multiply by `scale`. */
export function effectsAt(view: PoolView, point: MixPoint): Effects {
  const effects = view.predictor.effects(point)
  if (view.missingIds.length === 0) return effects
  return {
    ...effects,
    perFeature: effects.perFeature.map((value, column) => (view.missing[column] === 1 ? 0 : value)),
  }
}

/** Tells whether the effects per feature are the same at four very different mixes: then ranking does not depend on the mix. */
export function hasConstantEffects(predictor: Predictor): boolean {
  const { total, columnMeans } = predictor
  const at = (share: number, tilt: (column: number) => number): Float64Array =>
    predictor.effects({
      humans: share * total,
      total,
      counts: columnMeans.map((mean, column) => total * mean * share * tilt(column)),
    }).perFeature
  const reference = at(0.5, () => 1)
  const size = reference.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  return [at(0, () => 1), at(1, () => 1), at(0.4, (c) => (c % 2 === 0 ? 1.5 : 0.5))].every(
    (other) => other.every((value, column) => Math.abs(value - reference[column]!) <= 1e-9 * size),
  )
}
