import { type DisagreementWeights, disagreementWeight } from './cohen-kappa.ts'

/** Gwet's coefficient with what it is made of. */
export interface GwetAgreement {
  readonly observed: number
  readonly chance: number
  /** AC1 without weights, AC2 with them; NaN where nothing was rated twice. */
  readonly coefficient: number
}

/**
 * Returns Gwet's AC1 (weights `none`) or AC2 from rating counts (items x classes): observed over items with two or more ratings, class
 * shares over items with one or more. The weight of an agreement is 1 - disagreement / largest disagreement.
 *
 * @see Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, 2008
 */
export function gwetCoefficient(
  counts: Float64Array,
  classes: number,
  weights: DisagreementWeights = 'none',
): GwetAgreement {
  const shares = new Float64Array(classes)
  let agreement = 0
  let rated = 0
  let ratedTwice = 0
  for (let start = 0; start < counts.length; start += classes) {
    const own = counts.subarray(start, start + classes)
    const ratings = own.reduce((sum, count) => sum + count, 0)
    if (ratings === 0) continue
    rated += 1
    for (let c = 0; c < classes; c++) shares[c]! += own[c]! / ratings
    if (ratings < 2) continue
    ratedTwice += 1
    agreement += itemAgreement(own, weights)
  }
  for (let c = 0; c < classes; c++) shares[c]! /= rated
  return gwetFromShares(agreement / ratedTwice, shares, weights)
}

/** Returns the share of agreeing pairs of ratings of one item, partial agreement counted by weight; NaN below two ratings. */
export function itemAgreement(counts: ArrayLike<number>, weights: DisagreementWeights): number {
  const classes = counts.length
  let ratings = 0
  let agreeing = 0
  for (let c = 0; c < classes; c++) {
    ratings += counts[c]!
    for (let k = 0; k < classes; k++) {
      const pairs = counts[c]! * (counts[k]! - (c === k ? 1 : 0))
      agreeing += pairs * agreementWeight(c - k, classes, weights)
    }
  }
  return agreeing / (ratings * (ratings - 1))
}

/** Returns the coefficient of an observed agreement and the mean class shares (adding up to 1). */
export function gwetFromShares(
  observed: number,
  shares: ArrayLike<number>,
  weights: DisagreementWeights,
): GwetAgreement {
  const classes = shares.length
  let weightSum = 0
  let spread = 0
  for (let c = 0; c < classes; c++) {
    spread += shares[c]! * (1 - shares[c]!)
    for (let k = 0; k < classes; k++) weightSum += agreementWeight(c - k, classes, weights)
  }
  const chance = (weightSum * spread) / (classes * (classes - 1))
  return { observed, chance, coefficient: (observed - chance) / (1 - chance) }
}

/** Returns how far two classes so far apart agree, 0 to 1. */
export function agreementWeight(
  distance: number,
  classes: number,
  weights: DisagreementWeights,
): number {
  return 1 - disagreementWeight(distance, weights) / disagreementWeight(classes - 1, weights)
}
