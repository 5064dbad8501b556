/**
 * Returns how often two raters gave which pair of classes, row-major (classes x classes), first rater in the rows. Items that either
 * left out (null) are skipped.
 */
export function countConfusions(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  classes: number,
): Float64Array {
  const table = new Float64Array(classes * classes)
  for (let item = 0; item < first.length; item++) {
    const a = first[item]
    const b = second[item]
    if (a != null && b != null) table[a * classes + b]! += 1
  }
  return table
}

/** Returns how often each class was given to each item, row-major (items x classes); null is a missing rating. */
export function countRatings(
  ratings: readonly (readonly (number | null)[])[],
  classes: number,
): Float64Array {
  const counts = new Float64Array(ratings.length * classes)
  for (let item = 0; item < ratings.length; item++) {
    for (const rating of ratings[item]!) if (rating !== null) counts[item * classes + rating]! += 1
  }
  return counts
}

/** Returns the share of items on which two raters gave the same class (three-way match for A, tie, B); NaN without items. */
export function observedAgreement(table: Float64Array, classes: number): number {
  let same = 0
  let all = 0
  for (let cell = 0; cell < table.length; cell++) {
    all += table[cell]!
    if (cell % (classes + 1) === 0) same += table[cell]!
  }
  return same / all
}

/** Returns the share of matches among the items where neither of two raters said tie; table of A, tie, B (3 x 3). */
export function agreementWithoutTies(table: Float64Array): number {
  const same = table[0]! + table[8]!
  return same / (same + table[2]! + table[6]!)
}

/** Returns the number of items where neither of two raters said tie; table of A, tie, B (3 x 3). */
export function countWithoutTies(table: Float64Array): number {
  return table[0]! + table[8]! + table[2]! + table[6]!
}
