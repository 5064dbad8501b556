/**
 * Returns the cosine of each pair of rows of two row-major arrays (n x dimension); NaN, unknown, where a row is zero (an empty
 * text). Clamped to -1 .. 1 against rounding.
 *
 * @throws RangeError when the arrays do not have the same whole number of rows
 */
export function cosineColumn(a: Float32Array, b: Float32Array, dimension: number): Float32Array {
  if (a.length !== b.length || a.length % dimension !== 0) {
    throw new RangeError(
      `cosineColumn: got ${a.length} and ${b.length} numbers, expected equal multiples of ${dimension}`,
    )
  }
  const column = new Float32Array(a.length / dimension)
  for (let row = 0; row < column.length; row++) {
    column[row] = cosineAt(a, b, { from: row * dimension, dimension })
  }
  return column
}

function cosineAt(
  a: Float32Array,
  b: Float32Array,
  range: { readonly from: number; readonly dimension: number },
): number {
  let product = 0
  let normA = 0
  let normB = 0
  for (let index = range.from; index < range.from + range.dimension; index++) {
    const x = a[index]!
    const y = b[index]!
    product += x * y
    normA += x * x
    normB += y * y
  }
  if (normA === 0 || normB === 0) return Number.NaN
  return Math.max(-1, Math.min(1, product / Math.sqrt(normA * normB)))
}
