import { createMatrix, type Matrix, mean, singularValues } from '../stats/index.ts'

/** How many directions a set of columns really has; columns that do not vary are left out. NaN where nothing varies. */
export interface RankFacts {
  /** exp of the entropy of s / sum s, with s the singular values of the standardised columns (Roy and Vetterli, 2007). */
  readonly effectiveRank: number
  /** The same with s squared. */
  readonly effectiveRankOfVariance: number
  /** (sum s^2)^2 / sum s^4. */
  readonly participationRatio: number
  /** Share of the variance in the first component. */
  readonly firstComponentShare: number
  /** Singular values above 1e-10 of the largest. */
  readonly numericalRank: number
}

/** Returns how many directions the columns of a matrix have once each is centred and divided by its population sd. */
export function rankFacts(columns: Matrix, minSd: number): RankFacts {
  const standardised = standardiseColumns(columns, minSd)
  const { s } = singularValues(standardised)
  const squares = s.map((value) => value * value)
  const total = sumOf(squares)
  return {
    effectiveRank: Math.exp(entropy(s)),
    effectiveRankOfVariance: Math.exp(entropy(squares)),
    participationRatio: (total * total) / sumOf(squares.map((value) => value * value)),
    firstComponentShare: (squares[0] ?? Number.NaN) / total,
    numericalRank: s.filter((value) => value > 1e-10 * s[0]!).length,
  }
}

/** Returns the values of one column; shape (rows). */
export function columnOf(matrix: Matrix, column: number): Float64Array {
  return Float64Array.from(
    { length: matrix.rows },
    (_, row) => matrix.values[row * matrix.columns + column]!,
  )
}

/** Returns the population standard deviation of every column; shape (columns). */
export function columnSds(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.columns }, (_, column) => {
    const values = columnOf(matrix, column)
    const centre = mean(values)
    return Math.sqrt(sumOf(values.map((value) => (value - centre) ** 2)) / matrix.rows)
  })
}

function standardiseColumns(matrix: Matrix, minSd: number): Matrix {
  const sds = columnSds(matrix)
  const kept = [...sds.keys()].filter((column) => sds[column]! > minSd)
  const result = createMatrix(matrix.rows, kept.length)
  kept.forEach((column, to) => {
    const values = columnOf(matrix, column)
    const centre = mean(values)
    values.forEach((value, row) => {
      result.values[row * kept.length + to] = (value - centre) / sds[column]!
    })
  })
  return result
}

function entropy(values: Float64Array): number {
  const total = sumOf(values)
  if (!(total > 0)) return Number.NaN
  let sum = 0
  for (const value of values) {
    const share = value / total
    if (share > 0) sum -= share * Math.log(share)
  }
  return sum
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
