import { kthLargest } from '../stats/index.ts'

/** Buckets that values are counted in before the threshold is looked for in one of them. */
const bucketCount = 4096

/**
 * Returns the rows of the `count` largest values, ascending; among equal values the lower row wins. The answer is that of `selectTop`, found by
 * counting into equal-width buckets and ranking inside one of them: on a million finite values twice as fast. Values that are not finite, or all
 * in one bucket, only cost time; NaN must not occur.
 *
 * @throws RangeError for a count beyond the number of values
 */
export function topRows(values: Float64Array, count: number): Uint32Array {
  if (count > values.length) {
    throw new RangeError(`topRows: got count ${count}, expected at most ${values.length}`)
  }
  if (count === 0) return new Uint32Array(0)
  const threshold = findThreshold(values, count)
  let above = 0
  for (let row = 0; row < values.length; row++) above += values[row]! > threshold ? 1 : 0
  let level = count - above
  // One slot more: a row is written before it is known whether it stays, which spares an unforeseeable branch.
  const rows = new Uint32Array(count + 1)
  let to = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    rows[to] = row
    if (value === threshold && level > 0) {
      level--
      to++
    } else to += value > threshold ? 1 : 0
  }
  return rows.subarray(0, count)
}

function findThreshold(values: Float64Array, count: number): number {
  let lo = Number.POSITIVE_INFINITY
  let hi = Number.NEGATIVE_INFINITY
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value < lo) lo = value
    if (value > hi) hi = value
  }
  const scale = (bucketCount - 1) / (hi - lo)
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return kthLargest(values, count)
  const sizes = new Uint32Array(bucketCount)
  for (let row = 0; row < values.length; row++) sizes[((values[row]! - lo) * scale) | 0]!++
  let bucket = bucketCount - 1
  let above = 0
  while (above + sizes[bucket]! < count) above += sizes[bucket--]!
  const members = new Float64Array(sizes[bucket]!)
  let found = 0
  for (let row = 0; row < values.length; row++) {
    if ((((values[row]! - lo) * scale) | 0) === bucket) members[found++] = values[row]!
  }
  return kthLargest(members, count - above)
}
