/** Likeness below which vectors of another precision are not taken for those of single precision. */
export const LEAST_LIKENESS = 0.98

/**
 * Returns how like two sets of vectors are: the mean cosine of their rows after the columns of both were standardised by means and deviations of the first set.
 * That is what a probe sees of them; a plain cosine hangs on a few large columns. NaN where a row has no length.
 */
export function standardisedLikeness(
  reference: Float32Array,
  other: Float32Array,
  columns: number,
): number {
  const rows = reference.length / columns
  const products = new Float64Array(rows)
  const own = new Float64Array(rows)
  const theirs = new Float64Array(rows)
  for (let column = 0; column < columns; column++) {
    const { mean, deviation } = spreadOf(reference, column, columns)
    if (deviation === 0) continue
    for (let row = 0, at = column; row < rows; row++, at += columns) {
      const one = (reference[at]! - mean) / deviation
      const two = (other[at]! - mean) / deviation
      products[row]! += one * two
      own[row]! += one * one
      theirs[row]! += two * two
    }
  }
  return products.reduce((sum, p, row) => sum + p / Math.sqrt(own[row]! * theirs[row]!), 0) / rows
}

function spreadOf(
  values: Float32Array,
  column: number,
  columns: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0
  let squares = 0
  const rows = values.length / columns
  for (let at = column; at < values.length; at += columns) sum += values[at]!
  const mean = sum / rows
  for (let at = column; at < values.length; at += columns) squares += (values[at]! - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / rows) }
}
