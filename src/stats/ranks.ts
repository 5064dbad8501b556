/** Returns the indices that sort the values, stable: equal values keep their order in both directions, NaN comes last. */
export function argsort(
  x: ArrayLike<number>,
  direction: 'ascending' | 'descending' = 'ascending',
): Uint32Array {
  const sign = direction === 'ascending' ? 1 : -1
  const order = new Uint32Array(x.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((i, j) => {
    const a = x[i]!
    const b = x[j]!
    if (a < b) return -sign
    if (a > b) return sign
    if (a === b) return i - j
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || i - j
  })
}

/** Returns ranks from 1 in ascending order; equal values share the mean of their ranks. */
export function ranks(x: ArrayLike<number>): Float64Array {
  const order = argsort(x)
  const result = new Float64Array(x.length)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && x[order[end]!] === x[order[start]!]) end++
    const shared = (start + 1 + end) / 2
    for (let k = start; k < end; k++) result[order[k]!] = shared
    start = end
  }
  return result
}

/** Returns the sizes of the groups of equal values, in ascending order of the value; groups of one included. */
export function tieSizes(x: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(x).sort()
  const sizes: number[] = []
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    sizes.push(end - start)
    start = end
  }
  return sizes
}
