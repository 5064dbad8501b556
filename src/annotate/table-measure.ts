import type { Verdict } from '../domain/index.ts'
import type { AdditiveMeasure } from './additive-measure.ts'
import { cohenKappa, type DisagreementWeights } from './cohen-kappa.ts'
import { agreementWeight, gwetFromShares } from './gwet-coefficient.ts'
import { krippendorffAlpha } from './krippendorff-alpha.ts'
import { agreementWithoutTies, observedAgreement } from './observed-agreement.ts'
import { scottPi } from './scott-pi.ts'
import { CLASS_OF } from './vote.ts'

/** Statistics of two raters (people's verdict and a judge, or two judges) on the same items. */
export type TableStatistic =
  | 'threeWay'
  | 'withoutTies'
  | 'cohenKappa'
  | 'cohenKappaLinear'
  | 'cohenKappaQuadratic'
  | 'scottPi'
  | 'krippendorffNominal'
  | 'krippendorffOrdinal'
  | 'krippendorffInterval'
  | 'gwetAc1'
  | 'gwetAc2Linear'
  | 'gwetAc2Quadratic'

/** The measure of two verdicts per item; its sums are the table of A, tie, B (3 x 3), first rater in the rows. */
export const tableMeasure: AdditiveMeasure<TableStatistic> = {
  names: [
    'threeWay',
    'withoutTies',
    'cohenKappa',
    'cohenKappaLinear',
    'cohenKappaQuadratic',
    'scottPi',
    'krippendorffNominal',
    'krippendorffOrdinal',
    'krippendorffInterval',
    'gwetAc1',
    'gwetAc2Linear',
    'gwetAc2Quadratic',
  ],
  size: 9,
  evaluate: (table) => {
    const coincidences = table.map(
      (count, cell) => count + table[(cell % 3) * 3 + Math.floor(cell / 3)]!,
    )
    return [
      observedAgreement(table, 3),
      agreementWithoutTies(table),
      cohenKappa(table, 3),
      cohenKappa(table, 3, 'linear'),
      cohenKappa(table, 3, 'quadratic'),
      scottPi(table, 3),
      krippendorffAlpha(coincidences, 3, 'nominal'),
      krippendorffAlpha(coincidences, 3, 'ordinal'),
      krippendorffAlpha(coincidences, 3, 'interval'),
      gwetOfTable(table, 'none'),
      gwetOfTable(table, 'linear'),
      gwetOfTable(table, 'quadratic'),
    ]
  },
}

/** Returns the contribution of one item to `tableMeasure`. */
export function tableContribution(first: Verdict, second: Verdict): Float64Array {
  const cells = new Float64Array(9)
  cells[CLASS_OF[first] * 3 + CLASS_OF[second]] = 1
  return cells
}

function gwetOfTable(table: Float64Array, weights: DisagreementWeights): number {
  const shares = [0, 0, 0]
  let agreement = 0
  let items = 0
  for (let cell = 0; cell < 9; cell++) {
    const row = Math.floor(cell / 3)
    const column = cell % 3
    items += table[cell]!
    agreement += table[cell]! * agreementWeight(row - column, 3, weights)
    shares[row]! += table[cell]! / 2
    shares[column]! += table[cell]! / 2
  }
  const mean = shares.map((share) => share / items)
  return gwetFromShares(agreement / items, mean, weights).coefficient
}
