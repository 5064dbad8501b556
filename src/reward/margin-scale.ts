/**
 * Returns the standard deviation of the margins on the training rows, per head (population form, about the mean); the unit in which the
 * soft score reads margins. Margins are row-major (heads x rows).
 */
export function marginScale(margins: ArrayLike<number>, heads: number, rows: number): Float64Array {
  const scale = new Float64Array(heads)
  for (let head = 0; head < heads; head++) {
    const start = head * rows
    let sum = 0
    for (let row = 0; row < rows; row++) sum += margins[start + row]!
    const mean = sum / rows
    let squares = 0
    for (let row = 0; row < rows; row++) squares += (margins[start + row]! - mean) ** 2
    scale[head] = Math.sqrt(squares / rows)
  }
  return scale
}
