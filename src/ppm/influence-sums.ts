import {
  createMatrix,
  dot,
  factorisePositive,
  type Matrix,
  matrixRow,
  solveCholesky,
} from '../stats/index.ts'
import type { PilotRows } from './influence-pilot.ts'

/** Sums over some rows of a regression of y on z; everything that least squares asks of them. p columns. */
export interface RegressionSums {
  readonly count: number
  readonly y: number
  readonly yy: number
  /** Shape (p). */
  readonly z: Float64Array
  /** Shape (p). */
  readonly zy: Float64Array
  /** p x p. */
  readonly zz: Matrix
}

/** Returns the sums of the pilot rows of each fold. O(n c^2), c the columns of a row that are not zero. */
export function sumFolds(
  pilot: PilotRows,
  folds: ArrayLike<number>,
  count: number,
): RegressionSums[] {
  const { columns, rows, y } = pilot
  const sums = Array.from({ length: count }, () => ({
    count: 0,
    y: 0,
    yy: 0,
    z: new Float64Array(columns),
    zy: new Float64Array(columns),
    zz: createMatrix(columns, columns),
  }))
  const z = new Float64Array(columns)
  for (let index = 0; index < rows.length; index++) {
    pilot.read(index, z)
    const into = sums[folds[index]!]!
    const value = y[index]!
    into.count++
    into.y += value
    into.yy += value * value
    const carried: number[] = []
    for (let column = 0; column < columns; column++) if (z[column] !== 0) carried.push(column)
    for (const i of carried) {
      into.z[i]! += z[i]!
      into.zy[i]! += z[i]! * value
      for (const j of carried) into.zz.values[i * columns + j]! += z[i]! * z[j]!
    }
  }
  return sums
}

/** Returns the sums of several parts together; at least one part. */
export function joinSums(parts: readonly RegressionSums[]): RegressionSums {
  const size = parts[0]!.z.length
  const z = new Float64Array(size)
  const zy = new Float64Array(size)
  const zz = createMatrix(size, size)
  let count = 0
  let y = 0
  let yy = 0
  for (const part of parts) {
    addTo(z, part.z)
    addTo(zy, part.zy)
    addTo(zz.values, part.zz.values)
    count += part.count
    y += part.y
    yy += part.yy
  }
  return { count, y, yy, z, zy, zz }
}

function addTo(into: Float64Array, values: Float64Array): void {
  for (let at = 0; at < into.length; at++) into[at]! += values[at]!
}

/** A regression with free intercept, ready for any penalty. */
export interface SumRegression {
  readonly meanY: number
  readonly meanZ: Float64Array
  /** Mean squared length of a centred row: the unit in which penalties are counted; 1 where rows do not vary. */
  readonly unit: number
  /** Returns the lower Cholesky factor of Z'Z + penalty I; p x p. */
  factorise(penalty: number): Matrix
  /** Returns the coefficients (Z'Z + penalty I)^-1 Z'y, each penalty solved once; shape (p). O(p^3). */
  solve(penalty: number): Float64Array
}

/** Returns the regression of sums, rows and y centred. O(p^2). */
export function openRegression(sums: RegressionSums): SumRegression {
  const { count, y, z, zy, zz } = sums
  const size = z.length
  const meanY = y / count
  const meanZ = z.map((sum) => sum / count)
  const moment = zy.map((value, column) => value - count * meanZ[column]! * meanY)
  const centred = new Float64Array(size * size)
  let trace = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      centred[i * size + j] = zz.values[i * size + j]! - count * meanZ[i]! * meanZ[j]!
    }
    trace += centred[i * size + i]!
  }
  const factorise = (penalty: number): Matrix => {
    const sum = createMatrix(size, size, centred.slice())
    for (let i = 0; i < size; i++) sum.values[i * size + i]! += penalty
    // A penalty of at least a tenth of a row's length keeps every pivot away from zero.
    return factorisePositive(sum)!
  }
  const solved = new Map<number, Float64Array>()
  return {
    meanY,
    meanZ,
    unit: trace > 1e-12 * count ? trace / count : 1,
    factorise,
    solve: (penalty) => {
      const found = solved.get(penalty) ?? solveCholesky(factorise(penalty), moment)
      solved.set(penalty, found)
      return found
    },
  }
}

/** Returns the sum of squared errors on other rows, from their sums. O(p^2). */
export function squaredErrors(
  { meanY, meanZ }: SumRegression,
  coefficients: Float64Array,
  { count, y, yy, z, zy, zz }: RegressionSums,
): number {
  const constant = meanY - dot(meanZ, coefficients)
  let bent = 0
  for (let i = 0; i < coefficients.length; i++) {
    bent += coefficients[i]! * dot(matrixRow(zz, i), coefficients)
  }
  return (
    yy -
    2 * constant * y -
    2 * dot(coefficients, zy) +
    count * constant * constant +
    2 * constant * dot(coefficients, z) +
    bent
  )
}
