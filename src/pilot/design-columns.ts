import { createMatrix, type Matrix } from '../stats/index.ts'

/** Named columns of equal length; NaN is unknown. */
export type NamedColumns = readonly { readonly name: string; readonly values: Float64Array }[]

/**
 * What columns are brought to: mean 0 and spread 1 on the rows that they were fitted on, unknown at the mean. Whether a value is unknown is a column of
 * its own where that varies: not to know is not the same as to be average.
 */
export interface ColumnScaler {
  readonly names: readonly string[]
  readonly means: Float64Array
  readonly scales: Float64Array
  /** Columns that have a second one which says where they are unknown, with its mean and scale. */
  readonly gaps: readonly {
    readonly column: number
    readonly mean: number
    readonly scale: number
  }[]
}

/** Shares of unknown values between which the gaps of a column tell something. */
const leastGaps = 0.02

/** Returns the scaler of columns; a column that does not vary, or is never known, has scale 0 and stays at 0. */
export function fitColumnScaler(columns: NamedColumns): ColumnScaler {
  const moments = columns.map(({ values }) => momentsOf(values))
  const seen = new Set<string>()
  return {
    names: columns.map(({ name }) => name),
    means: Float64Array.from(moments, ({ mean }) => mean),
    scales: Float64Array.from(moments, ({ spread }) => inverse(spread)),
    gaps: columns.flatMap(({ values }, column) => {
      const gaps = values.map((value) => Number(Number.isNaN(value)))
      const { mean, spread } = momentsOf(gaps)
      // Columns that come from one thing have the same gaps: one column tells them all.
      const pattern = gaps.join('')
      if (mean < leastGaps || mean > 1 - leastGaps || seen.has(pattern)) return []
      seen.add(pattern)
      return [{ column, mean, scale: inverse(spread) }]
    }),
  }
}

/**
 * Returns the scaled columns as a matrix, rows x (columns + gaps), in the order of the scaler.
 *
 * @throws RangeError where the names are not those of the scaler
 */
export function scaleColumns(scaler: ColumnScaler, columns: NamedColumns): Matrix {
  requireNames('columns', columns, scaler.names)
  const rows = columns[0]?.values.length ?? 0
  const width = columns.length + scaler.gaps.length
  const matrix = createMatrix(rows, width)
  columns.forEach(({ values }, column) => {
    const mean = scaler.means[column]!
    const scale = scaler.scales[column]!
    for (let row = 0; row < rows; row++) {
      const value = values[row]!
      matrix.values[row * width + column] = Number.isNaN(value) ? 0 : (value - mean) * scale
    }
  })
  scaler.gaps.forEach(({ column, mean, scale }, index) => {
    const { values } = columns[column]!
    for (let row = 0; row < rows; row++) {
      matrix.values[row * width + columns.length + index] =
        (Number(Number.isNaN(values[row]!)) - mean) * scale
    }
  })
  return matrix
}

/** Refuses columns that are not those a model was fitted on. */
export function requireNames(what: string, columns: NamedColumns, names: readonly string[]): void {
  const given = columns.map(({ name }) => name).join()
  if (given !== names.join()) {
    throw new RangeError(`${what}: got ${given}, expected ${names.join()}`)
  }
}

const inverse = (spread: number): number => (spread > 1e-12 ? 1 / spread : 0)

function momentsOf(values: Float64Array): { readonly mean: number; readonly spread: number } {
  let count = 0
  let sum = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count++
    sum += value
  }
  if (count === 0) return { mean: 0, spread: 0 }
  const mean = sum / count
  let squares = 0
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2
  return { mean, spread: Math.sqrt(squares / count) }
}

/** Returns the matrix of some of the rows. */
export function selectMatrixRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = matrix
  const selected = createMatrix(rows.length, columns)
  for (let index = 0; index < rows.length; index++) {
    const from = rows[index]! * columns
    selected.values.set(matrix.values.subarray(from, from + columns), index * columns)
  }
  return selected
}
