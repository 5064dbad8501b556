/**
 * What each single label is worth to a target: the change of the target's score, in points, when a row's label comes from people rather
 * than from the judge. Positive: the human label raises the target. Zero where the sources agree; NaN where a label is unknown.
 */
export interface InfluenceTable {
  readonly targets: readonly string[]
  /** Rows of the pool. */
  readonly rows: number
  /** Row-major (targets x rows); points. */
  readonly values: Float64Array
  /** Score of the head at which the influences were taken, per target; points. */
  readonly scores: Float64Array
}

/**
 * How sure influences are: the same over resampled evaluation prompts. Row-major (targets x rows), all zero where a label changes
 * nothing, NaN where it is unknown.
 */
export interface InfluenceCertainty {
  readonly targets: readonly string[]
  readonly rows: number
  readonly resamples: number
  /** Points. */
  readonly mean: Float64Array
  /** Points. */
  readonly sd: Float64Array
  /** mean / sd. */
  readonly t: Float64Array
}

/**
 * Returns the influences to expect before people are asked: each value, what the label is worth should it differ from the judge's, times the chance that
 * it does. Shape of the chances: (rows); NaN where unknown.
 *
 * @throws RangeError where there is not one chance a row
 */
export function expectInfluence(
  ifDiffers: InfluenceTable,
  pDiffers: ArrayLike<number>,
): InfluenceTable {
  const { rows, values } = ifDiffers
  if (pDiffers.length !== rows) {
    throw new RangeError(`influence: got ${pDiffers.length} chances, expected ${rows}`)
  }
  // A label that could not change anything does not, however likely it differs.
  const expected = values.map((value, at) => (value === 0 ? 0 : value * pDiffers[at % rows]!))
  return { ...ifDiffers, values: expected }
}

/** How the influences on several targets become one number a row; see `combineInfluence`. */
export type InfluenceRule = 'mean' | 'smallest'

/** One number a row; shapes (rows). */
export interface CombinedInfluence {
  /** Points where there is one target, else in units of each target's own root mean square influence. */
  readonly values: Float64Array
  /** Null where no certainty was given. */
  readonly t: Float64Array | null
}

/** What `combineInfluence` is told. */
export interface CombineOptions {
  /** Default `mean`. */
  readonly rule?: InfluenceRule
  /** Of the same targets and rows. */
  readonly certainty?: InfluenceCertainty | null
}

/**
 * Returns one influence a row from those on several targets, each divided by its root mean square over the rows that change it (never
 * centred, so that signs stay true). `mean`: influences add up, so the mean is the exact influence on the mean of the targets in those
 * units, and a row counts as positive only where that mean rises, whatever single targets lose. `smallest`: positive only where the label
 * raises every target. The t of a mean takes the resamples of the targets as independent: targets that share evaluation rows look surer
 * than they are. The t of `smallest` is the smallest.
 *
 * @throws RangeError where there is no target, or the certainty is that of other targets or rows
 */
export function combineInfluence(
  table: InfluenceTable,
  options: CombineOptions = {},
): CombinedInfluence {
  const { targets, rows } = table
  const rule = options.rule ?? 'mean'
  const certainty = options.certainty ?? null
  requireAlike(table, certainty)
  if (targets.length === 1) {
    return { values: table.values.slice(), t: certainty?.t.slice() ?? null }
  }
  const scales = targets.map((_, target) => scaleOf(partOf(table.values, target, rows)))
  const read = (values: Float64Array): Float64Array => {
    const scaled = scaleParts(values, scales, rows)
    return rule === 'mean' ? meanOf(scaled, rows) : smallestOf(scaled, rows)
  }
  const values = read(table.values)
  if (certainty === null) return { values, t: null }
  const t =
    rule === 'mean'
      ? ratio(read(certainty.mean), spreadOf(scaleParts(certainty.sd, scales, rows), rows))
      : smallestOf(
          targets.map((_, target) => partOf(certainty.t, target, rows)),
          rows,
        )
  return { values, t }
}

function requireAlike(table: InfluenceTable, certainty: InfluenceCertainty | null): void {
  const count = table.targets.length
  const told = `influence: got ${count} targets`
  if (count === 0) throw new RangeError(`${told}, expected at least one`)
  if (table.values.length !== count * table.rows) {
    throw new RangeError(
      `${told} x ${table.rows} rows of ${table.values.length} values, expected one a row`,
    )
  }
  if (certainty === null) return
  if (certainty.rows !== table.rows || certainty.targets.join('\n') !== table.targets.join('\n')) {
    throw new RangeError(
      `${told} x ${table.rows} rows with the certainty of ${certainty.targets.length} x ${certainty.rows}, expected the same targets and rows`,
    )
  }
}

const partOf = (values: Float64Array, target: number, rows: number): Float64Array =>
  values.subarray(target * rows, (target + 1) * rows)

/** Root mean square over the rows that change the target; 1 where none does. */
function scaleOf(values: Float64Array): number {
  let squares = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value) || value === 0) continue
    squares += value * value
    count++
  }
  return count === 0 ? 1 : Math.sqrt(squares / count)
}

function scaleParts(values: Float64Array, scales: readonly number[], rows: number): Float64Array[] {
  return scales.map((scale, target) => partOf(values, target, rows).map((value) => value / scale))
}

function meanOf(parts: readonly Float64Array[], rows: number): Float64Array {
  const means = new Float64Array(rows)
  for (const part of parts) {
    for (let row = 0; row < rows; row++) means[row]! += part[row]! / parts.length
  }
  return means
}

function smallestOf(parts: readonly Float64Array[], rows: number): Float64Array {
  const least = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
  for (const part of parts) {
    // Math.min keeps NaN: an unknown label stays unknown.
    for (let row = 0; row < rows; row++) least[row] = Math.min(least[row]!, part[row]!)
  }
  return least
}

function spreadOf(parts: readonly Float64Array[], rows: number): Float64Array {
  const squares = new Float64Array(rows)
  for (const part of parts) {
    for (let row = 0; row < rows; row++) squares[row]! += part[row]! ** 2
  }
  return squares.map((square) => Math.sqrt(square) / parts.length)
}

function ratio(means: Float64Array, sds: Float64Array): Float64Array {
  return means.map((mean, row) => (mean === 0 && sds[row] === 0 ? 0 : mean / sds[row]!))
}
