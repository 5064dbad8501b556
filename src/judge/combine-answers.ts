import type { Annotation, PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { annotationOf, extraOf, type JudgedInstance } from './annotation-of.ts'
import { combineOrders, combineSamples } from './combine-preferences.ts'
import { combineScores } from './combine-scores.ts'
import { ASPECTS, type Judge } from './judge.ts'
import {
  answersOf,
  type JudgeAnswer,
  knownMean,
  type ReadAnswer,
  type SortedAnswers,
  sortAnswers,
  spendOf,
} from './judge-answers.ts'
import type { Reading, ReadPreference } from './read-result.ts'

/**
 * Returns the annotations that a judge's answers about an instance give; `answers` is parallel to `questionSlots`. Verdicts and probabilities are about A
 * and B as stored; `raw` and `reasons` are the judge's own words, in which A is the completion shown first.
 *
 * Cost and time are counted once: on the raw answer of their order where there is one, on the judge's label otherwise, so that the sum over all of a
 * judge's annotations of an instance is what it cost. Answers that could not be read are in it, unless nothing could be read: then there is no annotation
 * to carry them. An unknown price makes a sum unknown and leaves it out.
 *
 * In `extra`: `flip` on a contradiction; `orders: 1` where only one of two orders could be read; `samples`, `sampleAgreement` and `raws` of repeated answers;
 * `labelMass`, the share of probability on labels; `scores`.
 */
export function annotationsOf(
  instance: PreferenceInstance,
  judge: Judge,
  answers: readonly JudgeAnswer[],
): JudgedInstance {
  const sorted = sortAnswers(instance, judge, answers)
  if (judge.mode === 'scores') return combineScores(judge, sorted)
  const orders = (['ab', 'ba'] as const)
    .map((order) => rawAnswer(judge, order, answersOf<Reading>(sorted.read, order, 'verdict')))
    .filter((raw) => raw !== null)
  const { problems } = sorted
  if (orders.length === 0) return { annotations: [], problems, flip: null, sampleAgreement: null }
  const both = judge.orders === 'both'
  return {
    annotations: both ? labelBoth(judge, orders, sorted) : labelOne(judge, orders[0]!, sorted),
    problems,
    flip:
      orders.length < 2 ? null : combineOrders(orders[0]!.preference, orders[1]!.preference).flip,
    sampleAgreement: meanAgreement(orders),
  }
}

/** The answers of one order, taken together. */
interface RawAnswer {
  readonly order: 'ab' | 'ba'
  readonly preference: ReadPreference
  readonly pA: number | null
  readonly agreement: number | null
  readonly answers: readonly ReadAnswer<Reading>[]
  /** The annotation that says all of this, under the name of the raw answer. */
  readonly annotation: Annotation
}

function rawAnswer(
  judge: Judge,
  order: 'ab' | 'ba',
  answers: readonly ReadAnswer<Reading>[],
): RawAnswer | null {
  if (answers.length === 0) return null
  const { agreement, ...preference } = combineSamples(answers.map(({ reading }) => reading))
  const pA = knownMean(answers.map(({ reading }) => reading.pA))
  const reasons = answers.flatMap(({ reading }) => reading.reasons ?? [])
  const annotation: Annotation = {
    ...annotationOf(`${judge.id}@${order}`, preference),
    ...(judge.reasons && reasons.length > 0 ? { reasons } : {}),
    order,
    ...(pA === null ? {} : { pA }),
    ...spendOf(answers),
    ...(judge.samples === 1 ? { raw: answers[0]!.raw } : {}),
    ...extraOf({ ...sampleExtra(judge, answers, agreement), labelMass: massOf(answers) }),
  }
  return { order, preference, pA, agreement, answers, annotation }
}

function sampleExtra(
  judge: Judge,
  answers: readonly ReadAnswer<Reading>[],
  sampleAgreement: number | null,
): Readonly<Record<string, Json>> {
  if (judge.samples === 1) return {}
  return { samples: answers.length, sampleAgreement, raws: answers.map(({ raw }) => raw) }
}

function massOf(answers: readonly ReadAnswer<Reading>[]): number | null {
  return knownMean(answers.map(({ reading }) => reading.labelMass))
}

/** A judge asked in one order: its label is that answer. */
function labelOne(judge: Judge, raw: RawAnswer, sorted: SortedAnswers): Annotation[] {
  const label: Annotation = {
    ...raw.annotation,
    annotator: judge.id,
    ...spendOf([...raw.answers, ...sorted.unread]),
  }
  return [label, ...labelAspects(judge, [raw])]
}

/** A judge asked in both orders: its label is the combination, and each order stands beside it. */
function labelBoth(
  judge: Judge,
  orders: readonly RawAnswer[],
  sorted: SortedAnswers,
): Annotation[] {
  const { flip, ...preference } = combine(orders.map((raw) => raw.preference))
  const pA = knownMean(orders.map((raw) => raw.pA))
  const agreement = meanAgreement(orders)
  const label: Annotation = {
    ...annotationOf(judge.id, preference),
    ...(pA === null ? {} : { pA }),
    ...spendOf(sorted.unread),
    ...extraOf({
      flip: flip || null,
      orders: orders.length === 1 ? 1 : null,
      ...(judge.samples === 1 ? {} : { samples: countAnswers(orders), sampleAgreement: agreement }),
    }),
  }
  return [label, ...labelAspects(judge, orders), ...orders.map((raw) => raw.annotation)]
}

function labelAspects(judge: Judge, orders: readonly RawAnswer[]): Annotation[] {
  if (judge.mode !== 'aspects') return []
  return ASPECTS.flatMap((aspect) => {
    const said = orders.flatMap(({ order, answers }) => {
      const read = answers.flatMap(({ reading }) => reading.aspects[aspect] ?? [])
      return read.length === 0 ? [] : [{ order, preference: combineSamples(read) }]
    })
    if (said.length === 0) return []
    const { flip, ...preference } = combine(said.map((one) => one.preference))
    const half = judge.orders === 'both' && said.length === 1
    return {
      ...annotationOf(judge.id, preference),
      aspect,
      ...(judge.orders === 'both' ? {} : { order: said[0]!.order }),
      ...extraOf({ flip: flip || null, orders: half ? 1 : null }),
    }
  })
}

/** One order counts as it is, two are combined. */
function combine(preferences: readonly ReadPreference[]): ReturnType<typeof combineOrders> {
  const [first, second] = preferences
  const { verdict, strength } = first!
  return second === undefined ? { verdict, strength, flip: false } : combineOrders(first!, second)
}

/** Mean over the answers of all orders that were repeated. */
function meanAgreement(orders: readonly RawAnswer[]): number | null {
  const repeated = orders.filter(({ agreement }) => agreement !== null)
  if (repeated.length === 0) return null
  const agreeing = repeated.reduce((sum, raw) => sum + raw.agreement! * raw.answers.length, 0)
  return agreeing / countAnswers(repeated)
}

function countAnswers(orders: readonly RawAnswer[]): number {
  return orders.reduce((sum, { answers }) => sum + answers.length, 0)
}
