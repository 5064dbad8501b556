import type { Annotation } from '../domain/index.ts'
import type { AdditiveMeasure } from './additive-measure.ts'

/** How a judge's answers depend on the order in which the completions were shown. */
export type OrderStatistic =
  /** Share of pairs asked in both orders whose two answers name opposite sides. */
  | 'flipped'
  /** Share whose two answers differ in any way: opposite sides, or one side and one tie. */
  | 'changed'
  /** Share of the answers that are not ties which name the completion shown first; one half is no bias. */
  | 'firstShown'

/** The measure of order dependence; its sums are: pairs asked in both orders, flipped, changed, answers with a side, first shown. */
export const orderMeasure: AdditiveMeasure<OrderStatistic> = {
  names: ['flipped', 'changed', 'firstShown'],
  size: 5,
  evaluate: (sums) => [sums[1]! / sums[0]!, sums[2]! / sums[0]!, sums[4]! / sums[3]!],
}

/** Returns the contribution of one item asked in both orders; both verdicts are about A and B as stored. */
export function orderContribution(ab: Annotation, ba: Annotation): Float64Array {
  const changed = ab.verdict !== ba.verdict
  const flipped = changed && ab.verdict !== 'tie' && ba.verdict !== 'tie'
  const sided = Number(ab.verdict !== 'tie') + Number(ba.verdict !== 'tie')
  const first = Number(ab.verdict === 'a') + Number(ba.verdict === 'b')
  return Float64Array.of(1, Number(flipped), Number(changed), sided, first)
}
