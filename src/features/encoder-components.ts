import { HyperError, show } from '../kit/index.ts'
import { binColumn } from './bin-artifact.ts'
import { tercileEdges } from './bins.ts'
import { leadingDirections } from './leading-directions.ts'

/** Principal components of encoder vectors with their bins; plain JSON, reused on new data. */
export interface ComponentArtifact {
  readonly format: 'hyper/components@1'
  readonly dimension: number
  /** Mean of the reference vectors; shape (dimension). */
  readonly mean: readonly number[]
  /** Unit directions by falling variance, each with its largest loading positive; k x dimension. */
  readonly directions: readonly (readonly number[])[]
  /** Share of the total variance of each direction. */
  readonly explained: readonly number[]
  /** Tercile edges of the projections on the reference, one list a direction. */
  readonly edges: readonly (readonly number[])[]
}

/** Input of `encoderComponents`: `count` vectors row-major (count x dimension) and the number of components wanted. */
export interface ComponentInput {
  readonly vectors: Float32Array
  readonly dimension: number
  readonly components: number
}

/**
 * Returns the leading principal components of the vectors, by subspace iteration on their covariance with Rayleigh-Ritz steps. Zero vectors (empty
 * texts) are left out. Fewer components come back when there are fewer directions with variance. O(n d^2).
 *
 * @throws HyperError `data/bad-vectors` when the array is not a whole number of vectors or fewer than two are not zero
 */
export function encoderComponents(input: ComponentInput): ComponentArtifact {
  const { vectors, dimension } = input
  const rows = nonZeroRows(vectors, dimension)
  if (vectors.length % dimension !== 0 || rows.length < 2) {
    throw new HyperError(
      'data/bad-vectors',
      `components: got ${show(vectors.length)} numbers and ${rows.length} vectors that are not zero, expected two or more vectors of ${dimension}`,
    )
  }
  const mean = meanVector(vectors, rows, dimension)
  const covariance = covarianceOf(vectors, rows, mean)
  let total = 0
  for (let axis = 0; axis < dimension; axis++) total += covariance[axis * dimension + axis]!
  const { directions, variances } = leadingDirections(covariance, dimension, input.components)
  const artifact = {
    format: 'hyper/components@1' as const,
    dimension,
    mean: Array.from(mean, toStored),
    directions: directions.map((direction) => Array.from(direction, toStored)),
    explained: variances.map((variance) => toStored(variance / total)),
    edges: [] as (readonly number[])[],
  }
  const projections = projectComponents(artifact, vectors)
  return { ...artifact, edges: projections.map((column) => tercileEdges(column)!) }
}

/** Returns the projections of vectors on each direction, NaN for a zero vector; one column of n values a direction. */
export function projectComponents(
  artifact: Pick<ComponentArtifact, 'dimension' | 'mean' | 'directions'>,
  vectors: Float32Array,
): Float64Array[] {
  const { dimension, mean } = artifact
  const count = vectors.length / dimension
  return artifact.directions.map((direction) => {
    const column = new Float64Array(count)
    for (let row = 0; row < count; row++) {
      let sum = 0
      let isZero = true
      for (let axis = 0; axis < dimension; axis++) {
        const value = vectors[row * dimension + axis]!
        if (value !== 0) isZero = false
        sum += (value - mean[axis]!) * direction[axis]!
      }
      column[row] = isZero ? Number.NaN : sum
    }
    return column
  })
}

/** Returns the bin of every vector for each component, -1 for unknown. */
export function binComponents(artifact: ComponentArtifact, vectors: Float32Array): Int8Array[] {
  return projectComponents(artifact, vectors).map((column, component) =>
    binColumn(column, artifact.edges[component]!),
  )
}

/** Stored to nine digits, so that the artifact is the same where the last bits are not. */
function toStored(value: number): number {
  return Number(value.toPrecision(9))
}

function nonZeroRows(vectors: Float32Array, dimension: number): Uint32Array {
  const rows: number[] = []
  for (let row = 0; (row + 1) * dimension <= vectors.length; row++) {
    if (vectors.subarray(row * dimension, (row + 1) * dimension).some((value) => value !== 0)) {
      rows.push(row)
    }
  }
  return Uint32Array.from(rows)
}

function meanVector(vectors: Float32Array, rows: Uint32Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension)
  for (const row of rows) {
    for (let axis = 0; axis < dimension; axis++) mean[axis]! += vectors[row * dimension + axis]!
  }
  return mean.map((value) => value / rows.length)
}

/** Rows are taken in fours, so that the matrix, larger than the cache, is walked through a quarter as often. */
function covarianceOf(vectors: Float32Array, rows: Uint32Array, mean: Float64Array): Float64Array {
  const dimension = mean.length
  const covariance = new Float64Array(dimension * dimension)
  const block = Array.from({ length: 4 }, () => new Float64Array(dimension))
  for (let from = 0; from < rows.length; from += 4) {
    block.forEach((centred, offset) => {
      const row = rows[from + offset]
      if (row === undefined) centred.fill(0)
      else centre(vectors.subarray(row * dimension, (row + 1) * dimension), mean, centred)
    })
    addOuterProducts(covariance, block)
  }
  for (let first = 0; first < dimension; first++) {
    for (let second = first; second < dimension; second++) {
      const value = covariance[first * dimension + second]! / rows.length
      covariance[first * dimension + second] = value
      covariance[second * dimension + first] = value
    }
  }
  return covariance
}

function centre(vector: Float32Array, mean: Float64Array, into: Float64Array): void {
  for (let axis = 0; axis < mean.length; axis++) into[axis] = vector[axis]! - mean[axis]!
}

/** Adds to the upper triangle. */
function addOuterProducts(covariance: Float64Array, block: readonly Float64Array[]): void {
  const [a, b, c, d] = block as [Float64Array, Float64Array, Float64Array, Float64Array]
  const dimension = a.length
  for (let first = 0; first < dimension; first++) {
    const start = first * dimension
    const [x, y, z, w] = [a[first]!, b[first]!, c[first]!, d[first]!]
    for (let second = first; second < dimension; second++) {
      covariance[start + second]! +=
        x * a[second]! + y * b[second]! + z * c[second]! + w * d[second]!
    }
  }
}
