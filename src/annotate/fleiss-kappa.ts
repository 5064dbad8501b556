import { beyondChance } from './scott-pi.ts'

/**
 * Returns Fleiss' kappa from rating counts (items x classes). Defined for complete tables only: NaN where items have different
 * numbers of ratings, fewer than two, or only one class was used.
 *
 * @see Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76, 1971
 */
export function fleissKappa(counts: Float64Array, classes: number): number {
  const items = counts.length / classes
  const totals = new Float64Array(classes)
  let agreement = 0
  let ratings = 0
  for (let item = 0; item < items; item++) {
    let own = 0
    let pairs = 0
    for (let c = 0; c < classes; c++) {
      const count = counts[item * classes + c]!
      totals[c]! += count
      own += count
      pairs += count * (count - 1)
    }
    if (item === 0) ratings = own
    if (own !== ratings || own < 2) return Number.NaN
    agreement += pairs / (own * (own - 1))
  }
  return beyondChance(agreement / items, totals, items * ratings)
}
