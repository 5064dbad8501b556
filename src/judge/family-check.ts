import type { Interval, PreferenceInstance } from '../domain/index.ts'
import { familyOf } from './family-of.ts'
import { type JudgedPairs, type Resample, shareIntervals } from './judge-table-rows.ts'

/**
 * Whether a judge is more favourable to answers of its own family than people are, on pairs where exactly one answer is of it. A measure of
 * a habit, never a feature to route by: who wrote an answer is not known of new data in the same way.
 */
export interface OwnFamily {
  readonly family: string
  /** Pairs with one answer of the family and one of another, judged by both. */
  readonly pairs: number
  /** Pairs that the judge and people labelled whose answers are of unknown families. */
  readonly unknown: number
  /** Share of the judge's verdicts for its own family, ties half. */
  readonly judgeShare: Interval
  /** The same of people. */
  readonly humanShare: Interval
  /** Judge less people, paired. */
  readonly difference: Interval
}

/** Returns the families of the two answers, from `meta.models`; null where a model is not named or its family not known. */
export function answerFamilies(
  instance: PreferenceInstance,
): readonly [a: string | null, b: string | null] {
  const models = instance.meta.models
  const at = (index: number): string | null => {
    const model = Array.isArray(models) ? models[index] : null
    return typeof model === 'string' ? familyOf(model) : null
  }
  return [at(0), at(1)]
}

/** Returns how a judge treats its own family; null where its family is unknown or no pair tells. */
export function checkOwnFamily(
  { instances, verdicts, human }: JudgedPairs,
  family: string | null,
  resample: Resample,
): OwnFamily | null {
  if (family === null) return null
  const judgeShare = new Float64Array(instances.length).fill(Number.NaN)
  const humanShare = judgeShare.slice()
  let unknown = 0
  instances.forEach((instance, row) => {
    const families = answerFamilies(instance)
    const position = verdicts[row]!
    if (Number.isNaN(position) || Number.isNaN(human[row]!)) return
    if (families.includes(null)) unknown++
    else if ((families[0] === family) !== (families[1] === family)) {
      const isA = families[0] === family
      judgeShare[row] = isA ? position : 1 - position
      humanShare[row] = isA ? human[row]! : 1 - human[row]!
    }
  })
  const pairs = judgeShare.filter((share) => !Number.isNaN(share)).length
  if (pairs === 0) return null
  const [judge, people, difference] = shareIntervals(
    [judgeShare, humanShare, judgeShare.map((share, row) => share - humanShare[row]!)],
    resample,
  )
  return {
    family,
    pairs,
    unknown,
    judgeShare: judge!,
    humanShare: people!,
    difference: difference!,
  }
}
