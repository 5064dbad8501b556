import {
  createFeatureMatrix,
  type FeatureMatrix,
  type MixPoint,
  type Predictor,
  setFeature,
} from '../../src/domain/index.ts'
import { drawNormal, type Random } from '../../src/kit/index.ts'

/** Returns a matrix whose feature of column j is carried with chance `chances[j]`. */
export function drawMatrix(
  total: number,
  chances: readonly number[],
  random: Random,
): FeatureMatrix {
  const specs = chances.map((_, column) => ({
    id: `tag:${column}`,
    kind: 'tag' as const,
    group: 'tag',
    exclusive: false,
    label: `tag ${column}`,
  }))
  const matrix = createFeatureMatrix(
    Array.from({ length: total }, (_, row) => `row-${row}`),
    specs,
  )
  for (let row = 0; row < total; row++) {
    chances.forEach((chance, column) => {
      setFeature(matrix, row, column, random.next() < chance)
    })
  }
  return matrix
}

/** Returns the share of the rows that carries each column. */
export function meansOf(matrix: FeatureMatrix): Float64Array {
  return Float64Array.from(matrix.specs, (_, column) => {
    let sum = 0
    matrix.ids.forEach((_id, row) => {
      sum += (matrix.bits[column * matrix.words + (row >> 5)]! >>> (row & 31)) & 1
    })
    return sum / Math.max(1, matrix.ids.length)
  })
}

/** What a made-up model is: score = curve(share) + effects . d + d' interactions d, with the variance d' C d + constant. */
export interface MadeUpModel {
  readonly effects: Float64Array
  readonly curve?: (share: number) => number
  readonly interactions?: Float64Array
  /** Row-major covariance of the effects; absent: no covariance, sd 0.3. */
  readonly covariance?: Float64Array
}

/** Returns a predictor of a known model, fitted on a pool of `total` rows with these means. */
export function createPredictor(
  model: MadeUpModel,
  { total, columnMeans }: { readonly total: number; readonly columnMeans: Float64Array },
): Predictor {
  const { effects, curve = () => 0, interactions, covariance } = model
  const size = effects.length
  const quadratic = (matrix: Float64Array, d: Float64Array): Float64Array =>
    Float64Array.from(d, (_, i) => {
      let sum = 0
      for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * d[j]!
      return sum
    })
  const inner = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0)
  const deviation = ({ humans, counts }: MixPoint): Float64Array =>
    counts.map((count, column) => count - humans * columnMeans[column]!)
  return {
    kind: interactions ? 'quadratic' : 'bayes',
    featureIds: Array.from(effects, (_, column) => `tag:${column}`),
    columnMeans,
    total,
    predict: (points) =>
      points.map((point) => {
        const d = deviation(point)
        const bent = interactions ? inner(d, quadratic(interactions, d)) : 0
        const variance = covariance ? inner(d, quadratic(covariance, d)) + 0.04 : 0.09
        return {
          mean: curve(point.humans / point.total) + inner(effects, d) + bent,
          sd: Math.sqrt(variance),
        }
      }),
    effects: (point) => {
      const d = deviation(point)
      const step = 1 / point.total
      const share = point.humans / point.total
      const bent = interactions ? quadratic(interactions, d) : new Float64Array(size)
      return {
        perRow: (curve(share + step / 2) - curve(share - step / 2)) * 1,
        perFeature: effects.map((effect, column) => effect + 2 * bent[column]!),
        covariance: covariance ?? null,
      }
    },
  }
}

/** Returns a symmetric positive definite matrix. */
export function drawCovariance(size: number, random: Random, scale = 1): Float64Array {
  const root = Float64Array.from({ length: size * size }, () => drawNormal(random) * scale)
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++)
        covariance[i * size + j]! += root[i * size + k]! * root[j * size + k]!
    }
  }
  return covariance
}

/** Returns all subsets of a size as 0 and 1 per row. */
export function* allSubsets(total: number, size: number): Generator<Uint8Array> {
  const rows = Array.from({ length: size }, (_, index) => index)
  for (;;) {
    const isHuman = new Uint8Array(total)
    for (const row of rows) isHuman[row] = 1
    yield isHuman
    let slot = size - 1
    while (slot >= 0 && rows[slot] === total - size + slot) slot--
    if (slot < 0) return
    rows[slot]!++
    for (let next = slot + 1; next < size; next++) rows[next] = rows[next - 1]! + 1
  }
}
