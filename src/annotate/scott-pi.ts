import { observedAgreement } from './observed-agreement.ts'

/**
 * Returns Scott's pi of two raters: agreement beyond that of two draws from the class shares of both together; NaN where only one class was used.
 *
 * @see Scott, Reliability of content analysis, Public Opinion Quarterly 19, 1955
 */
export function scottPi(table: Float64Array, classes: number): number {
  const totals = new Float64Array(classes)
  let ratings = 0
  for (let cell = 0; cell < table.length; cell++) {
    totals[Math.floor(cell / classes)]! += table[cell]!
    totals[cell % classes]! += table[cell]!
    ratings += 2 * table[cell]!
  }
  return beyondChance(observedAgreement(table, classes), totals, ratings)
}

/** Returns (observed - chance) / (1 - chance) with chance = sum of the squared class shares. */
export function beyondChance(observed: number, totals: ArrayLike<number>, sum: number): number {
  let chance = 0
  for (let c = 0; c < totals.length; c++) chance += (totals[c]! / sum) ** 2
  return (observed - chance) / (1 - chance)
}
