import { createMatrix, symmetricEigen } from '../stats/index.ts'

/** Directions carried beside those asked for: they speed up convergence where variances are close. */
const EXTRA_DIRECTIONS = 10
const MOST_STEPS = 200
const TOLERANCE = 1e-10

/** Unit directions by falling variance, each with its largest loading positive. */
export interface LeadingDirections {
  readonly directions: Float64Array[]
  readonly variances: number[]
}

/**
 * Returns the `wanted` eigenvectors of largest eigenvalue of a covariance matrix (row-major, dimension x dimension), by subspace iteration with
 * Rayleigh-Ritz steps; fewer where the rest has no variance.
 */
export function leadingDirections(
  covariance: Float64Array,
  dimension: number,
  wanted: number,
): LeadingDirections {
  const size = Math.min(dimension, wanted + EXTRA_DIRECTIONS)
  let basis = orthonormalize(
    Array.from({ length: size }, (_, column) => startVector(dimension, column)),
  )
  let vectors = basis
  let variances: number[] = []
  for (let step = 0; step < MOST_STEPS; step++) {
    const images = basis.map((vector) => timesSymmetric(covariance, vector))
    const ritz = rotate(basis, images)
    const moved = ritz.variances
      .slice(0, wanted)
      .some(
        (value, at) => !(Math.abs(value - (variances[at] ?? 0)) <= TOLERANCE * ritz.variances[0]!),
      )
    variances = ritz.variances
    vectors = ritz.vectors
    if (!moved) break
    basis = orthonormalize(ritz.images)
  }
  const kept = variances
    .map((variance, at) => ({ variance, at }))
    .slice(0, wanted)
    .filter(({ variance }) => variance > 1e-12 * (variances[0] || 1))
  return {
    directions: kept.map(({ at }) => orient(vectors[at]!)),
    variances: kept.map(({ variance }) => variance),
  }
}

/** A fixed start without structure (fractional parts of a Weyl sequence), so that no stream is needed. */
function startVector(dimension: number, column: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, axis) => {
    const value = (axis + 1) * Math.SQRT2 * (column + 1.618033988749895)
    return value - Math.floor(value) - 0.5
  })
}

function rotate(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
): { vectors: Float64Array[]; images: Float64Array[]; variances: number[] } {
  const size = basis.length
  const small = createMatrix(size, size)
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const value = product(basis[row]!, images[column]!)
      small.values[row * size + column] = value
      small.values[column * size + row] = value
    }
  }
  const eigen = symmetricEigen(small)
  const combine = (columns: readonly Float64Array[], at: number): Float64Array => {
    const sum = new Float64Array(columns[0]!.length)
    columns.forEach((column, row) => {
      const weight = eigen.vectors.values[row * size + at]!
      for (let axis = 0; axis < sum.length; axis++) sum[axis]! += weight * column[axis]!
    })
    return sum
  }
  return {
    vectors: basis.map((_, at) => combine(basis, at)),
    images: basis.map((_, at) => combine(images, at)),
    variances: Array.from(eigen.values),
  }
}

/** Gram and Schmidt, twice; a vector without a part of its own becomes zero. */
function orthonormalize(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const rest = vector.slice()
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis) {
        const share = product(rest, earlier)
        for (let axis = 0; axis < rest.length; axis++) rest[axis]! -= share * earlier[axis]!
      }
    }
    const norm = Math.sqrt(product(rest, rest))
    const scale = norm > 1e-14 * Math.sqrt(product(vector, vector) || 1) ? 1 / norm : 0
    basis.push(rest.map((value) => value * scale))
  }
  return basis
}

function timesSymmetric(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  return vector.map((_, row) => product(matrix.subarray(row * size, (row + 1) * size), vector))
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}

function orient(direction: Float64Array): Float64Array {
  let largest = 0
  for (let axis = 1; axis < direction.length; axis++) {
    if (Math.abs(direction[axis]!) > Math.abs(direction[largest]!)) largest = axis
  }
  return direction[largest]! < 0 ? direction.map((value) => -value) : direction
}
