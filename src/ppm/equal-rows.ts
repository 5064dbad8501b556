import { createMatrix, type Matrix } from '../stats/index.ts'

/** A matrix without repeated rows. */
export interface MergedRows {
  readonly rows: Matrix
  /** Index of the merged row that each row went to; shape (n). */
  readonly membership: Uint32Array
  /** Returns the mean over the members of each merged row. */
  average(values: Float64Array): Float64Array
}

/** Returns the distinct rows in order of first appearance. A fit through every row has to average what stands on equal rows. */
export function mergeEqualRows(matrix: Matrix): MergedRows {
  const { columns } = matrix
  const membership = groupEqualRows(matrix)
  const sizes: number[] = []
  const firsts: number[] = []
  membership.forEach((group, row) => {
    if (group === sizes.length) {
      sizes.push(0)
      firsts.push(row)
    }
    sizes[group]!++
  })
  const rows = createMatrix(firsts.length, columns)
  firsts.forEach((row, group) => {
    rows.values.set(matrix.values.subarray(row * columns, (row + 1) * columns), group * columns)
  })
  return {
    rows,
    membership,
    average: (values) => {
      const means = new Float64Array(sizes.length)
      membership.forEach((group, row) => {
        means[group]! += values[row]! / sizes[group]!
      })
      return means
    },
  }
}

/** Returns for every row the number of its group of equal rows, groups numbered from 0 in order of first appearance; shape (n). */
export function groupEqualRows(matrix: Matrix): Uint32Array {
  const seen = new Map<string, number>()
  const groups = new Uint32Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    const key = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns).join()
    const group = seen.get(key) ?? seen.size
    seen.set(key, group)
    groups[row] = group
  }
  return groups
}
