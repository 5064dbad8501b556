/** Returns some of the rows of a row-major matrix in single precision, in the order given; a row may be asked for several times. */
export function takeRows(
  values: Float32Array | Float64Array,
  columns: number,
  rows: ArrayLike<number>,
): Float32Array {
  const taken = new Float32Array(rows.length * columns)
  for (let at = 0; at < rows.length; at++) {
    const from = rows[at]! * columns
    taken.set(values.subarray(from, from + columns), at * columns)
  }
  return taken
}
