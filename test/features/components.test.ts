import { describe, expect, it } from 'vitest'
import { binComponents, encoderComponents, projectComponents } from '../../src/features/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { createMatrix, symmetricEigen } from '../../src/stats/index.ts'

/** Rows with standard deviations 3, 2.9, 2 and 1 along rotated axes, and 0.1 elsewhere. */
function drawVectors(rows: number, dimension: number): Float32Array {
  const random = createRandom('vectors')
  const scales = [3, 2.9, 2, 1]
  const vectors = new Float32Array(rows * dimension)
  for (let row = 0; row < rows; row++) {
    for (let axis = 0; axis < dimension; axis++) {
      const value = drawNormal(random) * (scales[axis] ?? 0.1)
      vectors[row * dimension + axis]! += value + 5
      vectors[row * dimension + ((axis + 1) % dimension)]! += value / 2
    }
  }
  return vectors
}

describe('encoderComponents', () => {
  const dimension = 24
  const rows = 400
  const vectors = drawVectors(rows, dimension)
  const artifact = encoderComponents({ vectors, dimension, components: 5 })

  it('equals the eigenvectors of the covariance', () => {
    const covariance = createMatrix(dimension, dimension)
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < dimension; i++) {
        for (let j = 0; j < dimension; j++) {
          covariance.values[i * dimension + j]! +=
            ((vectors[row * dimension + i]! - artifact.mean[i]!) *
              (vectors[row * dimension + j]! - artifact.mean[j]!)) /
            rows
        }
      }
    }
    const { values, vectors: exact } = symmetricEigen(covariance)
    const total = values.reduce((sum, value) => sum + value, 0)
    artifact.explained.forEach((share, at) => {
      expect(share).toBeCloseTo(values[at]! / total, 7)
    })
    artifact.directions.forEach((direction, at) => {
      const overlap = direction.reduce(
        (sum, value, axis) => sum + value * exact.values[axis * dimension + at]!,
        0,
      )
      expect(Math.abs(overlap)).toBeCloseTo(1, 6)
    })
  })

  it('cuts the reference in thirds and leaves empty texts unknown, also from a stored artifact', () => {
    const stored = JSON.parse(JSON.stringify(artifact)) as typeof artifact
    for (const bins of binComponents(stored, vectors)) {
      for (const bin of [0, 1, 2]) {
        expect(Math.abs(bins.filter((own) => own === bin).length - rows / 3)).toBeLessThan(2)
      }
    }
    const zero = new Float32Array(dimension)
    expect(binComponents(stored, zero)[0]![0]).toBe(-1)
    expect(projectComponents(stored, zero)[0]![0]).toBeNaN()
  })

  it('gives no more components than there are directions with variance', () => {
    const line = Float32Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? at + 1 : 2))
    expect(
      encoderComponents({ vectors: line, dimension: 3, components: 3 }).directions,
    ).toHaveLength(1)
    expect(() =>
      encoderComponents({ vectors: new Float32Array(6), dimension: 3, components: 1 }),
    ).toThrow('expected two or more')
  })
})
