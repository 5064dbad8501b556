import type { AdditiveMeasure } from './additive-measure.ts'
import { gwetFromShares, itemAgreement } from './gwet-coefficient.ts'
import { addCoincidences, krippendorffAlpha } from './krippendorff-alpha.ts'
import { beyondChance } from './scott-pi.ts'

/** Statistics of several raters of one kind on the same items. */
export type PanelStatistic =
  | 'threeWay'
  | 'withoutTies'
  | 'scottPi'
  | 'fleissKappa'
  | 'krippendorffNominal'
  | 'krippendorffOrdinal'
  | 'krippendorffInterval'
  | 'gwetAc1'
  | 'gwetAc2Linear'
  | 'gwetAc2Quadratic'

const LABEL_PAIRS = 0
const MATCHES = 1
const PAIRS_WITHOUT_TIES = 2
const MATCHES_WITHOUT_TIES = 3
const PAIR_CLASSES = 4
const RATED = 7
const RATED_TWICE = 8
const SHARES = 9
const ITEM_AGREEMENT = 12
const COINCIDENCES = 15
const SIZE = 24

/**
 * Returns the measure of agreement inside a panel. Three-way match, match without ties and Scott's pi are over all pairs of labels of one
 * item; Fleiss' kappa is NaN unless every item has the same number of labels (`complete`).
 */
export function panelMeasure(complete: boolean): AdditiveMeasure<PanelStatistic> {
  return {
    names: [
      'threeWay',
      'withoutTies',
      'scottPi',
      'fleissKappa',
      'krippendorffNominal',
      'krippendorffOrdinal',
      'krippendorffInterval',
      'gwetAc1',
      'gwetAc2Linear',
      'gwetAc2Quadratic',
    ],
    size: SIZE,
    evaluate: (sums) => evaluatePanel(sums, complete),
  }
}

/** Returns the contributions of one item to `panelMeasure`, from its votes for A, tie, B. */
export function panelContribution(votes: readonly [number, number, number]): Float64Array {
  const sums = new Float64Array(SIZE)
  const [a, tie, b] = votes
  const ratings = a + tie + b
  if (ratings === 0) return sums
  sums[RATED] = 1
  for (let c = 0; c < 3; c++) sums[SHARES + c] = votes[c]! / ratings
  if (ratings < 2) return sums
  sums[LABEL_PAIRS] = choosePairs(ratings)
  sums[MATCHES] = choosePairs(a) + choosePairs(tie) + choosePairs(b)
  sums[PAIRS_WITHOUT_TIES] = choosePairs(a + b)
  sums[MATCHES_WITHOUT_TIES] = choosePairs(a) + choosePairs(b)
  for (let c = 0; c < 3; c++) sums[PAIR_CLASSES + c] = votes[c]! * (ratings - 1)
  sums[RATED_TWICE] = 1
  sums[ITEM_AGREEMENT] = itemAgreement(votes, 'none')
  sums[ITEM_AGREEMENT + 1] = itemAgreement(votes, 'linear')
  sums[ITEM_AGREEMENT + 2] = itemAgreement(votes, 'quadratic')
  addCoincidences(votes, sums, COINCIDENCES)
  return sums
}

/** Returns the number of label pairs, and of those where neither said tie, from the sums of a panel. */
export function countLabelPairs(sums: Float64Array): {
  readonly labelPairs: number
  readonly labelPairsWithoutTies: number
} {
  return { labelPairs: sums[LABEL_PAIRS]!, labelPairsWithoutTies: sums[PAIRS_WITHOUT_TIES]! }
}

function evaluatePanel(sums: Float64Array, complete: boolean): number[] {
  const pairs = sums[LABEL_PAIRS]!
  const threeWay = sums[MATCHES]! / pairs
  const shares = sums.subarray(SHARES, SHARES + 3).map((share) => share / sums[RATED]!)
  const coincidences = sums.subarray(COINCIDENCES, COINCIDENCES + 9)
  const itemMean = (index: number): number => sums[ITEM_AGREEMENT + index]! / sums[RATED_TWICE]!
  return [
    threeWay,
    sums[MATCHES_WITHOUT_TIES]! / sums[PAIRS_WITHOUT_TIES]!,
    beyondChance(threeWay, sums.subarray(PAIR_CLASSES, PAIR_CLASSES + 3), 2 * pairs),
    complete ? beyondChance(itemMean(0), shares, 1) : Number.NaN,
    krippendorffAlpha(coincidences, 3, 'nominal'),
    krippendorffAlpha(coincidences, 3, 'ordinal'),
    krippendorffAlpha(coincidences, 3, 'interval'),
    gwetFromShares(itemMean(0), shares, 'none').coefficient,
    gwetFromShares(itemMean(1), shares, 'linear').coefficient,
    gwetFromShares(itemMean(2), shares, 'quadratic').coefficient,
  ]
}

function choosePairs(count: number): number {
  return (count * (count - 1)) / 2
}
