/** How much two classes disagree: all pairs alike, by their distance, or by its square. */
export type DisagreementWeights = 'none' | 'linear' | 'quadratic'

/**
 * Returns Cohen's kappa of two raters, 1 - observed / expected disagreement, with the classes in order 0 .. classes - 1; NaN where both
 * used one class only.
 *
 * @see Cohen, Weighted kappa, Psychological Bulletin 70, 1968
 */
export function cohenKappa(
  table: Float64Array,
  classes: number,
  weights: DisagreementWeights = 'none',
): number {
  const first = new Float64Array(classes)
  const second = new Float64Array(classes)
  let total = 0
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < classes; b++) {
      const count = table[a * classes + b]!
      first[a]! += count
      second[b]! += count
      total += count
    }
  }
  let observed = 0
  let expected = 0
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < classes; b++) {
      const weight = disagreementWeight(a - b, weights)
      observed += weight * table[a * classes + b]!
      expected += (weight * first[a]! * second[b]!) / total
    }
  }
  return 1 - observed / expected
}

/** Returns the weight of a disagreement by so many classes. */
export function disagreementWeight(distance: number, weights: DisagreementWeights): number {
  if (weights === 'none') return distance === 0 ? 0 : 1
  return weights === 'linear' ? Math.abs(distance) : distance * distance
}
