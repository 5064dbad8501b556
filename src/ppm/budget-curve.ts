import { createMatrix, type Matrix } from '../stats/index.ts'

/** A polynomial in the human share, written in t = (share - centre) / scale. */
export interface CurveBasis {
  readonly centre: number
  readonly scale: number
  /** 0 (constant) to 3 (cubic). */
  readonly degree: number
}

/**
 * Returns the basis of the budget curve for these shares. The degree is at most `limit`, at most the number of distinct shares less one
 * (a curve needs places to bend), and leaves at least four mixes for each bend.
 */
export function curveBasis(shares: Float64Array, limit = 3): CurveBasis {
  const count = shares.length
  let centre = 0
  for (const share of shares) centre += share / count
  let spread = 0
  for (const share of shares) spread += (share - centre) ** 2 / count
  const distinct = new Set(shares).size
  const degree = Math.max(0, Math.min(limit, distinct - 1, Math.floor((count - 2) / 4)))
  return { centre, scale: spread > 0 ? Math.sqrt(spread) : 1, degree }
}

/** Returns 1, t, t^2, ... at a share; shape (degree + 1). */
export function evaluateCurveBasis(basis: CurveBasis, share: number): Float64Array {
  const t = (share - basis.centre) / basis.scale
  const values = new Float64Array(basis.degree + 1)
  values[0] = 1
  for (let power = 1; power < values.length; power++) values[power] = values[power - 1]! * t
  return values
}

/** Returns the derivatives of the basis with respect to the share; shape (degree + 1). */
export function differentiateCurveBasis(basis: CurveBasis, share: number): Float64Array {
  const t = (share - basis.centre) / basis.scale
  const slopes = new Float64Array(basis.degree + 1)
  let power = 1
  for (let index = 1; index < slopes.length; index++) {
    slopes[index] = (index * power) / basis.scale
    power *= t
  }
  return slopes
}

/** Returns the basis at all shares; n x (degree + 1). */
export function curveMatrix(basis: CurveBasis, shares: Float64Array): Matrix {
  const matrix = createMatrix(shares.length, basis.degree + 1)
  shares.forEach((share, row) => {
    matrix.values.set(evaluateCurveBasis(basis, share), row * matrix.columns)
  })
  return matrix
}
