import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal, type Random } from '../../src/kit/index.ts'
import {
  cholesky,
  createMatrix,
  dot,
  gram,
  invertCholesky,
  logDeterminant,
  type Matrix,
  multiply,
  multiplyTransposedVector,
  multiplyVector,
  outerGram,
  singularValues,
  solveCholesky,
  symmetricEigen,
  transpose,
} from '../../src/stats/index.ts'

const seeds = Array.from({ length: 100 }, (_, seed) => seed)

function drawMatrix(rows: number, columns: number, random: Random): Matrix {
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => drawNormal(random)),
  )
}

function largestDifference(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns])
  return a.values.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - b.values[index]!)),
    0,
  )
}

function naiveProduct(a: Matrix, b: Matrix): Matrix {
  const result = createMatrix(a.rows, b.columns)
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0
      for (let k = 0; k < a.columns; k++) {
        sum += a.values[i * a.columns + k]! * b.values[k * b.columns + j]!
      }
      result.values[i * b.columns + j] = sum
    }
  }
  return result
}

function identity(size: number): Matrix {
  return createMatrix(
    size,
    size,
    Float64Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0)),
  )
}

describe('matrix products', () => {
  it('equal the definition for sizes around every block edge', () => {
    const random = createRandom('products')
    for (const [rows, inner, columns] of [
      [1, 1, 1],
      [3, 5, 2],
      [7, 64, 9],
      [5, 65, 513],
      [4, 131, 8],
    ] as const) {
      const a = drawMatrix(rows, inner, random)
      const b = drawMatrix(inner, columns, random)
      expect(largestDifference(multiply(a, b), naiveProduct(a, b))).toBeLessThan(1e-12)
      expect(largestDifference(gram(a), naiveProduct(transpose(a), a))).toBeLessThan(1e-12)
      expect(largestDifference(outerGram(a), naiveProduct(a, transpose(a)))).toBeLessThan(1e-12)
    }
  })

  it('are associative with vectors', () => {
    for (const seed of seeds) {
      const random = createRandom(seed)
      const a = drawMatrix(9, 6, random)
      const x = drawMatrix(6, 1, random).values
      const y = drawMatrix(9, 1, random).values
      expect(dot(y, multiplyVector(a, x))).toBeCloseTo(dot(multiplyTransposedVector(a, y), x), 10)
    }
  })

  it('refuse operands that do not fit', () => {
    expect(() => multiply(createMatrix(2, 3), createMatrix(2, 3))).toThrow(/got size 2, expected 3/)
    expect(() => createMatrix(2, 2, new Float64Array(3))).toThrow(/got 3 values, expected 4/)
  })
})

describe('the Cholesky factor', () => {
  it('solves, inverts and gives the determinant', () => {
    for (const seed of seeds) {
      const random = createRandom(seed)
      const size = 1 + (seed % 23)
      const a = gram(drawMatrix(size + 8, size, random))
      const l = cholesky(a)
      expect(largestDifference(multiply(l, transpose(l)), a)).toBeLessThan(1e-11)
      const x = drawMatrix(size, 1, random).values
      const solved = solveCholesky(l, multiplyVector(a, x))
      for (const [i, value] of x.entries()) expect(solved[i]).toBeCloseTo(value, 8)
      const inverse = invertCholesky(l)
      expect(largestDifference(multiply(a, inverse), identity(size))).toBeLessThan(1e-8)
      const logs = symmetricEigen(a).values.reduce((total, value) => total + Math.log(value), 0)
      expect(logDeterminant(l)).toBeCloseTo(logs, 8)
    }
  })

  it('is that of the plain loop to the last bit', () => {
    for (const seed of seeds) {
      const size = 1 + (seed % 19)
      const a = gram(drawMatrix(size + 8, size, createRandom(`bits ${seed}`)))
      const l = new Float64Array(size * size)
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          let rest = a.values[i * size + j]!
          for (let k = 0; k < j; k++) rest -= l[i * size + k]! * l[j * size + k]!
          l[i * size + j] = i === j ? Math.sqrt(rest) : rest / l[j * size + j]!
        }
      }
      expect(cholesky(a).values).toEqual(l)
    }
  })

  it('refuses what is not positive definite', () => {
    expect(() => cholesky(createMatrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toThrow(RangeError)
    expect(() => cholesky(createMatrix(1, 1, Float64Array.of(Number.NaN)))).toThrow(RangeError)
  })
})

describe('decompositions', () => {
  it('rebuild a symmetric matrix from its eigenvalues, descending', () => {
    for (const seed of seeds) {
      const size = 1 + (seed % 12)
      const half = drawMatrix(size, size, createRandom(seed))
      const a = createMatrix(
        size,
        size,
        half.values.map((value, at) => value + transpose(half).values[at]!),
      )
      const { values, vectors } = symmetricEigen(a)
      expect([...values]).toEqual([...values].sort((p, q) => q - p))
      expect(largestDifference(gram(vectors), identity(size))).toBeLessThan(1e-10)
      const scaled = createMatrix(
        size,
        size,
        vectors.values.map((value, at) => value * values[at % size]!),
      )
      expect(largestDifference(multiply(scaled, transpose(vectors)), a)).toBeLessThan(1e-10)
    }
  })

  it('rebuild tall and wide matrices from singular values', () => {
    for (const seed of seeds) {
      const rows = 1 + (seed % 7)
      const columns = 1 + ((seed * 3) % 11)
      const a = drawMatrix(rows, columns, createRandom(seed))
      const { u, s, v } = singularValues(a)
      expect(s.length).toBe(Math.min(rows, columns))
      const scaled = createMatrix(
        rows,
        s.length,
        u.values.map((value, at) => value * s[at % s.length]!),
      )
      expect(largestDifference(multiply(scaled, transpose(v)), a)).toBeLessThan(1e-10)
      expect(largestDifference(gram(v), identity(s.length))).toBeLessThan(1e-10)
    }
  })

  it('do not depend on the sign that the library happens to choose', () => {
    const a = gram(drawMatrix(12, 5, createRandom('signs')))
    const { vectors } = symmetricEigen(a)
    for (let column = 0; column < 5; column++) {
      const entries = Array.from({ length: 5 }, (_, row) => vectors.values[row * 5 + column]!)
      const peak = entries.reduce((best, value) =>
        Math.abs(value) > Math.abs(best) ? value : best,
      )
      expect(peak).toBeGreaterThan(0)
    }
  })
})
