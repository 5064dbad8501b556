import type { Annotation } from '../domain/index.ts'
import { annotationOf, extraOf, type JudgedInstance } from './annotation-of.ts'
import { preferenceOfScores, probabilityOfScores } from './combine-preferences.ts'
import type { Judge } from './judge.ts'
import {
  answersOf,
  knownMean,
  type ReadAnswer,
  type SortedAnswers,
  spendOf,
} from './judge-answers.ts'
import type { ScoreReading } from './read-result.ts'

/**
 * Returns what the scores of two completions come to: one annotation from their means over the samples, with all the cost on it; none where a completion
 * has no score. Its probability comes from those of the scores; `sampleAgreement` is the share of repeated pairs of scores whose verdict is that
 * of the means.
 */
export function combineScores(judge: Judge, sorted: SortedAnswers): JudgedInstance {
  const a = answersOf<ScoreReading>(sorted.read, 'a', 'score')
  const b = answersOf<ScoreReading>(sorted.read, 'b', 'score')
  const { problems } = sorted
  if (a.length === 0 || b.length === 0)
    return { annotations: [], problems, flip: null, sampleAgreement: null }
  const scores = { a: meanScore(a), b: meanScore(b) }
  const preference = preferenceOfScores(scores.a, scores.b)
  const sampleAgreement = agreementOf(a, b, preference.verdict)
  const pA = probabilityOf(a, b)
  const label: Annotation = {
    ...annotationOf(judge.id, preference),
    ...(pA === null ? {} : { pA }),
    ...spendOf([...a, ...b, ...sorted.unread]),
    ...extraOf({
      scores,
      ...(judge.samples === 1 ? {} : { samples: a.length + b.length, sampleAgreement }),
      labelMass: knownMean([...a, ...b].map(({ reading }) => reading.labelMass)),
    }),
  }
  return { annotations: [label], problems, flip: null, sampleAgreement }
}

type Scored = readonly ReadAnswer<ScoreReading>[]

function meanScore(answers: Scored): number {
  return answers.reduce((sum, { reading }) => sum + reading.score, 0) / answers.length
}

function agreementOf(a: Scored, b: Scored, verdict: Annotation['verdict']): number | null {
  const verdicts = a.flatMap(({ sample, reading }) => {
    const other = b.find((answer) => answer.sample === sample)
    return other === undefined
      ? []
      : [preferenceOfScores(reading.score, other.reading.score).verdict]
  })
  if (verdicts.length < 2) return null
  return verdicts.filter((own) => own === verdict).length / verdicts.length
}

function probabilityOf(a: Scored, b: Scored): number | null {
  const sharesA = meanShares(a)
  const sharesB = meanShares(b)
  return sharesA === null || sharesB === null ? null : probabilityOfScores(sharesA, sharesB)
}

function meanShares(answers: Scored): readonly number[] | null {
  const sums = Array.from({ length: 10 }, () => 0)
  for (const { reading } of answers) {
    if (reading.shares === null) return null
    reading.shares.forEach((share, index) => {
      sums[index]! += share / answers.length
    })
  }
  return sums
}
