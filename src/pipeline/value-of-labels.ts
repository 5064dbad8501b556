import type { RunSummary } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { gainTargets } from '../pilot/index.ts'
import { breakEvenPrice, type CurvePoint, labelsSaved } from '../route/index.ts'
import { bootstrapInterval, mean } from '../stats/index.ts'
import type { RunFacts } from './run-facts.ts'
import { peopleOf } from './source-labels.ts'
import { judgePositions } from './stage-pilot.ts'

/** Labels whose worth is told. */
const NEXT_LABELS = 100
/** Resamples behind its interval. */
const RESAMPLES = 1000

/**
 * Returns what the next human labels of the plan add: the rows that it would send to people next, in its own order. Their gain is measured by the labels that
 * these rows carry, none of which the order has seen; null where the plan leaves no row to the judge.
 */
export function nextLabels(facts: RunFacts, random: Random): RunSummary['next'] {
  const next = facts.plan
    .filter(({ source }) => source === 'lm')
    .sort((a, b) => a.rank - b.rank)
    .slice(0, NEXT_LABELS)
  if (next.length === 0) return null
  const indexOf = new Map(facts.instances.map(({ id }, index) => [id, index]))
  const rows = next.map(({ id }) => indexOf.get(id)!)
  const { values, weights } = gainTargets(
    rows.map((row) => peopleOf(facts.instances[row]!, facts.options.labels)),
    judgePositions(rows.map((row) => facts.labels[row]!)),
  )
  const measured = [...rows.keys()].filter((at) => weights[at]! > 0)
  return {
    labels: next.length,
    measured: measured.length,
    labelGain: sumOf(
      measured.map((at) => values[at]!),
      {
        labels: next.length,
        groups: Uint32Array.from(measured, (at) => facts.dataset.groups[rows[at]!]!),
        random,
      },
    ),
    points: predictedPoints(
      facts,
      next.map(({ id }) => id),
    ),
    costUsd: costOf(facts, next.length),
  }
}

function sumOf(
  gains: readonly number[],
  {
    labels,
    groups,
    random,
  }: { readonly labels: number; readonly groups: Uint32Array; readonly random: Random },
): NonNullable<RunSummary['next']>['labelGain'] {
  if (gains.length === 0) return null
  const sum = (indices: Uint32Array): number =>
    labels * mean(Array.from(indices, (at) => gains[at]!))
  const { value, lo, hi } = bootstrapInterval(sum, gains.length, {
    resamples: RESAMPLES,
    random,
    groups,
  })
  return { value, lo, hi }
}

/** What the combination expects of them, where it was learned against points of the suite. */
function predictedPoints({ evidence }: RunFacts, ids: readonly string[]): number | null {
  const { combined } = evidence.columns
  if (combined === undefined || evidence.facts.combined?.target !== 'influence') return null
  const placeOf = new Map(evidence.ids.map((id, place) => [id, place]))
  return ids.reduce((sum, id) => sum + combined[placeOf.get(id)!]!, 0)
}

function costOf({ options }: RunFacts, labels: number): number | null {
  const { human, lm } = options.prices
  return human === null || lm === null ? null : labels * (human - lm)
}

/** Returns the sentence about the next labels. */
export function nextSentences(next: RunSummary['next']): string[] {
  if (next === null) return ['The plan leaves no row to the judge: there is no next label to buy.']
  const { labels, measured, labelGain, points, costUsd } = next
  const price = costUsd === null ? 'at an unknown price' : `for $${costUsd.toFixed(2)} more`
  const told =
    labelGain === null
      ? `What the next ${labels} human labels add, ${price}, is unknown: none of these rows carries labels of both sources.`
      : `The next ${labels} human labels, ${price}, put right about ${labelGain.value.toFixed(1)} whole labels (95 % ${labelGain.lo.toFixed(1)} to ${labelGain.hi.toFixed(1)}), measured on ${measured} of these rows that carry both labels${labelGain.lo > 0 ? '' : '; that is not shown to be more than none'}.`
  return points === null
    ? [told]
    : [
        told,
        `By what the pilot taught they change the score by ${points >= 0 ? '+' : ''}${points.toFixed(2)} points; this sum of small steps is a prediction, not a measurement.`,
      ]
}

/** Returns when the trainings behind the PPM are paid back by the labels that routing saves; null where the main mix was not judged. */
export function trainingBreakEven(
  facts: RunFacts,
  main: { readonly share: number; readonly score: { readonly value: number } } | null,
): RunSummary['breakEven'] {
  if (main === null) return null
  const { evaluation, routing, candidates, options } = facts
  const curve: CurvePoint[] = [
    { share: 0, value: evaluation.allLm.score.value },
    ...evaluation.random.map(({ share, mean: value }) => ({ share, value })),
    { share: 1, value: evaluation.allHuman.score.value },
  ]
  const inner = new Map(curve.map((point) => [point.share, point]))
  const points = [...inner.values()].sort((a, b) => a.share - b.share)
  const total = routing.human + routing.lm
  const saved = labelsSaved(points, { share: main.share, value: main.score.value }, total)
  return {
    trainings: candidates.mixes,
    labelsSaved: saved,
    trainingUsd: breakEvenPrice(saved, candidates.mixes, options.prices),
  }
}

/** Returns the sentence about the break-even. */
export function breakEvenSentences(found: RunSummary['breakEven']): string[] {
  if (found === null) return []
  const { trainings, labelsSaved: saved, trainingUsd } = found
  if (saved === null) {
    return [
      `Random routing reaches the score of the plan with no number of human labels here, so what the ${trainings} trainings behind the PPM save has no bound.`,
    ]
  }
  const price =
    trainingUsd === null
      ? 'without prices nothing can be said about money'
      : `the ${trainings} trainings behind the PPM are paid back where one costs less than $${trainingUsd.toPrecision(3)}`
  return [
    saved === 0
      ? `Random routing reaches the score of the plan with as many human labels: the ${trainings} trainings behind the PPM save none.`
      : `Random routing needs ${saved} more human labels for the score of the plan: ${price}.`,
  ]
}
