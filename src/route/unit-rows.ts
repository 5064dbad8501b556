import type { EvidenceVectors } from './evidence.ts'

/** Vectors of rows read as unit vectors, without a copy of them. */
export interface UnitRows extends EvidenceVectors {
  /** One over the length of each vector; 0 where it has no direction: a zero vector or one with an unknown number. */
  readonly inverseNorms: Float64Array
  /** Rows with a direction, ascending. */
  readonly known: Uint32Array
}

/** Returns the view of the vectors as unit vectors. */
export function readUnitRows({ values, dimension }: EvidenceVectors): UnitRows {
  const total = values.length / dimension
  const inverseNorms = new Float64Array(total)
  const known: number[] = []
  for (let row = 0; row < total; row++) {
    let squares = 0
    const end = (row + 1) * dimension
    for (let at = row * dimension; at < end; at++) squares += values[at]! * values[at]!
    if (!(squares > 0 && squares < Number.POSITIVE_INFINITY)) continue
    inverseNorms[row] = 1 / Math.sqrt(squares)
    known.push(row)
  }
  return { values, dimension, inverseNorms, known: Uint32Array.from(known) }
}

/**
 * Writes the cosine of each of the rows to one row into `to`, in the order of `rows`. Four rows share each read of the one, which nearly doubles the speed;
 * every sum runs in the order of the dimensions, so equal vectors get equal bits wherever they stand. What differs from 1 by rounding alone is 1.
 */
export function writeCosines(
  { values, dimension, inverseNorms }: UnitRows,
  one: number,
  rows: Uint32Array,
  to: Float64Array,
): void {
  const direction = new Float64Array(dimension)
  for (let k = 0; k < dimension; k++) {
    direction[k] = values[one * dimension + k]! * inverseNorms[one]!
  }
  const whole = rows.length - (rows.length % 4)
  for (let index = 0; index < whole; index += 4) {
    const a = rows[index]! * dimension
    const b = rows[index + 1]! * dimension
    const c = rows[index + 2]! * dimension
    const d = rows[index + 3]! * dimension
    let sumA = 0
    let sumB = 0
    let sumC = 0
    let sumD = 0
    for (let k = 0; k < dimension; k++) {
      const x = direction[k]!
      sumA += x * values[a + k]!
      sumB += x * values[b + k]!
      sumC += x * values[c + k]!
      sumD += x * values[d + k]!
    }
    to[index] = sumA
    to[index + 1] = sumB
    to[index + 2] = sumC
    to[index + 3] = sumD
  }
  for (let index = whole; index < rows.length; index++) {
    const start = rows[index]! * dimension
    let sum = 0
    for (let k = 0; k < dimension; k++) sum += direction[k]! * values[start + k]!
    to[index] = sum
  }
  for (let index = 0; index < rows.length; index++) {
    const cosine = to[index]! * inverseNorms[rows[index]!]!
    to[index] = cosine > 1 - 1e-12 ? 1 : cosine
  }
}
