/** Columns of a matrix, each contiguous: element (i, j) is `columns[j][i]`. */
export type Columns = Float64Array[]

/** Householder factorisation: R in the upper triangle of the columns, reflectors below, pivots give the order of the columns. */
export interface PivotedQr {
  readonly columns: Columns
  readonly diagonal: Float64Array
  readonly factors: Float64Array
  readonly pivots: Uint32Array
  readonly rank: number
}

/**
 * Factorises A P = Q R in place. With `pivot` the longest remaining column comes next and the factorisation ends where its length is not
 * above `cut` times the first one: that is the rank. Without, all columns are taken as they come.
 */
export function factoriseColumns(
  columns: Columns,
  rows: number,
  options: { readonly pivot: boolean; readonly cut: number },
): PivotedQr {
  const count = columns.length
  const limit = Math.min(rows, count)
  const diagonal = new Float64Array(limit)
  const factors = new Float64Array(limit)
  const pivots = Uint32Array.from({ length: count }, (_, index) => index)
  const lengths = options.pivot ? columns.map((column) => trackLength(column, 0)) : []
  let rank = 0
  for (; rank < limit; rank++) {
    if (options.pivot) swapLongest({ columns, pivots, lengths }, rank)
    const column = columns[rank]!
    const length = tailLength(column, rank)
    if (!(length > options.cut * Math.abs(rank === 0 ? 0 : diagonal[0]!))) break
    const alpha = column[rank]! > 0 ? -length : length
    diagonal[rank] = alpha
    column[rank] = column[rank]! - alpha
    factors[rank] = -1 / (alpha * column[rank]!)
    reflectAll(columns, rank, factors[rank]!)
    if (options.pivot) shorten({ columns, lengths }, rank)
  }
  return { columns, diagonal, factors, pivots, rank }
}

/** Applies Q' to a vector in place. */
export function applyTransposedQ(qr: PivotedQr, y: Float64Array): void {
  for (let k = 0; k < qr.rank; k++) reflect(y, qr.columns[k]!, { from: k, factor: qr.factors[k]! })
}

/** Applies Q to a vector in place. */
export function applyQ(qr: PivotedQr, y: Float64Array): void {
  for (let k = qr.rank - 1; k >= 0; k--) {
    reflect(y, qr.columns[k]!, { from: k, factor: qr.factors[k]! })
  }
}

/** Returns element (i, j) of R. */
export function elementOfR(qr: PivotedQr, i: number, j: number): number {
  return i === j ? qr.diagonal[i]! : qr.columns[j]![i]!
}

function reflect(
  y: Float64Array,
  v: Float64Array,
  reflector: { readonly from: number; readonly factor: number },
): void {
  const { from, factor } = reflector
  const length = v.length
  let sum = 0
  for (let i = from; i < length; i++) sum += v[i]! * y[i]!
  sum *= factor
  for (let i = from; i < length; i++) y[i]! -= sum * v[i]!
}

function tailLength(column: Float64Array, from: number): number {
  let squares = 0
  for (let i = from; i < column.length; i++) squares += column[i]! * column[i]!
  return Math.sqrt(squares)
}

/** Squared length of a column from some row on, and what it was when last summed. */
interface TrackedLength {
  squares: number
  summed: number
}

function trackLength(column: Float64Array, from: number): TrackedLength {
  const squares = tailLength(column, from) ** 2
  return { squares, summed: squares }
}

/** Takes one row off the lengths; sums anew where subtraction has eaten the digits. */
function shorten(
  held: { readonly columns: Columns; readonly lengths: TrackedLength[] },
  row: number,
): void {
  for (let j = row + 1; j < held.columns.length; j++) {
    const column = held.columns[j]!
    const length = held.lengths[j]!
    length.squares -= column[row]! * column[row]!
    if (length.squares < 1e-4 * length.summed) held.lengths[j] = trackLength(column, row + 1)
  }
}

function swapLongest(
  held: {
    readonly columns: Columns
    readonly pivots: Uint32Array
    readonly lengths: TrackedLength[]
  },
  from: number,
): void {
  const { columns, pivots, lengths } = held
  let best = from
  for (let j = from + 1; j < columns.length; j++) {
    if (lengths[j]!.squares > lengths[best]!.squares) best = j
  }
  for (const list of [columns, pivots, lengths] as { [index: number]: unknown }[]) {
    const first = list[from]
    list[from] = list[best]
    list[best] = first
  }
}

/** Reflects every later column by column `from`, four at a time. */
function reflectAll(columns: Columns, from: number, factor: number): void {
  const v = columns[from]!
  const length = v.length
  let j = from + 1
  for (; j + 3 < columns.length; j += 4) {
    const a = columns[j]!
    const b = columns[j + 1]!
    const c = columns[j + 2]!
    const d = columns[j + 3]!
    let sa = 0
    let sb = 0
    let sc = 0
    let sd = 0
    for (let i = from; i < length; i++) {
      const value = v[i]!
      sa += value * a[i]!
      sb += value * b[i]!
      sc += value * c[i]!
      sd += value * d[i]!
    }
    sa *= factor
    sb *= factor
    sc *= factor
    sd *= factor
    for (let i = from; i < length; i++) {
      const value = v[i]!
      a[i]! -= sa * value
      b[i]! -= sb * value
      c[i]! -= sc * value
      d[i]! -= sd * value
    }
  }
  for (; j < columns.length; j++) reflect(columns[j]!, v, { from, factor })
}
